#include "connectors/channel_guard.h"

#include <sodium.h>

#include <charconv>

#include "base/digest.h"

namespace vigie::connectors {
namespace {

// Compares digests, so that neither length nor content of the secret shows in the time it takes.
bool same_secret(std::string_view a, std::string_view b) {
  const Digest left = sha256(a), right = sha256(b);
  return sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

Digest keyed_digest(std::string_view key, std::string_view time, std::string_view body) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, as_bytes(key).data(), key.size());
  crypto_auth_hmacsha256_update(&state, as_bytes(time).data(), time.size());
  crypto_auth_hmacsha256_update(&state, as_bytes(".").data(), 1);
  crypto_auth_hmacsha256_update(&state, as_bytes(body).data(), body.size());
  Digest digest;
  crypto_auth_hmacsha256_final(&state, digest.data());
  return digest;
}

std::string_view part(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto comma = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, comma);
    header.remove_prefix(std::min(comma + 1, header.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=') return one.substr(name.size() + 1);
  }
  return {};
}

Status check_signature(const std::string& key, std::string_view header, std::string_view body, UtcTime now) {
  const std::string_view time = part(header, "t"), signature = part(header, "v1");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(time.data(), time.data() + time.size(), seconds);
  if (error != std::errc{} || end != time.data() + time.size() || signature.empty())
    return fail(ErrorKind::denied, "X-Vigie-Signature must be 't=<Unix seconds>,v1=<hex>'", "push.signature");
  const auto claimed = digest_from_hex(signature);
  const Digest expected = keyed_digest(key, time, body);
  if (!claimed || sodium_memcmp(claimed->data(), expected.data(), expected.size()) != 0)
    return fail(ErrorKind::denied, "the signature does not fit this body and this channel's key", "push.signature");
  const std::int64_t now_s = to_unix_us(now) / 1'000'000, valid_s = std::chrono::seconds{signature_valid}.count();
  if (seconds < now_s - valid_s || seconds > now_s + valid_s)
    return fail(ErrorKind::denied, fmt::format("the signature is of another time than within {} minutes of now", signature_valid.count()),
                "push.old_signature");
  return {};
}

}  // namespace

Status admit_push(const Channel& channel, std::string_view authorization, std::string_view signature, std::string_view body, UtcTime now) {
  constexpr std::string_view bearer = "Bearer ";
  if (!signature.empty() && !channel.signature_key.empty()) return check_signature(channel.signature_key, signature, body, now);
  if (authorization.starts_with(bearer) && !channel.token.empty()) {
    if (same_secret(authorization.substr(bearer.size()), channel.token)) return {};
    return fail(ErrorKind::denied, "the token is not this channel's", "push.token");
  }
  return fail(ErrorKind::denied, "send this channel's token or sign the message: the channel's file names which of them it takes",
              "push.unsigned");
}

std::string sign_push(std::string_view key, std::string_view body, UtcTime now) {
  const std::string time = std::to_string(to_unix_us(now) / 1'000'000);
  return fmt::format("t={},v1={}", time, to_hex(keyed_digest(key, time, body)));
}

}  // namespace vigie::connectors
