#include "osm/osm_reader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <osmium/area/assembler.hpp>
#include <osmium/area/multipolygon_manager.hpp>
#include <osmium/handler/node_locations_for_ways.hpp>
#include <osmium/index/map/sparse_mem_array.hpp>
#include <osmium/io/pbf_input.hpp>
#include <osmium/visitor.hpp>
#include <sstream>

#include "osm/pbf_check.h"

namespace vigie::geo {
namespace {

// Sixteen bytes a node in the table of locations: 480 MB at most.
constexpr std::size_t most_nodes = 30'000'000;

constexpr std::array kept_keys = {"name",     "highway", "oneway",   "maxspeed", "access",  "vehicle", "motor_vehicle",
                                  "motorcar", "foot",    "junction", "tunnel",   "bridge",  "area",    "building",
                                  "natural",  "water",   "waterway", "landuse",  "leisure", "railway", "place",
                                  "amenity",  "tourism", "shop",     "historic", "service", "office"};
// A named point with one of these is worth finding or drawing.
constexpr std::array place_keys = {"place", "amenity", "tourism", "shop", "historic", "railway", "leisure", "office", "natural"};
constexpr std::array area_keys = {"building", "natural", "water", "waterway", "landuse", "leisure", "amenity", "tourism", "historic"};

OsmTags kept(const osmium::TagList& from) {
  OsmTags tags;
  for (const osmium::Tag& tag : from)
    if (std::ranges::any_of(kept_keys, [&](std::string_view key) { return key == tag.key(); })) tags.add(tag.key(), tag.value());
  return tags;
}

LatLon place_of(const osmium::Location& location) { return {location.lat_without_check(), location.lon_without_check()}; }

Line line_of(const osmium::NodeRefList& nodes) {
  Line line;
  for (const osmium::NodeRef& node : nodes)
    if (node.location().valid()) line.push_back(place_of(node.location()));
  return line;
}

OsmArea area_of(const osmium::Area& from) {
  OsmArea area{from.id(), {}, kept(from.tags())};
  for (const osmium::OuterRing& outer : from.outer_rings()) {
    Polygon polygon{line_of(outer), {}};
    for (const osmium::InnerRing& inner : from.inner_rings(outer)) polygon.holes.push_back(line_of(inner));
    area.polygons.push_back(std::move(polygon));
  }
  return area;
}

// Fills OsmData from nodes and ways whose locations are already set.
class Collector : public osmium::handler::Handler {
 public:
  explicit Collector(OsmData& data) : data_(data) {}

  void node(const osmium::Node& node) {
    ++nodes_;
    if (node.tags().empty() || !node.tags().has_key("name") || !node.location().valid()) return;
    if (std::ranges::any_of(place_keys, [&](const char* key) { return node.tags().has_key(key); }))
      data_.points.push_back({node.id(), place_of(node.location()), kept(node.tags())});
  }

  void way(const osmium::Way& way) {
    const osmium::TagList& tags = way.tags();
    if (tags.has_key("highway"))
      add(data_.roads, way);
    else if (tags.has_key("railway"))
      add(data_.railways, way);
    else if (tags.has_tag("natural", "coastline"))
      add(data_.coastlines, way);
    else if (tags.has_key("waterway"))
      add(data_.waterways, way);
  }

  std::size_t nodes() const { return nodes_; }

 private:
  // An extract cuts ways at its edge: each run of known nodes becomes a way of its own.
  static void add(std::vector<OsmWay>& into, const osmium::Way& way) {
    OsmWay part{way.id(), {}, {}, kept(way.tags())};
    const auto finish = [&] {
      if (part.points.size() >= 2) into.push_back(part);
      part.nodes.clear();
      part.points.clear();
    };
    for (const osmium::NodeRef& node : way.nodes()) {
      if (!node.location().valid()) {
        finish();
      } else if (part.nodes.empty() || part.nodes.back() != node.ref()) {
        part.nodes.push_back(node.ref());
        part.points.push_back(place_of(node.location()));
      }
    }
    finish();
  }

