#include "law/retention.h"

#include <algorithm>
#include <map>

namespace vigie::law {
namespace {

int days_in_month(int year, int month) {
  return static_cast<int>(
      static_cast<unsigned>((std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} / std::chrono::last).day()));
}

UtcTime one_month_later(UtcTime start, const Zone& zone) {
  const LocalTime local = zone.to_local(start);
  const int year = local.month == 12 ? local.year + 1 : local.year, month = local.month % 12 + 1;
  return zone.from_local(year, month, std::min(local.day, days_in_month(year, month)), local.hour, local.minute, local.second);
}

// Civil days: the same time of the city's clock, some days on.
UtcTime days_later(UtcTime start, const Zone& zone, std::chrono::days days) {
  using namespace std::chrono;
  const LocalTime local = zone.to_local(start);
  const year_month_day there{
      sys_days{year{local.year} / month{static_cast<unsigned>(local.month)} / day{static_cast<unsigned>(local.day)}} + days};
  return zone.from_local(static_cast<int>(there.year()), static_cast<int>(static_cast<unsigned>(there.month())),
                         static_cast<int>(static_cast<unsigned>(there.day())), local.hour, local.minute, local.second);
}

bool is_protected(const city::SegmentRow& segment, UtcTime now) { return segment.protected_until && *segment.protected_until > now; }

}  // namespace

UtcTime gone_by(UtcTime start, const Zone& zone, std::chrono::days longest) {
  return std::min(one_month_later(start, zone), days_later(start, zone, std::min(longest, std::chrono::days{30})));
}

UtcTime bounded_protection(UtcTime wanted, const city::SegmentRow& segment, const RetentionRules& rules, const Zone& zone) {
  return std::min(wanted, gone_by(segment.span.from, zone, rules.longest));
}

std::vector<Deletion> plan_retention(const RetentionRules& rules, const Zone& zone, UtcTime now, std::vector<city::SegmentRow> segments,
                                     std::uint64_t free_bytes) {
  std::sort(segments.begin(), segments.end(),
            [](const auto& a, const auto& b) { return std::tie(a.span.from, a.id) < std::tie(b.span.from, b.id); });
  std::vector<Deletion> plan;
  std::vector<city::SegmentRow> kept;
  for (city::SegmentRow& segment : segments) {
    if (segment.state == city::SegmentRow::State::deleted) continue;
    const bool open = segment.state == city::SegmentRow::State::open;
    if (now + rules.ahead >= gone_by(segment.span.from, zone, rules.longest)) {
      plan.push_back({std::move(segment), "retention.maximum"});
    } else if (!open && !is_protected(segment, now) && now >= gone_by(segment.span.from, zone, std::min(rules.ordinary, rules.longest))) {
      plan.push_back({std::move(segment), "retention.ordinary"});
    } else if (!open && !is_protected(segment, now)) {
      kept.push_back(std::move(segment));
    }
  }
  std::uint64_t free = free_bytes;
  for (const Deletion& deletion : plan) free += deletion.segment.bytes;
  for (city::SegmentRow& segment : kept) {
    if (free >= rules.keep_free_bytes) break;
    free += segment.bytes;
    plan.push_back({std::move(segment), "retention.disk"});
  }
  return plan;
}

city::Commit deletion_receipts(const std::vector<Deletion>& deleted, const Zone& zone, UtcTime now) {
  std::map<city::SourceId, std::vector<const Deletion*>> by_camera;
  for (const Deletion& deletion : deleted) by_camera[deletion.segment.camera].push_back(&deletion);
  city::Commit commit;
  for (const auto& [camera, deletions] : by_camera) {
    Json segments = Json::array();
    Sha256 key;
    bool exercise = true;
    for (const Deletion* deletion : deletions) {
      const city::SegmentRow& segment = deletion->segment;
      segments.push_back({{"id", segment.id},
                          {"from", format_utc(segment.span.from)},
                          {"to", format_utc(segment.span.to)},
                          {"digest", segment.digest},
                          {"reason", deletion->reason}});
      key.update(segment.id).update("\n");
      exercise = exercise && segment.exercise;
    }
    city::Fact fact;
    fact.schema = "recording.deleted";
    fact.source = "server";
    fact.source_key = "retention/" + to_hex(key.finish());  // the same segments deleted again are the same receipt
    fact.subject = "recordings:" + camera;
    fact.occurred = {deletions.front()->segment.span.from, deletions.back()->segment.span.to};
    fact.zone = zone.name();
    fact.clock = city::ClockQuality::local;
    fact.exercise = exercise;
    fact.body = {{"camera", camera}, {"segments", std::move(segments)}};
    commit.facts.push_back(std::move(fact));
    city::AuditEntry entry;
    entry.at = now;
    entry.actor = "server";
    entry.action = "recording.delete";
    entry.object = camera;
    entry.reason = deletions.front()->reason;
    entry.details = {{"segments", deletions.size()}, {"receipt", commit.facts.back().source_key}};
    commit.audit.push_back(std::move(entry));
  }
  return commit;
}

}  // namespace vigie::law
