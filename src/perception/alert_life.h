#pragma once
// From "it holds in this picture" to an alert that needs several consistent pictures, speaks once, has a longest life and always ends.

#include <optional>

namespace vigie::perception {

struct LifeSettings {
  int pictures = 3;        // in a row that it must hold
  double hold_s = 0.15;    // and for at least so long
  double quiet_s = 2;      // it must be over for so long before the alert ends
  double longest_s = 600;  // then it ends anyway, and stays silent until it was quiet
};

class AlertLife {
 public:
  enum class Change { none, raised, ended };
  explicit AlertLife(const LifeSettings& settings) : settings_(settings) {}

  // Once per picture.
  Change observe(bool holds, double now_s);
  // The source is gone: `ended` when an alert was open.
  Change stop(double now_s);
  bool open() const { return state_ == State::open; }
  double start_s() const { return start_s_; }
  double end_s() const { return end_s_; }  // after `ended`: the last picture in which it held, or when its life ran out

 private:
  // quiet → building → open → quiet; silent: the longest life ran out while it still held.
  enum class State { quiet, building, open, silent };
  Change end(double at_s, State next);

  LifeSettings settings_;
  State state_ = State::quiet;
  int pictures_ = 0;
  double start_s_ = 0, last_held_s_ = 0, end_s_ = 0;
};

}  // namespace vigie::perception
