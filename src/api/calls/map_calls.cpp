#include "calls/forms.h"
#include "calls/routes.h"
#include "http/map_documents.h"
#include "http/static_files.h"

namespace vigie::api {

Result<Response> show_map(Call& call) {
  const auto& city = call.doors.city;
  const auto& map = call.doors.map;
  return json_response({{"centre", place_form(city.centre)},
                        {"bbox", {city.south_west.lon, city.south_west.lat, city.north_east.lon, city.north_east.lat}},
                        {"attribution", map.attribution},
                        {"layers", {"streets", "buildings", "water", "green", "places"}},
                        {"by_straight_line", map.by_straight_line},
                        {"name", map.name}});
}

Result<Response> show_layer(Call& call) {
  const auto document = call.shared.map.layer(call.request.param("layer"));
  if (!document) return fail(ErrorKind::not_found, "the map has the layers streets, buildings, water, green and places", "request.not_found");
  auto response = cached_document(call.request, document->plain, document->gzipped, "application/geo+json", document->tag);
  response.headers.emplace_back("Cache-Control", "private, max-age=3600");
  return response;
}

Result<Response> find_places(Call& call) {
  const std::string& words = call.request.query("q");
  if (words.size() > 200) return fail(ErrorKind::invalid_input, "'q' is at most 200 bytes", "field.too_long");
  Json places = Json::array();
  for (const auto& place : call.doors.find_places(words)) places.push_back({{"name", place.name}, {"lat", place.where.lat}, {"lon", place.where.lon}});
  return json_response({{"places", std::move(places)}});
}

}  // namespace vigie::api
