// Any bytes as a map file: read, graph, layers and names must neither crash nor hang.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "layers/build_layers.h"
#include "osm/osm_reader.h"
#include "streets/street_graph.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::geo;
  const auto map = read_osm_bytes({reinterpret_cast<const char*>(data), size});
  if (!map) return 0;
  const StreetNetwork network(std::make_unique<const StreetGraph>(build_street_graph(*map)));
  const MapLayers layers = build_layers(*map);
  const Gazetteer names = build_gazetteer(*map);
  names.find_place("a");
  if (valid(layers.centre)) network.route(layers.centre, layers.bounds.south_west, TravelMode::foot);
  return 0;
}
