// Any bytes as a CSV file through the whole door: rows, encodings, times, places, personal data. What is kept is valid
// UTF-8 inside the box, and what a scrubbed cell says holds nothing more to scrub.
#include <cstdlib>

#include "memory_input.h"
#include "record_maker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  static const auto mapping = Mapping::parse(R"(
version = 1
source = "fuzz"
kind = "incident"
zone = "Europe/Madrid"
box = [2.0, 41.2, 2.3, 41.5]
encodings = ["utf-8", "windows-1252"]
key = { columns = "k" }
time = { columns = "t" }
lat = { columns = "a" }
lon = { columns = "o" }
keep = [{ name = "what", columns = "w", optional = true }]
)",
                                             "fuzz");
  if (!mapping) std::abort();
  MemoryInput input{reinterpret_cast<const char*>(data), size};
  const auto reader = RowReader::open(input, *mapping, "fuzz");
  if (!reader) return 0;
  const auto maker = RecordMaker::open(*mapping, (*reader)->columns(), true, "fuzz");
  Row row;
  while (true) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return 0;
    if (!maker) continue;
    const Made made = (*maker)->make(row);
    if (made.record.has_value() == (made.rejected != nullptr)) std::abort();
    if (!made.record) continue;
    if (!is_utf8(made.record->details) || !is_utf8(made.record->source_key) || !mapping->box.contains(made.record->where)) std::abort();
  }
}
