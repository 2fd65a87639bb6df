// Any bytes as NDJSON (first byte even) or GeoJSON.
#include "memory_input.h"
#include "row_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  if (size == 0) return 0;
  MemoryInput input{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto reader = data[0] % 2 ? open_geojson(input, "fuzz") : open_ndjson(input, "fuzz");
  if (!reader) return 0;
  Row row;
  while (true) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return 0;
    if (!row.damage && row.cells.size() != (*reader)->columns().size()) __builtin_trap();
  }
}
