#pragma once
// Observations, positions and records in an SQLite file of their own, so that millions of small numbers never slow a commit of
// the ledger down. synchronous=FULL here too: the ledger names a batch right after `append`, durably; with NORMAL a
// power cut could take back a batch that the ledger already names. Batches come by the minute, so the sync is cheap.

#include <filesystem>

#include "city/series.h"
#include "storage/sqlite_ledger.h"

namespace vigie::storage {

class SqliteSeries final : public city::Series {
 public:
  static Result<std::unique_ptr<SqliteSeries>> open(const std::filesystem::path& path, SqliteOptions options = {});
  ~SqliteSeries() override;

  // A consistent copy while others go on writing. The target must not exist.
  Status backup(const std::filesystem::path& target) const;
  static Result<Format> format_of(const std::filesystem::path& path);

  Status append(const city::Batch& batch) override;
  Status publish(const Uuid& batch) override;
  Result<std::vector<Uuid>> unpublished(std::size_t limit) const override;
  Status drop(const Uuid& batch) override;
  // Those that began within `span`, oldest first.
  Result<std::vector<city::Observation>> observations(const city::SourceId& source, std::string_view kind_prefix, city::Interval span,
                                                      std::size_t limit) const override;
  // Buckets with at least one sample; an observation counts where it began. `place` and `direction` match exactly.
  Result<std::vector<city::Bucket>> buckets(const city::SourceId& source, std::string_view kind, std::string_view place,
                                            std::string_view direction, city::Interval span, std::chrono::seconds step) const override;
  Result<std::vector<city::Position>> positions(const city::SourceId& source, city::Interval span, std::size_t limit) const override;
  Result<std::vector<city::RecordMatch>> match(std::span<const city::Record> records) const override;
  Result<std::vector<city::SourceId>> record_sources() const override;
  Result<std::vector<city::SourceId>> observation_sources() const override;
  Result<std::vector<city::StoredRecord>> records(const city::SourceId& source, city::Interval span, city::RecordVersions versions,
                                                  city::RecordCursor after, std::size_t limit) const override;
  Result<std::uint64_t> erase(UtcTime observations_before, UtcTime free_positions_before, UtcTime incident_positions_before) override;

 private:
  struct State;
  explicit SqliteSeries(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::storage
