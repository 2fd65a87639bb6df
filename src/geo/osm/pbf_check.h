#pragma once
// A look at a PBF file before libosmium is trusted with it.

#include <cstdint>
#include <istream>

#include "base/result.h"

namespace vigie::geo {

// Walks the chain of blocks: says where a file breaks off (libosmium takes some truncations for a good end), refuses
// blocks that unpack to more than a map ever does and files too large to be one city, and refuses texts with a zero byte
// inside: libosmium 2.19 keeps tags as C strings and would read past the end of its buffer (found by fuzz_osm).
Status check_pbf(std::istream& file, std::uint64_t file_bytes);

}  // namespace vigie::geo
