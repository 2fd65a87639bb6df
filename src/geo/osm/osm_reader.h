#pragma once
// The adapter to libosmium: the only file of the room that knows it.

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "osm/osm_data.h"

namespace vigie::geo {

Result<OsmData> read_osm_file(const std::filesystem::path& pbf);
Result<OsmData> read_osm_bytes(std::string_view pbf);

}  // namespace vigie::geo
