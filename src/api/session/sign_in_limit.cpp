#include "session/sign_in_limit.h"

#include <algorithm>

namespace vigie::api {
namespace {
constexpr std::chrono::minutes window{5};
// A login is bounded as such, too, against many addresses; far above a forgetful person, so that a stranger at one address
// can't lock anybody out.
constexpr std::size_t per_pair = 5, per_address = 30, per_login = 50;
}  // namespace

std::array<SignInLimit::Bound, 3> SignInLimit::bounds(const std::string& address, const std::string& login) {
  return {{{"p " + address + " " + login, per_pair}, {"a " + address, per_address}, {"l " + login, per_login}}};
}

std::optional<std::chrono::seconds> SignInLimit::attempt(const std::string& address, const std::string& login) {
  const SteadyTime now = clock_.steady_now();
  std::lock_guard lock(mutex_);
  forget_old(now);
  std::optional<std::chrono::seconds> wait;
  for (const auto& [key, most] : bounds(address, login)) {
    const auto at = attempts_.find(key);
    if (at == attempts_.end() || at->second.size() < most) continue;
    const auto until = at->second[at->second.size() - most] + window;
    wait = std::max(wait.value_or(std::chrono::seconds{1}), std::chrono::ceil<std::chrono::seconds>(until - now));
  }
  if (wait) return wait;
  for (const auto& bound : bounds(address, login)) attempts_[bound.key].push_back(now);
  return std::nullopt;
}

void SignInLimit::succeeded(const std::string& address, const std::string& login) {
  std::lock_guard lock(mutex_);
  attempts_.erase(bounds(address, login)[0].key);
}

// Bounded by the rate itself: an address adds at most `per_address` entries per window.
void SignInLimit::forget_old(SteadyTime now) {
  for (auto at = attempts_.begin(); at != attempts_.end();) {
    auto& times = at->second;
    while (!times.empty() && now - times.front() > window) times.pop_front();
    at = times.empty() ? attempts_.erase(at) : std::next(at);
  }
}

}  // namespace vigie::api
