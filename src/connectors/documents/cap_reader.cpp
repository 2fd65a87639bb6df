// CAP 1.2 (OASIS, July 2010): a public alert. A row for each block of information and each of its areas; an alert without
// information (a cancellation, an acknowledgement) is one row, so that it supersedes what it cancels.
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "documents/table_rows.h"
#include "documents/xml.h"
#include "field_values.h"

namespace vigie::connectors {
namespace {

const std::vector<std::string> columns{"key",         "identifier", "sender",    "sent",     "status",  "msg_type",
                                       "scope",       "references", "language",  "category", "event",   "response",
                                       "urgency",     "severity",   "certainty", "from",     "expires", "headline",
                                       "instruction", "area",       "geocode",   "lat",      "lon"};

template <std::size_t N>
bool one_of(const std::string& word, const std::array<const char*, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](const char* one) { return word == one; });
}

constexpr std::array statuses{"Actual", "Exercise", "System", "Test", "Draft"};
constexpr std::array message_types{"Alert", "Update", "Cancel", "Ack", "Error"};
constexpr std::array scopes{"Public", "Restricted", "Private"};
constexpr std::array urgencies{"Immediate", "Expected", "Future", "Past", "Unknown"};
constexpr std::array severities{"Extreme", "Severe", "Moderate", "Minor", "Unknown"};
constexpr std::array certainties{"Observed", "Likely", "Possible", "Unlikely", "Unknown"};

// 3.2.1: the identifier has no spaces, commas, < or &; times carry an offset.
bool is_identifier(const std::string& text) { return !text.empty() && text.find_first_of(" ,<&\t\n") == std::string::npos; }
bool is_time(const std::string& text) {
  const auto time = parse_time(text, "iso");
  return time && exists(*time) && time->offset_s;
}

struct Place {
  std::string lat, lon;
};

// "43.7,7.4 43.8,7.4 …": the middle of the box around the points; of a circle "43.7,7.4 1.5" its centre.
Place middle_of(const std::string& points, bool circle) {
  double least_lat = 90, most_lat = -90, least_lon = 180, most_lon = -180;
  std::size_t count = 0;
  for (std::size_t at = 0; at < points.size();) {
    const std::size_t end = std::min(points.find_first_of(" \t\r\n", at), points.size());
    const std::string_view pair = std::string_view{points}.substr(at, end - at);
    at = end + 1;
    if (pair.empty()) continue;
    const auto comma = pair.find(',');
    if (comma == std::string_view::npos) {
      if (circle && count == 1) break;  // the radius
      return {};
    }
    const auto lat = parse_number(pair.substr(0, comma), "."), lon = parse_number(pair.substr(comma + 1), ".");
    if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180) return {};
    least_lat = std::min(least_lat, *lat);
    most_lat = std::max(most_lat, *lat);
    least_lon = std::min(least_lon, *lon);
    most_lon = std::max(most_lon, *lon);
    ++count;
  }
  if (count == 0 || (!circle && count < 4)) return {};
  return {fmt::format("{:.6f}", (least_lat + most_lat) / 2), fmt::format("{:.6f}", (least_lon + most_lon) / 2)};
}

Place place_of(const pugi::xml_node& area) {
  if (const auto polygon = child(area, "polygon")) return middle_of(text_of(polygon), false);
  if (const auto circle = child(area, "circle")) return middle_of(text_of(circle), true);
  return {};
}

std::string first_of(std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    if (!text.empty()) return text;
  return {};
}

std::string joined(const pugi::xml_node& node, std::string_view name) {
  std::string all;
  for (const auto& one : children(node, name)) all += (all.empty() ? "" : " ") + text_of(one);
  return all;
}

class Alert {
 public:
  Alert(const pugi::xml_node& node, TableRows& rows) : node_(node), rows_(rows) {}

  Status read(const std::string& name) {
    identifier_ = text_of(node_, "identifier");
    sent_ = text_of(node_, "sent");
    const char* damage = nullptr;
    if (!is_identifier(identifier_) || text_of(node_, "sender").empty() || !is_time(sent_) || !one_of(text_of(node_, "status"), statuses) ||
        !one_of(text_of(node_, "msgType"), message_types) || !one_of(text_of(node_, "scope"), scopes))
      damage = "bad_cap";
    const auto infos = children(node_, "info");
    if (infos.empty()) add({}, {}, identifier_, damage);
    int info_number = 0;
    for (const auto& info : infos) {
      ++info_number;
      const char* info_damage = damage;
      for (const char* time : {"effective", "onset", "expires"})
        if (const std::string said = text_of(info, time); !said.empty() && !is_time(said)) info_damage = "bad_time";
      if (text_of(info, "event").empty() || text_of(info, "category").empty() || !one_of(text_of(info, "urgency"), urgencies) ||
          !one_of(text_of(info, "severity"), severities) || !one_of(text_of(info, "certainty"), certainties))
        info_damage = "bad_cap";
      const auto areas = children(info, "area");
      if (areas.empty()) add(info, {}, fmt::format("{}/{}", identifier_, info_number), info_damage);
      int area_number = 0;
      for (const auto& area : areas) {
        ++area_number;
        add(info, area, fmt::format("{}/{}/{}", identifier_, info_number, area_number),
            text_of(area, "areaDesc").empty() ? "bad_cap" : info_damage);
        if (rows_.size() > most_document_rows) return fail(ErrorKind::invalid_input, name + ": too many areas", "file.too_large");
      }
    }
    return {};
  }

 private:
  void add(const pugi::xml_node& info, const pugi::xml_node& area, std::string key, const char* damage) {
    const Place place = place_of(area);
    rows_.add({std::move(key),
               identifier_,
               text_of(node_, "sender"),
               sent_,
               text_of(node_, "status"),
               text_of(node_, "msgType"),
               text_of(node_, "scope"),
               text_of(node_, "references"),
               info ? first_of({text_of(info, "language"), "en-US"}) : "",
               joined(info, "category"),
               text_of(info, "event"),
               joined(info, "responseType"),
               text_of(info, "urgency"),
               text_of(info, "severity"),
               text_of(info, "certainty"),
               first_of({text_of(info, "onset"), text_of(info, "effective"), sent_}),
               text_of(info, "expires"),
               text_of(info, "headline"),
               text_of(info, "instruction"),
               text_of(area, "areaDesc"),
               text_of(child(area, "geocode"), "value"),
               place.lat,
               place.lon},
              static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(node_.offset_debug(), 0)), damage);
  }

  const pugi::xml_node node_;
  TableRows& rows_;
  std::string identifier_, sent_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_cap(TextInput& input, const std::string& name) {
  VIGIE_TRY(const std::string text, read_document(input, name));
  pugi::xml_document document;
  VIGIE_CHECK(parse_xml(text, document, name));
  auto rows = std::make_unique<TableRows>(columns);
  const pugi::xml_node root = document.document_element();
  const auto alerts = local_name(root) == "alert" ? std::vector{root} : children(root, "alert");
  if (alerts.empty()) return fail(ErrorKind::invalid_input, name + ": it holds no CAP alert", "file.no_header");
  for (const auto& alert : alerts) VIGIE_CHECK(Alert(alert, *rows).read(name));
  return rows;
}

}  // namespace vigie::connectors
