// Any bytes as counts, holidays or weather: reading and a short walk must neither crash nor hang.

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string_view>

#include "foresight/footfall.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::foresight;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto holidays = parse_holidays({std::string(text)});
  const auto weather = parse_weather(text);
  const auto counts = parse_counts(text);
  // Two dates far apart make a long calendar of empty days: correct, but nothing new for the fuzzer.
  if (!counts || counts->days > 60 || counts->sensors.size() > 4) return 0;
  std::ostringstream out;
  (void)backtest_footfall(*counts, holidays.value_or(Holidays{}), weather.value_or(DailyWeather{}), counts->first + std::chrono::days{1},
                          std::nullopt, &out);
  return 0;
}
