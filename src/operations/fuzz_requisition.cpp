// The form of a requisition as people send it.

#include "operations/requisitions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto json = vigie::parse_json({reinterpret_cast<const char*>(data), size}))
    (void)vigie::operations::new_requisition_from_json(*json);
  return 0;
}
