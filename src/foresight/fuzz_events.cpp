// Any bytes as an events file: parsed, projected and sorted without a crash.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "foresight/events.h"
#include "numerics/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::foresight;
  EventOptions options;
  options.past_ends = 20'000;
  options.now = vigie::from_unix_us(1'800'000'000'000'000);
  EventCollector collector(options, *Kinds::built_in());
  CsvParser parser([&](const CsvRow& row) { return collector.row(row); });
  if (!parser.feed({reinterpret_cast<const char*>(data), size}) || !parser.finish()) return 0;
  (void)collector.finish();
  return 0;
}
