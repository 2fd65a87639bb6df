#include "law/seal.h"

#include <sodium.h>

#include <algorithm>

#include "law/audit_chain.h"

namespace vigie::law {
namespace {

constexpr std::string_view kFirstLine = "vigie-seal/1";
// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410, section 4): always these twelve bytes, then the key.
constexpr std::array<std::uint8_t, 12> kSpkiHead = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
constexpr std::string_view kPemHead = "-----BEGIN PUBLIC KEY-----\n", kPemTail = "\n-----END PUBLIC KEY-----\n";

tl::unexpected<Error> bad(const std::string& what) { return fail(ErrorKind::corrupt, "the seal " + what, "seal.invalid"); }

}  // namespace

bool is_seal_purpose(std::string_view purpose) { return purpose == kRecordingsRoot || purpose == kEvidencePackage; }

std::string Seal::signed_text() const {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n", kFirstLine, purpose, to_hex(digest), format_utc(at), key_id);
}

Status verify_seal(const Seal& seal) {
  if (!is_seal_purpose(seal.purpose)) return bad(fmt::format("is for an unknown purpose '{}'", seal.purpose.substr(0, 64)));
  if (seal.public_key.size() != crypto_sign_PUBLICKEYBYTES || seal.signature.size() != crypto_sign_BYTES)
    return bad("has a key or signature of another length");
  if (seal.key_id != key_id_of(seal.public_key)) return bad("names another key than it carries");
  const std::string text = seal.signed_text();
  if (crypto_sign_verify_detached(seal.signature.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                  seal.public_key.data()) != 0)
    return bad("has a signature that does not fit");
  return {};
}

Result<Seal> parse_signed_text(std::string_view text) {
  std::array<std::string_view, 5> lines;
  std::string_view rest = text;
  for (auto& line : lines) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return bad("is not a text of five lines");
    line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  Seal seal;
  seal.purpose = lines[1];
  const auto digest = digest_from_hex(lines[2]);
  const auto at = parse_utc(lines[3]);
  if (!digest || !at) return bad("names no digest or no time");
  seal.digest = *digest;
  seal.at = *at;
  seal.key_id = lines[4];
  if (seal.signed_text() != text) return bad("is not written as a seal is");
  return seal;
}

Json to_json(const Seal& seal) {
  return {{"purpose", seal.purpose}, {"digest", to_hex(seal.digest)},         {"at", format_utc(seal.at)},
          {"key_id", seal.key_id},   {"public_key", to_hex(seal.public_key)}, {"signature", to_hex(seal.signature)}};
}

Result<Seal> seal_from_json(const Json& value) {
  Seal seal;
  VIGIE_TRY(seal.purpose, text_field(value, "purpose", 64));
  VIGIE_TRY(const std::string digest, text_field(value, "digest", 64));
  VIGIE_TRY(seal.digest, digest_from_hex(digest));
  VIGIE_TRY(const std::string at, text_field(value, "at", 64));
  VIGIE_TRY(seal.at, parse_utc(at));
  VIGIE_TRY(seal.key_id, text_field(value, "key_id", 64));
  VIGIE_TRY(const std::string key, text_field(value, "public_key", 64));
  VIGIE_TRY(seal.public_key, from_hex(key));
  VIGIE_TRY(const std::string signature, text_field(value, "signature", 128));
  VIGIE_TRY(seal.signature, from_hex(signature));
  return seal;
}

std::string public_key_pem(std::span<const std::uint8_t> public_key) {
  Bytes der(kSpkiHead.begin(), kSpkiHead.end());
  der.insert(der.end(), public_key.begin(), public_key.end());
  return fmt::format("{}{}{}", kPemHead, to_base64(der), kPemTail);
}

Result<Bytes> public_key_from_pem(std::string_view pem) {
  const auto wrong = [] { return fail(ErrorKind::corrupt, "this is no Ed25519 public key in PEM", "seal.invalid"); };
  if (!pem.starts_with(kPemHead) || !pem.ends_with(kPemTail) || pem.size() < kPemHead.size() + kPemTail.size()) return wrong();
  const auto der = from_base64(pem.substr(kPemHead.size(), pem.size() - kPemHead.size() - kPemTail.size()));
  if (!der || der->size() != kSpkiHead.size() + crypto_sign_PUBLICKEYBYTES || !std::equal(kSpkiHead.begin(), kSpkiHead.end(), der->begin()))
    return wrong();
  Bytes key(der->begin() + kSpkiHead.size(), der->end());
  if (public_key_pem(key) != pem) return wrong();
  return key;
}

}  // namespace vigie::law
