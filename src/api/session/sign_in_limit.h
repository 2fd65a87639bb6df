#pragma once
// Guessing passwords is slow: attempts are counted per login and address together, per address, and per login, in a
// sliding window on the steady clock. A success forgets the first of the three.

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"

namespace vigie::api {

// Thread-safe. `clock` is borrowed for life.
class SignInLimit {
 public:
  explicit SignInLimit(const Clock& clock) : clock_(clock) {}
  // Counts the attempt; how long to wait instead, when there were too many.
  std::optional<std::chrono::seconds> attempt(const std::string& address, const std::string& login);
  void succeeded(const std::string& address, const std::string& login);

 private:
  struct Bound {
    std::string key;
    std::size_t attempts;
  };
  static std::array<Bound, 3> bounds(const std::string& address, const std::string& login);
  void forget_old(SteadyTime now);
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::deque<SteadyTime>> attempts_;
};

}  // namespace vigie::api
