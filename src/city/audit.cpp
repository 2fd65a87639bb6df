#include "city/audit.h"

namespace vigie::city {

std::string Checkpoint::signed_text() const {
  return fmt::format("vigie-checkpoint/1\n{}\n{}\n{}\n{}\n", seq, to_hex(chain_hash), format_utc(at), key_id);
}

Digest audit_entry_hash(std::span<const std::uint8_t> salt, std::string_view body) { return Sha256{}.update(salt).update(body).finish(); }

Digest audit_chain_hash(const Digest& previous, std::uint64_t seq, const Digest& entry_hash) {
  std::array<std::uint8_t, 8> number;
  for (std::size_t i = 0; i < 8; ++i) number[i] = static_cast<std::uint8_t>(seq >> (8 * (7 - i)));
  return Sha256{}.update(previous).update(number).update(entry_hash).finish();
}

AuditRow link_audit(const Digest& previous, std::uint64_t seq, const AuditEntry& entry, Bytes salt) {
  AuditRow row;
  row.seq = seq;
  row.body = canonical(to_json(entry));
  row.entry_hash = audit_entry_hash(salt, *row.body);
  row.chain_hash = audit_chain_hash(previous, seq, row.entry_hash);
  row.salt = std::move(salt);
  return row;
}

Json to_json(const AuditEntry& entry) {
  return {{"at", format_utc(entry.at)}, {"actor", entry.actor},   {"action", entry.action},
          {"object", entry.object},     {"reason", entry.reason}, {"details", entry.details}};
}

Result<AuditEntry> audit_entry_from_json(const Json& value) {
  AuditEntry entry;
  VIGIE_TRY(const std::string at, text_field(value, "at"));
  VIGIE_TRY(entry.at, parse_utc(at));
  VIGIE_TRY(entry.actor, text_field(value, "actor"));
  VIGIE_TRY(entry.action, text_field(value, "action"));
  entry.object = text_or(value, "object");
  entry.reason = text_or(value, "reason");
  if (value.contains("details")) entry.details = value["details"];
  return entry;
}

Json to_json(const Checkpoint& checkpoint) {
  return {{"seq", checkpoint.seq},
          {"chain_hash", to_hex(checkpoint.chain_hash)},
          {"at", format_utc(checkpoint.at)},
          {"key_id", checkpoint.key_id},
          {"public_key", to_hex(checkpoint.public_key)},
          {"signature", to_hex(checkpoint.signature)}};
}

Result<Checkpoint> checkpoint_from_json(const Json& value) {
  Checkpoint checkpoint;
  VIGIE_TRY(const std::int64_t seq, integer_field(value, "seq"));
  if (seq < 0) return fail(ErrorKind::invalid_input, "checkpoint: seq is negative");
  checkpoint.seq = static_cast<std::uint64_t>(seq);
  VIGIE_TRY(const std::string hash, text_field(value, "chain_hash"));
  VIGIE_TRY(checkpoint.chain_hash, digest_from_hex(hash));
  VIGIE_TRY(const std::string at, text_field(value, "at"));
  VIGIE_TRY(checkpoint.at, parse_utc(at));
  VIGIE_TRY(checkpoint.key_id, text_field(value, "key_id"));
  VIGIE_TRY(const std::string key, text_field(value, "public_key"));
  VIGIE_TRY(checkpoint.public_key, from_hex(key));
  VIGIE_TRY(const std::string signature, text_field(value, "signature"));
  VIGIE_TRY(checkpoint.signature, from_hex(signature));
  return checkpoint;
}

}  // namespace vigie::city
