#pragma once
// The ledger in one SQLite file: WAL, synchronous=FULL, STRICT tables, one writer connection under a mutex and a few
// readers. What `commit` returned is on the disk; what it refused left nothing behind.
//
// Decisions that the door leaves open:
// - A commit whose facts are all repeats writes nothing but its reply: no second audit entry, no check of Expected.
// - A reply key that is there with the same request: conflict "idempotency.repeated" (answer with `reply_for`); with
//   another request: conflict "idempotency.other_request".
// - A fact without source or source key is refused: a repeat of it could not be recognised.

#include <filesystem>
#include <functional>
#include <memory>

#include "city/ledger.h"

namespace vigie::storage {

struct SqliteOptions {
  std::chrono::milliseconds busy_timeout{5000};
  std::size_t readers = 4;
  std::string vfs;  // empty: the system's; tests name a faulty one
};

// The format of a database file and the one this program writes; `format_of` opens nothing for writing.
struct Format {
  int found = 0, known = 0;
};

class SqliteLedger final : public city::Ledger {
 public:
  // Creates the file (mode 0600) or brings an older one forward, after a copy of it. A file of a newer program is
  // refused (unsupported) and left as it is. `clock` and `ids` are borrowed for life.
  static Result<std::unique_ptr<SqliteLedger>> open(const std::filesystem::path& path, const Clock& clock, UuidSource& ids,
                                                    SqliteOptions options = {});
  ~SqliteLedger() override;

  // Called after every commit that added facts, on the committing thread, outside all locks (see LedgerBus::notify).
  // Set before other threads use the ledger.
  void on_commit(std::function<void()> wake);

  // A consistent copy while others go on writing. The target must not exist.
  Status backup(const std::filesystem::path& target) const;

  static Result<Format> format_of(const std::filesystem::path& path);

  Result<city::Committed> commit(const city::Commit& commit) override;
  Result<std::vector<city::RecordedFact>> facts_after(std::uint64_t cursor, std::string_view schema_prefix,
                                                      std::size_t limit) const override;
  Result<std::vector<city::RecordedFact>> facts_of(std::string_view subject, std::size_t limit) const override;
  // Facts that began within `occurred`, oldest first.
  Result<std::vector<city::RecordedFact>> facts_between(std::string_view schema_prefix, city::Interval occurred,
                                                        std::size_t limit) const override;
  Result<std::optional<city::RecordedFact>> fact_by_id(const Uuid& id) const override;
  Result<std::uint64_t> last_cursor() const override;
  Result<std::optional<city::Reply>> reply_for(std::string_view actor, std::string_view key) const override;
  Result<std::vector<city::AuditRow>> audit_after(std::uint64_t seq, std::size_t limit) const override;
  Result<std::vector<city::AuditRow>> audit_before(std::uint64_t seq, std::size_t limit) const override;
  Status forget_audit_bodies(UtcTime before) override;
  Status add_checkpoint(const city::Checkpoint& checkpoint) override;
  Result<std::vector<city::Checkpoint>> checkpoints(std::uint64_t from_seq, std::size_t limit) const override;
  Status put_segment(const city::SegmentRow& segment) override;
  Result<std::vector<city::SegmentRow>> segments(const city::SourceId& camera, city::Interval span, std::size_t limit) const override;
  Result<std::vector<city::SegmentRow>> segments_started_before(UtcTime start, std::size_t limit) const override;
  Result<std::vector<city::SegmentRow>> open_segments(std::size_t limit) const override;
  Status put_secret(std::string_view name, std::string_view value) override;
  Result<std::optional<std::string>> secret(std::string_view name) const override;
  Result<std::uint64_t> erase_facts(std::string_view schema, UtcTime before) override;

 private:
  struct State;
  explicit SqliteLedger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::storage
