#include "session/guarded_talk.h"

#include <algorithm>

namespace vigie::api {

GuardedTalk::GuardedTalk(const Call& call, std::vector<std::string> permissions)
    : doors_(call.doors), shared_(call.shared), session_(call.session), account_(call.account), permissions_(std::move(permissions)) {
  shared_.talks.add(this);
}

GuardedTalk::~GuardedTalk() { shared_.talks.remove(this); }

void GuardedTalk::start(Calls calls) {
  {
    std::lock_guard lock(mutex_);
    calls_ = std::move(calls);
  }
  begin();
}

void GuardedTalk::wake_up() const {
  std::function<void()> wake;
  {
    std::lock_guard lock(mutex_);
    wake = calls_.next;
  }
  if (wake) wake();
}

void GuardedTalk::ask_for_work() const {
  std::function<void()> ask;
  {
    std::lock_guard lock(mutex_);
    ask = calls_.work;
  }
  if (ask) ask();
}

void GuardedTalk::end(Error why) {
  {
    std::lock_guard lock(mutex_);
    if (!end_) end_ = std::move(why);
  }
  wake_up();
}

void GuardedTalk::server_stops() { end({ErrorKind::unavailable, "server.stopping", "the server stops"}); }

std::optional<Outgoing> GuardedTalk::next() {
  std::optional<Error> why;
  {
    std::lock_guard lock(mutex_);
    if (!end_ && session_->ended()) end_ = Error{ErrorKind::denied, "session.ended", "the session has ended"};
    why = end_;
  }
  if (!why) return produce();
  if (!said_farewell_) {
    said_farewell_ = true;
    return canonical(farewell(*why));
  }
  const bool stopping = why->code == "server.stopping";
  const bool refused = why->kind == ErrorKind::denied;
  return Closing{stopping ? CloseCode::going_away : refused ? CloseCode::policy : CloseCode::normal, code_of(*why).substr(0, 120)};
}

void GuardedTalk::on_tick() {
  if (!shared_.sessions.use(*session_)) return end({ErrorKind::denied, "session.ended", "the session has ended"});
  const auto account = doors_.accounts.by_id(session_->account());
  if (account)
    if (const auto authorised = law::still_authorised(*account, doors_.gate.now()); !authorised) return end(authorised.error());
  const bool still = std::any_of(permissions_.begin(), permissions_.end(), [&](const auto& one) { return doors_.accounts.may(session_->account(), one).has_value(); });
  if (!still) return end({ErrorKind::denied, "permission.lost", "the right was taken away"});
  tick();
}

void OpenTalks::add(GuardedTalk* talk) {
  std::lock_guard lock(mutex_);
  talks_.insert(talk);
}

void OpenTalks::remove(GuardedTalk* talk) {
  std::lock_guard lock(mutex_);
  talks_.erase(talk);
}

// The lock is held while waking, so that none is destroyed meanwhile; waking only posts to the connection.
void OpenTalks::wake_all() const {
  std::lock_guard lock(mutex_);
  for (const auto* talk : talks_) talk->wake_up();
}

std::set<std::string> OpenTalks::accounts() const {
  std::lock_guard lock(mutex_);
  std::set<std::string> open;
  for (const auto* talk : talks_) open.insert(talk->account());
  return open;
}

void OpenTalks::stop_all() const {
  std::lock_guard lock(mutex_);
  for (auto* talk : talks_) talk->server_stops();
}

}  // namespace vigie::api
