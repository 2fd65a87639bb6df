#include "alert_life.h"

namespace vigie::perception {

AlertLife::Change AlertLife::end(double at_s, State next) {
  state_ = next;
  pictures_ = 0;
  end_s_ = at_s;
  return Change::ended;
}

AlertLife::Change AlertLife::observe(bool holds, double now_s) {
  if (holds) last_held_s_ = now_s;
  const bool over = !holds && now_s - last_held_s_ >= settings_.quiet_s;
  switch (state_) {
    case State::quiet:
    case State::building:
      if (!holds) {
        state_ = State::quiet;
        pictures_ = 0;
        return Change::none;
      }
      if (state_ == State::quiet) start_s_ = now_s;
      state_ = State::building;
      if (++pictures_ < settings_.pictures || now_s - start_s_ < settings_.hold_s) return Change::none;
      state_ = State::open;
      return Change::raised;
    case State::open:
      if (over) return end(last_held_s_, State::quiet);
      if (now_s - start_s_ >= settings_.longest_s) return end(now_s, State::silent);
      return Change::none;
    case State::silent:
      if (over) state_ = State::quiet;
      return Change::none;
  }
  return Change::none;
}

AlertLife::Change AlertLife::stop(double now_s) {
  if (state_ == State::open) return end(now_s, State::quiet);
  state_ = State::quiet;
  pictures_ = 0;
  return Change::none;
}

}  // namespace vigie::perception
