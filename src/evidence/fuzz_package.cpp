// What a stranger's package may hold: manifest, seal, key, root, time stamp; and a question of a search. First byte: which.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "evidence/question.h"
#include "evidence/roots.h"
#include "evidence/verify.h"
#include "package/timestamp.h"

using namespace vigie;
using namespace vigie::evidence;

namespace {

void write(const std::filesystem::path& file, std::string_view text) { std::ofstream(file, std::ios::binary) << text; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 6) {
    case 0: {
      static const auto folder = std::filesystem::temp_directory_path() / ("vigie-fuzz-package-" + std::to_string(getpid()));
      std::filesystem::create_directories(folder);
      write(folder / "manifest.json", text);
      write(folder / "prov.json", "{}");
      const auto verified = verify_package(folder);
      if (!verified || verified->valid()) __builtin_trap();  // nothing here was ever sealed
      break;
    }
    case 1:
      if (const auto seal = law::parse_signed_text(text); seal && seal->signed_text() != text) __builtin_trap();
      break;
    case 2:
      if (const auto key = law::public_key_from_pem(text); key && law::public_key_pem(*key) != text) __builtin_trap();
      break;
    case 3:
      if (const auto json = parse_json(text))
        if (const auto root = root_from_json(*json)) (void)verify_root(*root);
      break;
    case 4:
      if (check_timestamp(as_bytes(text), sha256("nothing"), std::string{text})) __builtin_trap();
      break;
    default:
      if (const auto json = parse_json(text))
        if (const auto question = question_from_json(*json); question && !question_from_json(to_json(*question))) __builtin_trap();
  }
  return 0;
}
