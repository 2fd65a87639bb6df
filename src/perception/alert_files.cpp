// The truth of a clip and the alerts of a result, from JSON. Unknown keys are ignored, wrong values are refused with their place.

#include <cmath>

#include "perception/alert_score.h"

namespace vigie::perception {
namespace {

constexpr std::size_t kMaxBytes = 64u << 20;
constexpr double kLongestClipS = 1e8;

Result<double> time_field(const Json& object, const char* name) {
  VIGIE_TRY(const double seconds, number_field(object, name));
  if (!(std::abs(seconds) <= kLongestClipS)) return fail(ErrorKind::invalid_input, fmt::format("'{}' is no time in seconds", name));
  return seconds;
}

bool present(const Json& object, const char* name) { return object.contains(name) && !object[name].is_null(); }

Result<double> coordinate(const Json& value) {
  if (!value.is_number() || !(std::abs(value.get<double>()) <= 1e6))
    return fail(ErrorKind::invalid_input, "a coordinate is not a number of pixels");
  return value.get<double>();
}

Result<std::optional<Box>> box_field(const Json& object) {
  if (!present(object, "box")) return std::optional<Box>();
  const auto& list = object["box"];
  if (!list.is_array() || list.size() != 4) return fail(ErrorKind::invalid_input, "'box' must be [x, y, width, height]");
  double values[4];
  for (std::size_t i = 0; i < 4; ++i) {
    VIGIE_TRY(values[i], coordinate(list[i]));
  }
  return std::optional<Box>(Box{values[0], values[1], values[2], values[3]});
}

// A name, or the polygon itself.
Status zone_field(const Json& object, TrueAlert& alert) {
  if (!present(object, "zone")) return {};
  const auto& zone = object["zone"];
  if (zone.is_string()) {
    alert.zone_name = zone.get<std::string>();
    return {};
  }
  if (!zone.is_array() || zone.size() < 3 || zone.size() > 1000)
    return fail(ErrorKind::invalid_input, "'zone' must be a name or at least three points [x, y]");
  Polygon polygon;
  for (const auto& point : zone) {
    if (!point.is_array() || point.size() != 2)
      return fail(ErrorKind::invalid_input, "'zone' must be a name or at least three points [x, y]");
    VIGIE_TRY(const double x, coordinate(point[0]));
    VIGIE_TRY(const double y, coordinate(point[1]));
    polygon.push_back({x, y});
  }
  alert.zone = std::move(polygon);
  return {};
}

Result<TrueAlert> true_alert(const Json& object) {
  if (!object.is_object()) return fail(ErrorKind::invalid_input, "must be an object");
  TrueAlert alert;
  VIGIE_TRY(alert.kind, text_field(object, "kind"));
  VIGIE_TRY(alert.start_s, time_field(object, "start"));
  VIGIE_TRY(alert.end_s, time_field(object, "end"));
  if (alert.end_s < alert.start_s) return fail(ErrorKind::invalid_input, "'end' is before 'start'");
  if (present(object, "tolerance_s")) {
    VIGIE_TRY(alert.tolerance_s, time_field(object, "tolerance_s"));
  }
  VIGIE_TRY(alert.box, box_field(object));
  VIGIE_CHECK(zone_field(object, alert));
  return alert;
}

Result<ClaimedAlert> claimed_alert(const Json& object) {
  ClaimedAlert alert;
  VIGIE_TRY(alert.kind, text_field(object, "kind"));
  VIGIE_TRY(alert.start_s, time_field(object, "start"));
  alert.raised_at_s = alert.start_s;
  if (present(object, "raised_at")) {
    VIGIE_TRY(alert.raised_at_s, time_field(object, "raised_at"));
  }
  if (present(object, "end")) {
    VIGIE_TRY(alert.end_s, time_field(object, "end"));
  }
  VIGIE_TRY(alert.box, box_field(object));
  if (present(object, "zone") && object["zone"].is_string()) alert.zone_name = object["zone"].get<std::string>();
  return alert;
}

}  // namespace

Result<AlertTruth> parse_alert_truth(std::string_view json) {
  VIGIE_TRY(const Json document, parse_json(json, kMaxBytes));
  if (!document.is_object() || !document.contains("alerts") || !document["alerts"].is_array())
    return fail(ErrorKind::invalid_input, "the truth must be an object with 'seconds' and a list 'alerts'");
  AlertTruth truth;
  VIGIE_TRY(truth.seconds, time_field(document, "seconds"));
  if (truth.seconds < 0) return fail(ErrorKind::invalid_input, "'seconds' is below zero");
  for (const auto& object : document["alerts"]) {
    auto alert = true_alert(object);
    if (!alert) return fail_in(fmt::format("alert {}", truth.alerts.size() + 1), alert.error());
    truth.alerts.push_back(std::move(*alert));
  }
  return truth;
}

Result<AlertClaims> parse_alert_lines(std::string_view text) {
  AlertClaims claims;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto length = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const auto object = parse_json(line);
    if (!object) return fail_in(fmt::format("line {}", number), object.error());
    if (!object->is_object()) return fail(ErrorKind::invalid_input, fmt::format("line {}: must be a JSON object", number));
    if (const auto summary = object->find("summary"); summary != object->end()) {
      const Json active = summary->is_object() ? summary->value("situations_active", Json::array()) : Json::array();
      for (const auto& kind : active)
        if (kind.is_string()) claims.situations_active.push_back(kind.get<std::string>());
      continue;
    }
    auto alert = claimed_alert(*object);
    if (!alert) return fail_in(fmt::format("line {}", number), alert.error());
    claims.alerts.push_back(std::move(*alert));
  }
  return claims;
}

}  // namespace vigie::perception
