#pragma once
// What the fuzz targets of whole documents share: reader, mapping, and that what is kept is sound.

#include <cstdlib>

#include "memory_input.h"
#include "record_maker.h"

namespace vigie::connectors {

inline int fuzz_document(const char* format, const std::uint8_t* data, std::size_t size) {
  static const auto mapping = Mapping::parse(fmt::format(R"(
version = 1
source = "fuzz"
kind = "incident"
format = "{}"
until = "2030-01-01"
zone = "Europe/Paris"
box = [7.0, 43.5, 7.6, 43.9]
key = {{ columns = "key" }}
time = {{ columns = "from" }}
places = [{{ name = "*", at = [43.7, 7.4] }}]
keep = [{{ name = "what", columns = ["summary", "event", "type", "cause"], optional = true }}]
)",
                                                         format),
                                             "fuzz");
  if (!mapping) std::abort();
  MemoryInput input{reinterpret_cast<const char*>(data), size};
  const auto reader = RowReader::open(input, *mapping, "fuzz");
  if (!reader) return 0;
  const auto maker = RecordMaker::open(*mapping, (*reader)->columns(), true, "fuzz");
  if (!maker) return 0;
  Row row;
  while (true) {
    const auto there = (*reader)->next(row);
    if (!there || !*there) return 0;
    const Made made = (*maker)->make(row);
    if (made.record.has_value() == (made.rejected != nullptr)) std::abort();
    if (made.record && (!is_utf8(made.record->details) || !is_utf8(made.record->source_key))) std::abort();
  }
}

}  // namespace vigie::connectors
