// A workbook whose parts hold whatever bytes: rows or a sentence. The archive itself is libzip's to read, so that the input is cut
// into the parts' texts here (separated by four zero bytes); a whole file is tried as well.
#include <zip.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "memory_input.h"
#include "row_reader.h"

namespace {

std::vector<char> workbook_of(std::string_view bytes) {
  constexpr std::string_view cut("\0\0\0\0", 4);
  static constexpr const char* parts[] = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml",
                                          "xl/worksheets/sheet1.xml"};
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const char* part : parts) {
    const auto end = std::min(bytes.find(cut), bytes.size());
    zip_file_add(archive, part, zip_source_buffer(archive, bytes.data(), end, 0), 0);
    bytes.remove_prefix(std::min(bytes.size(), end + cut.size()));
  }
  std::vector<char> packed;
  if (zip_close(archive) == 0 && zip_source_open(target) == 0) {
    zip_source_seek(target, 0, SEEK_END);
    packed.resize(static_cast<std::size_t>(zip_source_tell(target)));
    zip_source_seek(target, 0, SEEK_SET);
    zip_source_read(target, packed.data(), packed.size());
    zip_source_close(target);
  }
  zip_source_free(target);
  return packed;
}

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
  const auto packed = workbook_of(bytes);
  read_all(packed.data(), packed.size());
  return 0;
}
