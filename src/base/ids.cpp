#include "base/ids.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/digest.h"

namespace vigie {

std::string Uuid::str() const {
  const std::string hex = to_hex(bytes.data(), bytes.size());
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20);
}

Result<Uuid> Uuid::parse(std::string_view text) {
  const auto bad = [&] { return fail(ErrorKind::invalid_input, fmt::format("'{}' is not a UUID", text.substr(0, 40))); };
  if (text.size() != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return bad();
  std::string hex;
  std::copy_if(text.begin(), text.end(), std::back_inserter(hex), [](char c) { return c != '-'; });
  const auto raw = from_hex(hex);
  if (!raw || raw->size() != 16) return bad();
  Uuid id;
  std::memcpy(id.bytes.data(), raw->data(), 16);
  return id;
}

UuidSource::UuidSource(const Clock& clock) : clock_(clock), seeded_(false) {
  // sodium_init is safe to call many times; it fails only where the system has no randomness at all.
  if (sodium_init() < 0) std::abort();
}

UuidSource::UuidSource(const Clock& clock, std::uint64_t seed) : clock_(clock), seeded_(true), random_(seed) {}

Uuid UuidSource::next() {
  std::lock_guard lock(mutex_);
  const std::int64_t now_ms = to_unix_us(clock_.utc_now()) / 1000;
  // A clock set back must not break the order: keep the last millisecond and count on.
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    counter_ = 0;
  } else if (++counter_ > 0xfff) {
    ++last_ms_;
    counter_ = 0;
  }
  Uuid id;
  for (int i = 0; i < 6; ++i) id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(last_ms_ >> (8 * (5 - i)));
  if (seeded_) {
    for (std::size_t i = 8; i < 16; ++i) id.bytes[i] = static_cast<std::uint8_t>(random_());
  } else {
    randombytes_buf(id.bytes.data() + 8, 8);
  }
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (counter_ >> 8));
  id.bytes[7] = static_cast<std::uint8_t>(counter_ & 0xff);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace vigie

std::size_t std::hash<vigie::Uuid>::operator()(const vigie::Uuid& id) const noexcept {
  std::size_t value;
  std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // the random half
  return value;
}
