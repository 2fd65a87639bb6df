#pragma once
// What was recorded, from the ledger's segment index; and the housekeeping that deletes what must go, with receipts.

#include <filesystem>
#include <functional>
#include <mutex>

#include "base/metrics.h"
#include "city/recordings.h"
#include "law/retention.h"

namespace vigie::app {

class LedgerRecordings final : public city::Recordings {
 public:
  // `folder`: where segments lie. Everything is borrowed for life.
  LedgerRecordings(city::Ledger& ledger, std::filesystem::path folder, law::RetentionRules rules, Zone zone, const Clock& clock, Metrics& metrics);

  Result<std::vector<city::SegmentRow>> find(const city::Permit& permit, const city::SourceId& camera, city::Interval span, std::size_t limit) const override;
  Result<std::size_t> protect(const city::Permit& permit, const city::SourceId& camera, city::Interval span, UtcTime until) override;
  Result<std::size_t> release(const city::SourceId& camera, city::Interval span, const std::function<std::optional<UtcTime>(const city::SegmentRow&)>& still) override;
  // A worker's report of a segment. Through here, so that it does not cross a protection that reads and writes the same row.
  Status keep(const city::SegmentRow& segment);

  // What an approved requisition holds is not deleted: beyond the order's maximum only that does (RULES L11). Set before anything else.
  void hold(std::function<std::vector<std::pair<city::SourceId, city::Interval>>()> holds) { holds_ = std::move(holds); }

  // Deletes what retention says must go: file first, then receipt and row; a file that is gone already counts as deleted.
  // Returns how many. Run at start and every minute.
  Result<std::size_t> enforce_retention();

 private:
  Status remove_file(const city::SegmentRow& segment) const;
  std::function<std::vector<std::pair<city::SourceId, city::Interval>>()> holds_;
  Result<std::vector<city::SegmentRow>> kept(const city::SourceId& camera, city::Interval span) const;
  city::Ledger& ledger_;
  const std::filesystem::path folder_;
  const law::RetentionRules rules_;
  const Zone zone_;
  const Clock& clock_;
  Metrics& metrics_;
  std::mutex rows_;  // while a row is read, changed and written back
};

// Commits one audit entry by itself.
class LedgerAudit final : public city::AuditSink {
 public:
  LedgerAudit(city::Ledger& ledger, const Clock& clock) : ledger_(ledger), clock_(clock) {}
  Status record(city::AuditEntry entry) override;

 private:
  city::Ledger& ledger_;
  const Clock& clock_;
};

}  // namespace vigie::app
