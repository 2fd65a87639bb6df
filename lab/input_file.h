#pragma once
// A whole file read and parsed; what goes wrong names the file.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::lab {

template <typename Parse>
auto read_file(const std::string& path, Parse parse) -> decltype(parse(std::string_view{})) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return fail(ErrorKind::not_found, path + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto parsed = parse(text);
  if (!parsed) return fail_in(path, parsed.error());
  return parsed;
}

}  // namespace vigie::lab
