// Any bytes as a document of this sort, through the reader and the mapping.
#include "fuzz_document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return vigie::connectors::fuzz_document("icalendar", data, size);
}
