#include "law/audit_chain.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace vigie::law {
namespace {

using city::AuditRow;
using city::Checkpoint;

// Walks the chain once; the first thing found wrong is what the report names.
class Walk {
 public:
  Walk(AuditReport& report, std::multimap<std::uint64_t, const Checkpoint*> due) : report_(report), due_(std::move(due)) {}

  bool step(const AuditRow& row) {
    const std::uint64_t expected = report_.entries + 1;
    if (row.seq != expected)
      return bad(expected, fmt::format("entry {} is missing: after {} comes {}", expected, report_.entries, row.seq));
    if (row.body && city::audit_entry_hash(row.salt, *row.body) != row.entry_hash)
      return bad(row.seq, fmt::format("entry {} does not match its hash: its text was changed after it was written", row.seq));
    if (city::audit_chain_hash(chain_, row.seq, row.entry_hash) != row.chain_hash)
      return bad(row.seq,
                 fmt::format("entry {} does not follow from the one before it: entries were changed, swapped or taken out", row.seq));
    chain_ = row.chain_hash;
    report_.entries = row.seq;
    report_.forgotten += !row.body;
    for (auto [at, end] = due_.equal_range(row.seq); at != end; ++at) {
      if (at->second->chain_hash != row.chain_hash)
        return bad(row.seq, fmt::format("entry {} is not the one that was sealed on {}: the chain was rebuilt", row.seq,
                                        format_utc(at->second->at)));
      report_.sealed_until = row.seq;
    }
    return true;
  }

  void finish() {
    if (due_.empty() || due_.rbegin()->first <= report_.entries) return;
    const auto& [seq, checkpoint] = *due_.rbegin();
    bad(report_.entries + 1, fmt::format("the last {} entries are missing: {} were there when they were sealed on {}",
                                         seq - report_.entries, seq, format_utc(checkpoint->at)));
  }

  bool bad(std::uint64_t seq, std::string problem) {
    report_.ok = false;
    report_.first_bad = seq;
    report_.problem = std::move(problem);
    return false;
  }

 private:
  AuditReport& report_;
  const std::multimap<std::uint64_t, const Checkpoint*> due_;
  Digest chain_{};
};

// Signatures and keys before anything is believed.
Status check_signers(const std::vector<Checkpoint>& outside, const std::vector<Checkpoint>& inside, const std::string& key_id,
                     AuditReport& report) {
  const auto known = [&](const std::string& id) {
    return std::find(report.key_ids.begin(), report.key_ids.end(), id) != report.key_ids.end();
  };
  for (const auto* list : {&outside, &inside}) {
    for (const Checkpoint& checkpoint : *list) {
      if (const Status signature = verify_checkpoint(checkpoint); !signature) return signature;
      if (!key_id.empty() && checkpoint.key_id != key_id)
        return fail(ErrorKind::corrupt,
                    fmt::format("the checkpoint of entry {} is signed by key {}, not by {}", checkpoint.seq, checkpoint.key_id, key_id));
      if (list == &inside && !outside.empty() && !known(checkpoint.key_id))
        return fail(ErrorKind::corrupt, fmt::format("the checkpoint of entry {} is signed by key {}, which no copy outside knows",
                                                    checkpoint.seq, checkpoint.key_id));
      if (!known(checkpoint.key_id)) report.key_ids.push_back(checkpoint.key_id);
    }
  }
  return {};
}

Result<std::vector<Checkpoint>> all_checkpoints(const city::Ledger& ledger) {
  constexpr std::size_t page = 1000;
  std::vector<Checkpoint> all;
  while (true) {
    VIGIE_TRY(const auto next, ledger.checkpoints(all.empty() ? 0 : all.back().seq + 1, page));
    all.insert(all.end(), next.begin(), next.end());
    if (next.size() < page) return all;
  }
}

}  // namespace

Json to_json(const AuditReport& report) {
  Json value{{"ok", report.ok},
             {"entries", report.entries},
             {"forgotten", report.forgotten},
             {"checkpoints", report.checkpoints},
             {"sealed_until", report.sealed_until},
             {"first_bad", nullptr},
             {"problem", report.problem},
             {"key_ids", report.key_ids}};
  if (report.first_bad) value["first_bad"] = *report.first_bad;
  return value;
}

Result<AuditReport> verify_audit(const city::Ledger& ledger, const std::vector<Checkpoint>& outside, const std::string& key_id) {
  VIGIE_TRY(const auto inside, all_checkpoints(ledger));
  AuditReport report;
  report.checkpoints = outside.size() + inside.size();
  const Status signers = check_signers(outside, inside, key_id, report);

  std::multimap<std::uint64_t, const Checkpoint*> due;
  for (const auto* list : {&outside, &inside})
    for (const Checkpoint& checkpoint : *list) due.emplace(checkpoint.seq, &checkpoint);
  Walk walk{report, std::move(due)};
  constexpr std::size_t page = 1000;
  while (true) {
    VIGIE_TRY(const auto rows, ledger.audit_after(report.entries, page));
    if (!std::all_of(rows.begin(), rows.end(), [&](const AuditRow& row) { return walk.step(row); })) break;
    if (rows.size() < page) {
      walk.finish();
      break;
    }
  }
  // A broken chain is the graver news; a strange signature is told when the chain by itself is whole.
  if (report.ok && !signers) {
    report.ok = false;
    report.problem = signers.error().message;
  }
  return report;
}

std::string key_id_of(std::span<const std::uint8_t> public_key) { return to_hex(sha256(public_key)).substr(0, 16); }

Status verify_checkpoint(const Checkpoint& checkpoint) {
  const auto bad = [&](const char* what) {
    return fail(ErrorKind::corrupt, fmt::format("the checkpoint of entry {} {}", checkpoint.seq, what), "audit.checkpoint");
  };
  if (checkpoint.public_key.size() != crypto_sign_PUBLICKEYBYTES || checkpoint.signature.size() != crypto_sign_BYTES)
    return bad("has a key or signature of another length");
  if (checkpoint.key_id != key_id_of(checkpoint.public_key)) return bad("names another key than it carries");
  const std::string text = checkpoint.signed_text();
  if (crypto_sign_verify_detached(checkpoint.signature.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                  checkpoint.public_key.data()) != 0)
    return bad("has a signature that does not fit");
  return {};
}

Result<std::vector<Checkpoint>> parse_checkpoints(std::string_view lines, const std::string& where) {
  std::vector<Checkpoint> checkpoints;
  for (int number = 1; !lines.empty(); ++number) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) break;  // a write that was cut short
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    if (line.empty()) continue;
    const auto json = parse_json(line);
    const auto checkpoint = json ? city::checkpoint_from_json(*json) : tl::make_unexpected(json.error());
    if (!checkpoint) return fail_in(fmt::format("{}:{}", where, number), checkpoint.error());
    checkpoints.push_back(*checkpoint);
  }
  return checkpoints;
}

Result<std::vector<Checkpoint>> read_checkpoints(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot read the checkpoints in {}", file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return parse_checkpoints(text.str(), file.string());
}

}  // namespace vigie::law
