#include "law/protection.h"

#include <algorithm>

namespace vigie::law {
namespace {

Result<UtcTime> time_of(const Json& body, const char* name) {
  const auto time = parse_utc(text_or(body, name));
  if (!time) return fail(ErrorKind::corrupt, fmt::format("a protection without '{}'", name));
  return *time;
}

Result<Protection> protection_from(const city::Fact& fact) {
  Protection protection;
  protection.id = fact.subject;
  for (const Json& camera : fact.body.value("cameras", Json::array()))
    if (camera.is_string()) protection.cameras.push_back(camera.get<std::string>());
  VIGIE_TRY(protection.span.from, time_of(fact.body, "from"));
  VIGIE_TRY(protection.span.to, time_of(fact.body, "to"));
  VIGIE_TRY(protection.until, time_of(fact.body, "until"));
  protection.why = {text_or(fact.body, "reason"), text_or(fact.body, "words")};
  protection.by = text_or(fact.body, "by");
  protection.made = fact.occurred.from;
  protection.exercise = fact.exercise;
  return protection;
}

city::Fact fact_of(const Protection& protection, const char* schema, const Act& act, Json body) {
  city::Fact fact;
  fact.schema = schema;
  fact.subject = protection.id;
  fact.source = "desk:" + act.actor;
  fact.source_key = act.key;
  fact.occurred = {act.now, act.now};
  fact.received = act.now;
  fact.zone = act.zone;
  fact.clock = city::ClockQuality::local;
  fact.exercise = protection.exercise;
  fact.body = std::move(body);
  fact.body["by"] = act.actor;
  return fact;
}

Json span_json(const Protection& protection) {
  return {{"from", format_utc(protection.span.from)}, {"to", format_utc(protection.span.to)}, {"until", format_utc(protection.until)}};
}

// One entry per camera, so that the log of a camera is complete.
void add_audit(city::Commit& commit, const Protection& protection, const char* action, const std::string& reason, const Act& act,
               const Json& more) {
  for (const auto& camera : protection.cameras) {
    city::AuditEntry entry{act.now, act.actor, action, camera, reason, span_json(protection)};
    entry.details["protection"] = protection.id;
    entry.details.update(more);
    commit.audit.push_back(std::move(entry));
  }
}

}  // namespace

Result<std::vector<Protection>> protections(const city::Ledger& ledger) {
  constexpr std::size_t page = 1000;
  std::vector<Protection> all;
  for (std::uint64_t cursor = 0;;) {
    VIGIE_TRY(const auto facts, ledger.facts_after(cursor, "protection.", page));
    for (const auto& [at, fact] : facts) {
      cursor = at;
      if (fact.schema == "protection.made") {
        VIGIE_TRY(auto made, protection_from(fact));
        made.number = all.size() + 1;
        all.push_back(std::move(made));
        continue;
      }
      const auto known = std::find_if(all.begin(), all.end(), [&subject = fact.subject](const Protection& one) { return one.id == subject; });
      if (fact.schema != "protection.released" || known == all.end()) continue;
      known->released = fact.occurred.from;
      known->released_by = text_or(fact.body, "by");
      known->release_reason = text_or(fact.body, "reason");
    }
    if (facts.size() < page) break;
  }
  std::reverse(all.begin(), all.end());
  return all;
}

std::optional<UtcTime> held_until(std::span<const Protection> all, const city::SegmentRow& segment, UtcTime now) {
  std::optional<UtcTime> latest;
  for (const auto& one : all) {
    const bool covers = std::find(one.cameras.begin(), one.cameras.end(), segment.camera) != one.cameras.end() &&
                        segment.span.from < one.span.to && segment.span.to > one.span.from;
    if (covers && one.stands(now) && (!latest || *latest < one.until)) latest = one.until;
  }
  return latest;
}

city::Commit make_protection(const Protection& protection, std::size_t segments, const Act& act) {
  city::Commit commit;
  Json body = span_json(protection);
  body["cameras"] = protection.cameras;
  body["reason"] = protection.why.reason;
  body["words"] = protection.why.words;
  body["segments"] = segments;
  commit.facts.push_back(fact_of(protection, "protection.made", act, std::move(body)));
  add_audit(commit, protection, "recording.protect", protection.why.reason, act, {{"words", protection.why.words}});
  return commit;
}

Result<city::Commit> release_protection(const Protection& protection, const std::string& reason, const Act& act) {
  if (!protection.stands(act.now))
    return fail(ErrorKind::conflict, fmt::format("protection {} does not stand any more", protection.number), "protection.over");
  city::Commit commit;
  commit.facts.push_back(fact_of(protection, "protection.released", act, {{"reason", reason}}));
  commit.expected.push_back({protection.id, 1});
  add_audit(commit, protection, "recording.release", reason, act, Json::object());
  return commit;
}

}  // namespace vigie::law