  OsmData& data_;
  std::size_t nodes_ = 0;
};

std::optional<Bounds> bounds_of(const osmium::io::Header& header) {
  const osmium::Box box = header.joined_boxes();
  if (!box.valid()) return std::nullopt;
  return Bounds{place_of(box.bottom_left()), place_of(box.top_right())};
}

// Two passes: the relations first, since the ways that they need come before them in the file. May throw.
Result<OsmData> read(const osmium::io::File& file) {
  using Locations = osmium::index::map::SparseMemArray<osmium::unsigned_object_id_type, osmium::Location>;
  using Areas = osmium::area::MultipolygonManager<osmium::area::Assembler>;

  osmium::thread::Pool one_thread{1};  // not libosmium's own pool, which would outlive the read
  osmium::TagsFilter area_filter{false};
  for (const char* key : area_keys) area_filter.add_rule(true, key);
  Areas areas{osmium::area::AssemblerConfig{}, area_filter};
  {
    osmium::io::Reader reader{file, osmium::osm_entity_bits::relation, osmium::io::read_meta::no, one_thread};
    osmium::apply(reader, areas);
    areas.prepare_for_lookup();
    reader.close();
  }

  OsmData data;
  Collector collector{data};
  Locations index;
  osmium::handler::NodeLocationsForWays<Locations> locate{index};
  locate.ignore_errors();  // nodes beyond the extract's edge stay undefined
  const auto keep_area = [&](const osmium::memory::Buffer& buffer) {
    for (const osmium::Area& area : buffer.select<osmium::Area>()) data.areas.push_back(area_of(area));
  };
  osmium::io::Reader reader{file, osmium::osm_entity_bits::node | osmium::osm_entity_bits::way, osmium::io::read_meta::no, one_thread};
  data.declared_bounds = bounds_of(reader.header());
  while (osmium::memory::Buffer buffer = reader.read()) {
    osmium::apply(buffer, locate, collector, areas.handler([&](osmium::memory::Buffer&& done) { keep_area(done); }));
    if (collector.nodes() > most_nodes)
      return fail(ErrorKind::invalid_input,
                  fmt::format("the map has more than {} nodes: cut the city out of it (osmium extract --bbox)", most_nodes));
  }
  reader.close();
  keep_area(areas.read());
  // The manager finishes relations in the order of their last way; by id the same content gives the same map.
  std::ranges::sort(data.areas, {}, &OsmArea::id);
  return data;
}

template <typename MakeFile>
Result<OsmData> read_guarded(const MakeFile& make_file) {
  try {
    return read(make_file());
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::full, "not enough memory for this map: cut the city out of it (osmium extract --bbox)");
  } catch (const std::exception& error) {  // libosmium, protozero and zlib throw kinds of their own
    return fail(ErrorKind::invalid_input, fmt::format("the map cannot be read ({}): fetch it again", error.what()));
  }
}

}  // namespace

Result<OsmData> read_osm_file(const std::filesystem::path& pbf) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(pbf, error)) return fail(ErrorKind::not_found, pbf.string() + ": there is no such map file");
  const std::uint64_t size = std::filesystem::file_size(pbf, error);
  std::ifstream file(pbf, std::ios::binary);
  if (error || !file) return fail(ErrorKind::unavailable, pbf.string() + ": cannot be opened; check its permissions");
  if (auto check = check_pbf(file, size); !check) return fail_in(pbf.string(), check.error());
  auto data = read_guarded([&] { return osmium::io::File{pbf.string(), "pbf"}; });
  if (!data) return fail_in(pbf.string(), data.error());
  return data;
}

Result<OsmData> read_osm_bytes(std::string_view pbf) {
  std::istringstream stream{std::string{pbf}};
  VIGIE_CHECK(check_pbf(stream, pbf.size()));
  return read_guarded([&] { return osmium::io::File{pbf.data(), pbf.size(), "pbf"}; });
}

}  // namespace vigie::geo
