#pragma once
// A look at a PBF file's blocks before libosmium unpacks any of them.

#include <cstdint>
#include <istream>

#include "base/result.h"

namespace vigie::geo {

// Walks the chain of blocks: says where a file breaks off (libosmium takes some truncations for a good end), refuses
// blocks that claim to unpack to more than a map ever does, and a file too large to be one city. Reads sizes only.
Status check_pbf_framing(std::istream& file, std::uint64_t file_bytes);

}  // namespace vigie::geo
