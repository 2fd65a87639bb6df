#pragma once
// UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits. Sorts by time of making.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <random>

#include "base/clock.h"

namespace vigie {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(const Uuid&) const = default;
  bool is_nil() const { return *this == Uuid{}; }
  std::string str() const;  // lower case, with dashes
  static Result<Uuid> parse(std::string_view text);
};

// Thread-safe. Within one millisecond a counter keeps the order (RFC 9562, 6.2 method 1).
class UuidSource {
 public:
  explicit UuidSource(const Clock& clock);                      // borrowed for life; random bits from libsodium
  UuidSource(const Clock& clock, std::uint64_t seed);           // repeatable, for tests
  Uuid next();

 private:
  const Clock& clock_;
  std::mutex mutex_;
  bool seeded_;
  std::mt19937_64 random_;
  std::int64_t last_ms_ = 0;
  std::uint32_t counter_ = 0;
};

}  // namespace vigie

template <>
struct std::hash<vigie::Uuid> {
  std::size_t operator()(const vigie::Uuid& id) const noexcept;
};
