#include "operations/heads.h"

namespace vigie::operations {
namespace {
constexpr std::size_t facts_at_once = 1000;
}

Json to_json(const Head& head) {
  return {{"camera", head.camera}, {"address", head.address}, {"secret", head.secret}, {"profile", head.profile}, {"home", head.home}};
}

Result<Head> head_from_json(const Json& value) {
  Head head;
  VIGIE_TRY(head.camera, text_field(value, "camera", 64));
  head.address = text_or(value, "address");
  head.secret = text_or(value, "secret");
  head.profile = text_or(value, "profile");
  head.home = text_or(value, "home");
  if (head.address.size() > 1024 || head.secret.size() > 64 || head.profile.size() > 64 || head.home.size() > 64)
    return fail(ErrorKind::invalid_input, "an address has at most 1024 bytes; a secret's name, a profile and a preset at most 64",
                "field.too_long");
  return head;
}

Status HeadBook::catch_up(const city::Ledger& ledger) {
  std::lock_guard lock(mutex_);
  while (true) {
    VIGIE_TRY(const auto facts, ledger.facts_after(cursor_, "head.", facts_at_once));
    for (const auto& [cursor, fact] : facts) {
      cursor_ = cursor;
      auto head = head_from_json(fact.body);
      if (fact.schema != "head.configured" || !head) continue;
      head->version = static_cast<int>(++facts_[head->camera]);
      if (head->address.empty())
        heads_.erase(head->camera);
      else
        heads_.insert_or_assign(head->camera, std::move(*head));
    }
    if (facts.size() < facts_at_once) return {};
  }
}

std::optional<Head> HeadBook::head(const std::string& camera) const {
  std::lock_guard lock(mutex_);
  const auto at = heads_.find(camera);
  return at == heads_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<Head> HeadBook::all() const {
  std::lock_guard lock(mutex_);
  std::vector<Head> all;
  for (const auto& [camera, head] : heads_) all.push_back(head);
  return all;
}

std::uint64_t HeadBook::facts_of(const std::string& camera) const {
  std::lock_guard lock(mutex_);
  const auto at = facts_.find(camera);
  return at == facts_.end() ? 0 : at->second;
}

}  // namespace vigie::operations
