#pragma once
// Ids made from what another system calls a thing, so that the same message sent again names the same thing.

#include <algorithm>

#include "base/digest.h"
#include "base/ids.h"

namespace vigie::operations {

// UUID version 8: made from a digest (RFC 9562, 5.8).
inline Uuid id_made_from(std::string_view words) {
  const Digest digest = sha256(words);
  Uuid id;
  std::copy_n(digest.begin(), 16, id.bytes.begin());
  id.bytes[6] = static_cast<std::uint8_t>(0x80 | (id.bytes[6] & 0x0f));
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3f));
  return id;
}

}  // namespace vigie::operations
