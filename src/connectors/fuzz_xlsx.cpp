// A workbook whose parts hold whatever bytes (cut apart at four zero bytes), and a file of them: rows or a sentence.
#include <cstdlib>

#include "fuzz_zip.h"
#include "row_reader.h"

namespace {

void read_all(const char* bytes, std::size_t size) {
  vigie::connectors::MemoryInput input(bytes, size);
  const auto reader = vigie::connectors::open_xlsx(input, "", "fuzz");
  if (!reader) return;
  vigie::connectors::Row row;
  while (true) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return;
    if (!row.damage && row.cells.size() != (*reader)->columns().size()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  read_all(bytes.data(), bytes.size());
  const auto packed = vigie::connectors::fuzz::zip_of(
      bytes, {"\0\0\0\0", 4},
      {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"});
  read_all(packed.data(), packed.size());
  return 0;
}
