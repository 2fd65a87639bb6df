// The three files of a shapefile with whatever bytes, cut apart where four bytes are 0xFF: points or a sentence.
#include <cstdlib>

#include "fuzz_zip.h"
#include "row_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  const auto packed = fuzz::zip_of({reinterpret_cast<const char*>(data), size}, "\xFF\xFF\xFF\xFF", {"a.shp", "a.shx", "a.dbf", "a.cpg"});
  MemoryInput input(packed.data(), packed.size());
  const auto reader = open_shapefile(input, "fuzz");
  if (!reader) return 0;
  Row row;
  for (int rows = 0; rows < 10'000; ++rows) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return 0;
    if (row.cells.size() != (*reader)->columns().size()) std::abort();
  }
  return 0;
}
