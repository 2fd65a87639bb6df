#include "geo/city_map.h"

#include "layers/build_layers.h"
#include "osm/osm_reader.h"
#include "streets/street_graph.h"

namespace vigie::geo {

Result<CityMap> load_city_map(const std::filesystem::path& pbf) {
  VIGIE_TRY(const OsmData map, read_osm_file(pbf));
  auto graph = std::make_unique<const StreetGraph>(build_street_graph(map));
  if (graph->stretches.empty())
    return fail(ErrorKind::invalid_input, pbf.string() + ": there is not one street in this map; choose an extract of the city");
  return CityMap{StreetNetwork(std::move(graph)), build_layers(map), build_gazetteer(map)};
}

}  // namespace vigie::geo
