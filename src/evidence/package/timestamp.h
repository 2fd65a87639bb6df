#pragma once
// Time stamps of RFC 3161 over a digest, by OpenSSL.

#include "base/clock.h"
#include "base/digest.h"

namespace vigie::evidence {

// A TimeStampReq in DER: SHA-256, with a nonce, asking for the authority's certificate.
Result<Bytes> timestamp_request(const Digest& digest);
// The time that a TimeStampResp grants for exactly this digest, its signer's chain ending in `certificates_pem`. The certificates are
// judged at the time of the stamp, so that a package outlives them. corrupt "timestamp.invalid".
Result<UtcTime> check_timestamp(std::span<const std::uint8_t> response, const Digest& digest, const std::string& certificates_pem);

}  // namespace vigie::evidence
