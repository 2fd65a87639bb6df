// The auditor's file of checkpoints comes from outside: whatever the bytes, an answer; what is read round-trips.
#include <cstdlib>

#include "law/audit_chain.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie;
  const auto checkpoints = law::parse_checkpoints({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!checkpoints) return 0;
  for (const auto& checkpoint : *checkpoints) {
    (void)law::verify_checkpoint(checkpoint);
    const auto again = city::checkpoint_from_json(city::to_json(checkpoint));
    if (!again || again->signed_text() != checkpoint.signed_text()) std::abort();
  }
  return 0;
}
