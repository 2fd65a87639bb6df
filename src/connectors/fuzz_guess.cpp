// A file that nobody has described: whatever its bytes, a mapping that a person can read, or a sentence.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/result.h"
#include "connectors/guess.h"
#include "strict_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  static const std::filesystem::path file = std::filesystem::temp_directory_path() / fmt::format("fuzz_guess_{}.csv", getpid());
  std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  const auto guess = guess_mapping({file}, {.zone = "Europe/Paris", .kind = "any", .centre = vigie::geo::LatLon{43.3, 5.37}});
  std::filesystem::remove(file);
  if (guess && !parse_toml(guess->mapping, "guess")) std::abort();  // what we write is TOML, whatever their headers hold
  return 0;
}
