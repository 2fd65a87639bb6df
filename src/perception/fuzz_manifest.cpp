// A model folder comes from elsewhere: whatever the bytes of its manifest, an answer; and only a reviewed one passes.
#include <cstdlib>

#include "perception/model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::perception;
  const auto manifest = parse_manifest({reinterpret_cast<const char*>(data), size});
  if (!manifest) return 0;
  if (check_reviewed(*manifest, reviewed_models()) && manifest->sha256 != reviewed_models()[0].sha256) std::abort();
  return 0;
}
