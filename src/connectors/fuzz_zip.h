#pragma once
// An archive made of a fuzzer's bytes: they are cut into the parts' contents, since the archive itself is libzip's to read.

#include <zip.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "memory_input.h"

namespace vigie::connectors::fuzz {

inline std::vector<char> zip_of(std::string_view bytes, std::string_view cut, std::initializer_list<const char*> parts) {
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

}  // namespace vigie::connectors::fuzz
