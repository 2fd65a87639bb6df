#pragma once
// Whether a push may come in: a token (RFC 6750, "Authorization: Bearer …") or a signature over time and body, as webhooks
// send it ("X-Vigie-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256 of '<t>.' followed by the body>", RFC 2104).

#include "base/clock.h"
#include "connectors/channels.h"

namespace vigie::connectors {

// A signed message is taken for so long, before and after: who records one cannot send it again next week. Within the
// time a repeat is harmless, because the same fact is stored once.
inline constexpr std::chrono::minutes signature_valid{5};

// denied "push.unsigned" (neither is there), "push.token", "push.signature" or "push.old_signature".
Status admit_push(const Channel& channel, std::string_view authorization, std::string_view signature, std::string_view body, UtcTime now);

// What a sender writes into X-Vigie-Signature.
std::string sign_push(std::string_view key, std::string_view body, UtcTime now);

}  // namespace vigie::connectors
