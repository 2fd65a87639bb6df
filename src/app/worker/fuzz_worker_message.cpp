// Headers as a worker that was taken over might send them, and the other way round: parsed or refused, never a crash, and
// what was parsed can be written and parsed again.
#include <cstdlib>

#include "worker/messages.h"

namespace {

template <typename Parse>
void twice(const vigie::Json& header, Parse parse) {
  const auto first = parse({header, {}});
  if (first && !parse({header_of(*first), {}})) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = vigie::parse_json({reinterpret_cast<const char*>(data), size});
  if (!header || !header->is_object()) return 0;
  twice(*header, vigie::app::to_server_from);
  twice(*header, vigie::app::to_worker_from);
  return 0;
}
