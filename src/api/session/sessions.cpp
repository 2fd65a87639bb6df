#include "session/sessions.h"

#include <algorithm>

namespace vigie::api {
namespace {
constexpr std::size_t max_per_account = 16;
}

bool Sessions::expired(const Session& session) const {
  const SteadyTime now = clock_.steady_now();
  const SteadyTime seen{SteadyTime::duration{session.seen_.load()}};
  return session.ended_ || now - seen > idle_ || now - session.opened_ > longest_;
}

Sessions::Opened Sessions::open(const std::string& account) {
  const std::string token = random_token(32);
  const auto session = std::make_shared<const Session>(sha256(token), account, random_token(32), clock_.steady_now());
  bool told = false;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& one) { return expired(*one.second); });
    std::vector<std::shared_ptr<const Session>> own;
    for (const auto& [id, one] : sessions_)
      if (one->account_ == account) own.push_back(one);
    if (own.size() >= max_per_account) {
      const auto oldest = *std::min_element(own.begin(), own.end(), [](const auto& a, const auto& b) { return a->opened_ < b->opened_; });
      oldest->ended_ = told = true;
      sessions_.erase(oldest->id_);
    }
    sessions_.emplace(session->id_, session);
  }
  if (told && told_) told_();
  return {token, session};
}

std::shared_ptr<const Session> Sessions::find(const std::string& token) {
  if (token.empty()) return nullptr;
  const Digest id = sha256(token);
  std::shared_ptr<const Session> session;
  {
    std::lock_guard lock(mutex_);
    const auto at = sessions_.find(id);
    if (at == sessions_.end()) return nullptr;
    session = at->second;
  }
  return use(*session) ? session : nullptr;
}

bool Sessions::use(const Session& session) {
  if (!expired(session)) {
    session.seen_ = clock_.steady_now().time_since_epoch().count();
    return true;
  }
  end(session);
  return false;
}

void Sessions::end(const Session& session) {
  session.ended_ = true;
  {
    std::lock_guard lock(mutex_);
    sessions_.erase(session.id_);
  }
  if (told_) told_();
}

void Sessions::end_all_of(const std::string& account) {
  {
    std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& one) {
      if (one.second->account_ != account) return false;
      one.second->ended_ = true;
      return true;
    });
  }
  if (told_) told_();
}

}  // namespace vigie::api
