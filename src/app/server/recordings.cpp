#include "server/recordings.h"

#include <algorithm>
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

// Not deleted ones. The minute that is being written says its end only when it closes: it counts as reaching to now.
Result<std::vector<city::SegmentRow>> LedgerRecordings::kept(const city::SourceId& camera, city::Interval span) const {
  constexpr std::size_t most = 10'000;
  VIGIE_TRY(auto segments, ledger_.segments(camera, span, most));
  VIGIE_TRY(const auto open, ledger_.open_segments(most));
  for (const auto& segment : open) {
    const bool known = std::any_of(segments.begin(), segments.end(), [&](const auto& one) { return one.id == segment.id; });
    if (!known && segment.camera == camera && segment.span.from < span.to) segments.push_back(segment);
  }
  std::erase_if(segments, [](const auto& segment) { return segment.state == city::SegmentRow::State::deleted; });
  return segments;
}

Result<std::size_t> LedgerRecordings::protect(const city::Permit& permit, const city::SourceId& camera, city::Interval span, UtcTime until) {
  VIGIE_CHECK(permit.check(permit.terms().processing == city::Processing::view ? city::Processing::view : city::Processing::replay, camera));
  std::lock_guard lock(rows_);
  VIGIE_TRY(auto segments, kept(camera, span));
  for (auto& segment : segments) {
    const UtcTime bounded = law::bounded_protection(until, segment, rules_, zone_);
    if (segment.protected_until && *segment.protected_until >= bounded) continue;
    segment.protected_until = bounded;
    VIGIE_CHECK(ledger_.put_segment(segment));
  }
  return segments.size();
}

Result<std::size_t> LedgerRecordings::release(const city::SourceId& camera, city::Interval span,
                                              const std::function<std::optional<UtcTime>(const city::SegmentRow&)>& still) {
  std::lock_guard lock(rows_);
  VIGIE_TRY(auto segments, kept(camera, span));
  for (auto& segment : segments) {
    const auto until = still(segment);
    segment.protected_until = until ? law::bounded_protection(*until, segment, rules_, zone_) : clock_.utc_now();
    VIGIE_CHECK(ledger_.put_segment(segment));
  }
  return segments.size();
}

Status LedgerRecordings::keep(const city::SegmentRow& segment) {
  std::lock_guard lock(rows_);
  return ledger_.put_segment(segment);
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
  std::lock_guard lock(rows_);  // what is planned as unprotected stays so until it is gone
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
