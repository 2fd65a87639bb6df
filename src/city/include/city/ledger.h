#pragma once
// The door to what must never be lost: facts, audit, outbox, segment index, secrets, replies. No SQL and no database
// type crosses; every query is a named function with a range and a limit. Back-ends: storage/sqlite.
//
// Thread-safe. Every call may wait on the disk. Errors: `full` (disk), `corrupt`, `conflict`, `unavailable`.

#include <cstdint>
#include <functional>

#include "city/audit.h"
#include "city/fact.h"

namespace vigie::city {

// Optimistic lock: the commit is refused (conflict, code "state.moved_on") unless the subject has exactly this many facts.
struct Expected {
  std::string subject;
  std::uint64_t facts = 0;
};

// The answer already given to a request, kept with the commit that it caused (idempotency keys).
struct Reply {
  std::string actor, key;
  Digest request{};  // digest of method, path and body; the same key with another request is a conflict
  int status = 0;
  std::string body;
};

struct Commit {
  std::vector<Fact> facts;
  std::vector<AuditEntry> audit;
  std::vector<Expected> expected;
  std::optional<Reply> reply;
};

struct Committed {
  struct One {
    Uuid id;
    std::uint64_t cursor = 0;
    bool repeated = false;  // the same fact was there already; nothing was written for it
  };
  std::vector<One> facts;          // in the order of Commit::facts
  std::uint64_t last_audit_seq = 0;
};

// One recorded minute of a camera's stream, as the index knows it.
struct SegmentRow {
  std::string id;             // camera, stream and start: unique, the file's stem
  SourceId camera;
  StreamKind stream = StreamKind::main;
  Interval span{};            // `to` is the last picture known
  std::string path;           // relative to the recordings folder
  enum class State { open, closed, deleted } state = State::open;
  std::uint64_t bytes = 0;
  std::string digest;         // SHA-256 hex, once closed
  std::string mask_version;   // of the mask burnt in, or "reviewed:no-dwelling"
  bool exercise = false;
  std::optional<UtcTime> protected_until;  // by an operator: beats disk pressure, never the order's maximum
  std::string deleted_because;
};

class Ledger {
 public:
  virtual ~Ledger() = default;

  // All of it or nothing: facts, audit rows (chained here, in seq order), outbox, reply; durable when it returns.
  virtual Result<Committed> commit(const Commit& commit) = 0;

  // Facts in commit order after `cursor`, schema starting with `schema_prefix` ("" for all). The bus reads the same rows.
  virtual Result<std::vector<RecordedFact>> facts_after(std::uint64_t cursor, std::string_view schema_prefix, std::size_t limit) const = 0;
  virtual Result<std::vector<RecordedFact>> facts_of(std::string_view subject, std::size_t limit) const = 0;
  virtual Result<std::vector<RecordedFact>> facts_between(std::string_view schema_prefix, Interval occurred, std::size_t limit) const = 0;
  virtual Result<std::optional<RecordedFact>> fact_by_id(const Uuid& id) const = 0;
  virtual Result<std::uint64_t> last_cursor() const = 0;

  virtual Result<std::optional<Reply>> reply_for(std::string_view actor, std::string_view key) const = 0;

  virtual Result<std::vector<AuditRow>> audit_after(std::uint64_t seq, std::size_t limit) const = 0;
  virtual Result<std::vector<AuditRow>> audit_before(std::uint64_t seq, std::size_t limit) const = 0;  // newest first; seq 0: from the end
  virtual Status forget_audit_bodies(UtcTime before) = 0;
  virtual Status add_checkpoint(const Checkpoint& checkpoint) = 0;
  virtual Result<std::vector<Checkpoint>> checkpoints(std::uint64_t from_seq, std::size_t limit) const = 0;

  virtual Status put_segment(const SegmentRow& segment) = 0;  // inserts or replaces by id
  virtual Result<std::vector<SegmentRow>> segments(const SourceId& camera, Interval span, std::size_t limit) const = 0;  // deleted ones included
  virtual Result<std::vector<SegmentRow>> segments_started_before(UtcTime start, std::size_t limit) const = 0;          // not deleted, oldest first
  virtual Result<std::vector<SegmentRow>> open_segments(std::size_t limit) const = 0;

  // Password hashes and other secrets: never in a fact, never exported. An empty value removes.
  virtual Status put_secret(std::string_view name, std::string_view value) = 0;
  virtual Result<std::optional<std::string>> secret(std::string_view name) const = 0;

  // Erases facts of a schema that occurred before `before` (short-lived ones: minute counts). Returns how many.
  virtual Result<std::uint64_t> erase_facts(std::string_view schema, UtcTime before) = 0;
};

}  // namespace vigie::city
