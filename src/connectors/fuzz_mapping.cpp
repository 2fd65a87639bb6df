// A mapping comes from a file that people edit and share: whatever the bytes, an answer.
#include <cstdlib>

#include "connectors/mapping.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::connectors;
  const auto mapping = Mapping::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!mapping) return 0;
  for (const KeptColumn& kept : mapping->keep)
    if (kept.type == KeptColumn::Type::text && kept.reason.empty()) std::abort();
  return 0;
}
