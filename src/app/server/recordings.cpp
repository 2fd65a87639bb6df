#include "server/recordings.h"

#include <system_error>

#include "base/log.h"

namespace vigie::app {

namespace fs = std::filesystem;

LedgerRecordings::LedgerRecordings(city::Ledger& ledger, fs::path folder, law::RetentionRules rules, Zone zone, const Clock& clock, Metrics& metrics)
    : ledger_(ledger), folder_(std::move(folder)), rules_(rules), zone_(std::move(zone)), clock_(clock), metrics_(metrics) {}

Result<std::vector<city::SegmentRow>> LedgerRecordings::find(const city::Permit& permit, const city::SourceId& camera, city::Interval span, std::size_t limit) const {
  VIGIE_CHECK(permit.check(permit.terms().processing == city::Processing::view ? city::Processing::view : city::Processing::replay, camera));
  return ledger_.segments(camera, span, limit);
}

Result<std::size_t> LedgerRecordings::protect(const city::Permit& permit, const city::SourceId& camera, city::Interval span, UtcTime until, const std::string& actor,
                                              const std::string& reason) {
  VIGIE_CHECK(permit.check(permit.terms().processing == city::Processing::view ? city::Processing::view : city::Processing::replay, camera));
  VIGIE_TRY(auto segments, ledger_.segments(camera, span, 10'000));
  std::size_t count = 0;
  Json named = Json::array();
  for (auto& segment : segments) {
    if (segment.state == city::SegmentRow::State::deleted) continue;
    const UtcTime bounded = law::bounded_protection(until, segment, rules_, zone_);
    if (segment.protected_until && *segment.protected_until >= bounded) continue;
    segment.protected_until = bounded;
    VIGIE_CHECK(ledger_.put_segment(segment));
    named.push_back(segment.id);
    ++count;
  }
  city::Commit commit;
  commit.audit.push_back({clock_.utc_now(), actor, "recording.protect", camera, reason,
                          {{"from", format_utc(span.from)}, {"to", format_utc(span.to)}, {"until", format_utc(until)}, {"segments", std::move(named)}}});
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  return count;
}

Status LedgerRecordings::remove_file(const city::SegmentRow& segment) const {
  const fs::path relative{segment.path};
  // Rows come from workers, which parse hostile input: a path that leaves the folder is never followed.
  if (relative.is_absolute()) return fail(ErrorKind::corrupt, fmt::format("segment {}: absolute path {}", segment.id, segment.path));
  for (const auto& part : relative)
    if (part == "..") return fail(ErrorKind::corrupt, fmt::format("segment {}: path {} leaves the recordings folder", segment.id, segment.path));
  std::error_code error;
  fs::remove(folder_ / relative, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot delete {}: {}", segment.path, error.message()));
  return {};
}

Result<std::size_t> LedgerRecordings::enforce_retention() {
  const UtcTime now = clock_.utc_now();
  // Under disk pressure any segment may go; otherwise only those older than the shortest possible limit matter.
  VIGIE_TRY(auto segments, ledger_.segments_started_before(now, 20'000));
  for (const auto& [camera, span] : holds_ ? holds_() : std::vector<std::pair<city::SourceId, city::Interval>>{})
    std::erase_if(segments, [&](const city::SegmentRow& segment) { return segment.camera == camera && segment.span.from < span.to && segment.span.to >= span.from; });
  std::error_code error;
  const auto space = fs::space(folder_, error);
  const std::uint64_t free_bytes = error ? std::numeric_limits<std::uint64_t>::max() : space.available;
  std::vector<law::Deletion> done;
  for (auto& deletion : law::plan_retention(rules_, zone_, now, std::move(segments), free_bytes)) {
    if (deletion.segment.state == city::SegmentRow::State::open) continue;  // the worker closes it within its minute
    if (auto removed = remove_file(deletion.segment); !removed) {
      spdlog::error("retention: {}", removed.error().message);
      metrics_.add("vigie_retention_failures_total");
      continue;
    }
    deletion.segment.state = city::SegmentRow::State::deleted;
    deletion.segment.deleted_because = deletion.reason;
    VIGIE_CHECK(ledger_.put_segment(deletion.segment));
    done.push_back(std::move(deletion));
  }
  if (!done.empty()) {
    VIGIE_TRY(const auto committed, ledger_.commit(law::deletion_receipts(done, zone_, now)));
    (void)committed;
    metrics_.add("vigie_segments_deleted_total", {}, static_cast<double>(done.size()));
  }
  return done.size();
}

Status LedgerAudit::record(city::AuditEntry entry) {
  if (entry.at == UtcTime{}) entry.at = clock_.utc_now();
  city::Commit commit;
  commit.audit.push_back(std::move(entry));
  VIGIE_TRY(const auto done, ledger_.commit(commit));
  (void)done;
  return {};
}

}  // namespace vigie::app
