#pragma once
// A seal: the sealer's signed statement about something that is not the audit chain (checkpoints have a form of their own): the
// root over a day's recordings, or an evidence package. The purpose is part of what is signed, so that no seal can be passed
// off as another kind of seal or as a checkpoint, and only reviewed purposes are signed at all.
//
// The signed text is plain enough for other people's tools: docs/requisitions.md checks it with `openssl pkeyutl` alone.

#include "base/clock.h"
#include "base/digest.h"
#include "base/json.h"

namespace vigie::law {

inline constexpr const char* kRecordingsRoot = "recordings-root";
inline constexpr const char* kEvidencePackage = "evidence-package";

struct Seal {
  std::string purpose;              // one of the above
  Digest digest{};                  // SHA-256 of what is sealed
  UtcTime at{};                     // the sealer's own clock
  std::string key_id;               // as in city::Checkpoint
  Bytes public_key;                 // Ed25519, 32 bytes
  Bytes signature;                  // Ed25519, 64 bytes, over signed_text()
  std::string signed_text() const;  // "vigie-seal/1\n<purpose>\n<hex digest>\n<time>\n<key id>\n"
};

bool is_seal_purpose(std::string_view purpose);
// corrupt "seal.invalid": a key or signature that does not fit, or an unknown purpose.
Status verify_seal(const Seal& seal);
// The text alone, as it lies in a package; strict: exactly the five lines.
Result<Seal> parse_signed_text(std::string_view text);

Json to_json(const Seal& seal);
Result<Seal> seal_from_json(const Json& value);

// Who signs. In the server this is the sealer's process; a command on a stopped city opens the sealer itself.
class Signer {
 public:
  virtual ~Signer() = default;
  // denied "seal.purpose" for a purpose that is not reviewed; unavailable when the sealer is away.
  virtual Result<Seal> sign(const std::string& purpose, const Digest& digest) = 0;
};

// The public key in the form that other tools read (SubjectPublicKeyInfo, RFC 8410), as PEM.
std::string public_key_pem(std::span<const std::uint8_t> public_key);
Result<Bytes> public_key_from_pem(std::string_view pem);  // exactly the form that public_key_pem writes

}  // namespace vigie::law
