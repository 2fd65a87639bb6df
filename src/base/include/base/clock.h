#pragma once
// Time is passed in. UTC says when a thing happened; the steady clock measures intervals (leases, deadlines),
// so that a clock set back never revives anything.

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie {

using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime utc_now() const = 0;
  virtual SteadyTime steady_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UtcTime utc_now() const override;
  SteadyTime steady_now() const override;
};

// For tests and simulations: stands still until moved. Thread-safe. `set_utc` moves UTC alone, as a wrong operator would.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcTime start) : utc_(start) {}
  UtcTime utc_now() const override;
  SteadyTime steady_now() const override;
  void advance(std::chrono::microseconds by);
  void set_utc(UtcTime to);

 private:
  mutable std::mutex mutex_;
  UtcTime utc_;
  SteadyTime steady_{std::chrono::hours{1000}};
};

// "2026-11-22T04:51:14.123456Z", always microseconds, always UTC.
std::string format_utc(UtcTime time);
// ISO 8601 with an offset or Z; fraction optional. A time without offset is refused (invalid_input).
Result<UtcTime> parse_utc(std::string_view text);

inline std::int64_t to_unix_us(UtcTime time) { return time.time_since_epoch().count(); }
inline UtcTime from_unix_us(std::int64_t us) { return UtcTime{std::chrono::microseconds{us}}; }
inline double to_unix_seconds(UtcTime time) { return static_cast<double>(to_unix_us(time)) / 1e6; }

}  // namespace vigie
