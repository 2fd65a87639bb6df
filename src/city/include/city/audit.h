#pragma once
// Who did what, when, why. Entries form a chain of salted hashes; bodies stand apart and can be forgotten while the
// chain still verifies (RULES L13). Storage keeps the rows; `law` computes and checks the chain.

#include <span>

#include "base/digest.h"
#include "city/words.h"

namespace vigie::city {

struct AuditEntry {
  UtcTime at{};          // set at commit when zero
  std::string actor;     // subject id: "account:<id>", "server", "worker:<n>"
  std::string action;    // code of the catalogue: "view.live", "alert.confirm", "basis.end", …
  std::string object;    // "camera:1", "alert:<uuid>"
  std::string reason;    // code or words; the post's standing reason for live
  Json details = Json::object();
};

// As kept. entry_hash = SHA-256(salt ‖ canonical body); chain_hash = SHA-256(previous chain_hash ‖ seq (8 bytes, big endian) ‖ entry_hash).
// The first row's previous hash is 32 zero bytes.
struct AuditRow {
  std::uint64_t seq = 0;  // from 1, no holes
  Bytes salt;             // 16 bytes; forgotten together with the body
  std::optional<std::string> body;  // canonical JSON of the entry; empty once forgotten
  Digest entry_hash{};
  Digest chain_hash{};
};

// A signed statement "after entry `seq` the chain hash was `chain_hash`". Signed by the sealer over `signed_text()`.
struct Checkpoint {
  std::uint64_t seq = 0;
  Digest chain_hash{};
  UtcTime at{};
  std::string key_id;   // hex SHA-256 of the public key, first 16 digits
  Bytes public_key;     // Ed25519, 32 bytes
  Bytes signature;      // Ed25519, 64 bytes
  std::string signed_text() const;  // "vigie-checkpoint/1\n<seq>\n<hex chain hash>\n<time>\n<key id>\n"
};

// The one formula of the chain, used where rows are written and where they are checked.
Digest audit_entry_hash(std::span<const std::uint8_t> salt, std::string_view body);
Digest audit_chain_hash(const Digest& previous, std::uint64_t seq, const Digest& entry_hash);
AuditRow link_audit(const Digest& previous, std::uint64_t seq, const AuditEntry& entry, Bytes salt);

Json to_json(const AuditEntry& entry);
Result<AuditEntry> audit_entry_from_json(const Json& value);
Json to_json(const Checkpoint& checkpoint);
Result<Checkpoint> checkpoint_from_json(const Json& value);

// For what changes no fact but must be known: a view, a refused request. Returns once it is committed.
class AuditSink {
 public:
  virtual ~AuditSink() = default;
  virtual Status record(AuditEntry entry) = 0;
};

}  // namespace vigie::city
