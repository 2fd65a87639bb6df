// A segment file as a crash, a bad disk or a stranger left it: adopted, indexed, read back.

#include <unistd.h>

#include <filesystem>
#include <string>

#include "segment_file.h"

using namespace vigie;
using namespace vigie::video;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string path = (std::filesystem::temp_directory_path() / ("vigie-fuzz-segment-" + std::to_string(getpid()))).string();
  if (FILE* file = std::fopen(path.c_str(), "wb")) {
    std::fwrite(data, 1, size, file);
    std::fclose(file);
  }
  if (auto segment = SegmentFile::open(path)) {
    std::uint64_t last = 0;
    while (const auto entry = segment->next()) {
      if (entry->offset + entry->size > size || entry->offset < last) __builtin_trap();  // never beyond the file, always forward
      last = entry->offset + entry->size;
      if (!segment->load(*entry)) __builtin_trap();
    }
  }
  return 0;
}
