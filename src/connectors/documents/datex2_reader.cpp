// DATEX II version 3 (CEN/TS 16157): a situation publication. A row for each situation record, road works and everything else:
// its `type` is the record's xsi:type, from which the mapping makes the kind. The place is the record's first pair of
// coordinates (a point, a display point, or the first position of a line).
#include <algorithm>

#include "documents/table_rows.h"
#include "documents/xml.h"

namespace vigie::connectors {
namespace {

const std::vector<std::string> columns{"key",         "situation", "record",     "version", "type", "from", "to",  "status",  "severity",
                                       "probability", "cause",     "management", "comment", "road", "lat",  "lon", "created", "changed"};

std::string type_of(const pugi::xml_node& record) {
  for (const auto& attribute : record.attributes()) {
    const std::string_view name = attribute.name();
    if (name != "type" && !name.ends_with(":type")) continue;
    const std::string_view type = attribute.value();
    const auto colon = type.find(':');
    return std::string{colon == std::string_view::npos ? type : type.substr(colon + 1)};
  }
  return {};
}

struct Place {
  std::string lat, lon;
};

Place place_of(const pugi::xml_node& record) {
  const auto location = child(record, "locationReference");
  for (const char* where : {"pointByCoordinates", "coordinatesForDisplay", "pointCoordinates"}) {
    const auto point = find_below(location, where);
    const std::string lat = text_of(find_below(point, "latitude")), lon = text_of(find_below(point, "longitude"));
    if (!lat.empty() && !lon.empty()) return {lat, lon};
  }
  // GML: positions as "latitude longitude latitude longitude …" in EPSG:4326.
  const std::string positions = text_of(find_below(location, "posList"));
  const auto first = positions.find_first_of(" \n\t");
  if (first == std::string::npos) return {};
  const auto second = positions.find_first_not_of(" \n\t", first);
  if (second == std::string::npos) return {};
  return {positions.substr(0, first), positions.substr(second, positions.find_first_of(" \n\t", second) - second)};
}

// Of a multilingual text the first value.
std::string words_of(const pugi::xml_node& node) {
  const auto value = find_below(node, "value");
  return value ? text_of(value) : text_of(node);
}

void add_record(TableRows& rows, const pugi::xml_node& situation, const pugi::xml_node& record) {
  const std::string situation_id = situation.attribute("id").value(), record_id = record.attribute("id").value(), type = type_of(record);
  const auto validity = child(record, "validity");
  const auto times = child(validity, "validityTimeSpecification");
  const auto location = child(record, "locationReference");
  const char* damage = record_id.empty() || type.empty() || !validity ? "bad_datex2" : nullptr;
  std::string road = words_of(find_below(location, "roadName"));
  if (road.empty()) road = text_of(find_below(location, "roadNumber"));
  std::string management = text_of(record, "roadOrCarriagewayOrLaneManagementType");
  if (management.empty()) management = text_of(find_below(child(record, "impact"), "trafficConstrictionType"));
  const Place place = place_of(record);
  rows.add({situation_id + "/" + record_id, situation_id, record_id, record.attribute("version").value(), type,
            text_of(times, "overallStartTime"), text_of(times, "overallEndTime"), text_of(validity, "validityStatus"),
            text_of(situation, "overallSeverity"), text_of(record, "probabilityOfOccurrence"),
            text_of(find_below(child(record, "cause"), "causeType")), std::move(management),
            words_of(descend(record, {"generalPublicComment", "comment"})), std::move(road), place.lat, place.lon,
            text_of(record, "situationRecordCreationTime"), text_of(record, "situationRecordVersionTime")},
           static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(record.offset_debug(), 0)), damage);
}

}  // namespace

Result<std::unique_ptr<RowReader>> open_datex2(TextInput& input, const std::string& name) {
  VIGIE_TRY(const std::string text, read_document(input, name));
  pugi::xml_document document;
  VIGIE_CHECK(parse_xml(text, document, name));
  // The payload stands alone, or in a container for the exchange.
  pugi::xml_node payload = document.document_element();
  if (local_name(payload) != "payload") payload = find_below(payload, "payload");
  if (!payload || type_of(payload) != "SituationPublication")
    return fail(ErrorKind::invalid_input, name + ": it holds no DATEX II situation publication", "file.no_header");
  auto rows = std::make_unique<TableRows>(columns);
  for (const auto& situation : children(payload, "situation"))
    for (const auto& record : children(situation, "situationRecord")) {
      if (rows->size() >= most_document_rows)
        return fail(ErrorKind::invalid_input, name + ": it has too many situation records", "file.too_large");
      add_record(*rows, situation, record);
    }
  return rows;
}

}  // namespace vigie::connectors
