#pragma once
// Checks the audit chain (RULES L13): every entry against its salted hash, every link, and signed checkpoints kept
// outside the server, which find a cut tail and a chain rebuilt as a whole.

#include <filesystem>

#include "city/ledger.h"

namespace vigie::law {

struct AuditReport {
  bool ok = true;
  std::uint64_t entries = 0;
  std::uint64_t forgotten = 0;     // bodies no longer kept; their links still verify
  std::uint64_t checkpoints = 0;   // checked ones
  std::uint64_t sealed_until = 0;  // after this seq only the chain itself speaks
  std::optional<std::uint64_t> first_bad;
  std::string problem;               // one sentence; empty when ok
  std::vector<std::string> key_ids;  // that signed, in order of appearance
};
Json to_json(const AuditReport& report);  // {ok, entries, forgotten, checkpoints, sealed_until, first_bad, problem, key_ids}

// `outside`: checkpoints kept where the server cannot change them; the ledger's own are checked as well. `key_id`: when
// given, only this key may have signed.
Result<AuditReport> verify_audit(const city::Ledger& ledger, const std::vector<city::Checkpoint>& outside, const std::string& key_id = {});

// A signature over Checkpoint::signed_text(), and the key id that belongs to the key.
Status verify_checkpoint(const city::Checkpoint& checkpoint);
std::string key_id_of(std::span<const std::uint8_t> public_key);

// One JSON object a line. A last line without its end (a torn write) is left out; any other bad line is an error.
Result<std::vector<city::Checkpoint>> read_checkpoints(const std::filesystem::path& file);
Result<std::vector<city::Checkpoint>> parse_checkpoints(std::string_view lines, const std::string& where);

}  // namespace vigie::law
