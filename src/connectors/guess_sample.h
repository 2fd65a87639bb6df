#pragma once
// The first rows of a file whose form is not known yet.

#include <filesystem>

#include "column_profile.h"
#include "connectors/mapping.h"

namespace vigie::connectors {

struct Sample {
  std::string file;  // its name, for messages
  FileFormat format = FileFormat::csv;
  char separator = ',';
  Encoding encoding = Encoding::utf8;
  std::vector<std::string> header;  // UTF-8
  std::vector<ColumnProfile> columns;
  std::uint64_t rows = 0, damaged = 0;
};

Result<Sample> take_sample(const std::filesystem::path& file);

}  // namespace vigie::connectors
