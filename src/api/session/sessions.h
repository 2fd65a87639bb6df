#pragma once
// Who is signed in. In memory alone: a restart signs everybody out. The token is 256 random bits; only its hash is kept.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "base/digest.h"

namespace vigie::api {

class Session {
 public:
  Session(Digest id, std::string account, std::string csrf, SteadyTime now)
      : id_(id), account_(std::move(account)), csrf_(std::move(csrf)), opened_(now), seen_(now.time_since_epoch().count()) {}
  const Digest& id() const { return id_; }
  const std::string& account() const { return account_; }
  const std::string& csrf() const { return csrf_; }
  bool ended() const { return ended_; }

 private:
  friend class Sessions;
  const Digest id_;
  const std::string account_, csrf_;
  const SteadyTime opened_;
  mutable std::atomic<SteadyTime::rep> seen_;
  mutable std::atomic<bool> ended_{false};
};

// Thread-safe. `clock` is borrowed for life; expiry is measured on the steady clock.
class Sessions {
 public:
  Sessions(const Clock& clock, std::chrono::seconds idle, std::chrono::seconds longest) : clock_(clock), idle_(idle), longest_(longest) {}

  struct Opened {
    std::string token;  // for the cookie
    std::shared_ptr<const Session> session;
  };
  // The oldest session of an account ends when it has too many.
  Opened open(const std::string& account);
  std::shared_ptr<const Session> find(const std::string& token);  // null when unknown or expired; counts as use
  bool use(const Session& session);                               // the same for an open WebSocket
  void end(const Session& session);
  void end_all_of(const std::string& account);
  void on_end(std::function<void()> told) { told_ = std::move(told); }  // set before use; called outside the lock

 private:
  bool expired(const Session& session) const;
  const Clock& clock_;
  const std::chrono::seconds idle_, longest_;
  std::function<void()> told_;
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<const Session>> sessions_;
};

}  // namespace vigie::api
