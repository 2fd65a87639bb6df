#include "city/camera.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/digest.h"

namespace vigie::city {
namespace {

constexpr std::array<std::pair<MaskReview, const char*>, 4> reviews{{{MaskReview::none, "none"},
                                                                     {MaskReview::no_dwelling, "no_dwelling"},
                                                                     {MaskReview::masked_in_camera, "masked_in_camera"},
                                                                     {MaskReview::masked_here, "masked_here"}}};

Json points_json(const std::vector<std::pair<double, double>>& points) {
  Json list = Json::array();
  for (const auto& [x, y] : points) list.push_back({x, y});
  return list;
}

Json areas_json(const std::vector<PictureArea>& areas) {
  Json list = Json::array();
  for (const auto& area : areas)
    list.push_back({{"name", area.name},
                    {"preset", area.preset},
                    {"points", points_json(area.points)},
                    {"situations", area.situations},
                    {"occupancy_above", area.occupancy_above}});
  return list;
}

Result<std::pair<double, double>> parse_point(const Json& value, const std::string& where) {
  if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number())
    return fail(ErrorKind::invalid_input, where + ": a point is [x, y]");
  const std::pair<double, double> point{value[0].get<double>(), value[1].get<double>()};
  if (!(point.first >= 0 && point.first <= 1 && point.second >= 0 && point.second <= 1))
    return fail(ErrorKind::invalid_input, where + ": a point lies outside the picture; use fractions between 0 and 1", "area.outside");
  return point;
}

Result<std::vector<std::string>> parse_texts(const Json& value, const std::string& where) {
  std::vector<std::string> texts;
  if (value.is_null()) return texts;
  if (!value.is_array() || value.size() > 64) return fail(ErrorKind::invalid_input, where + ": expected a short list of words");
  for (const auto& one : value) {
    if (!one.is_string()) return fail(ErrorKind::invalid_input, where + ": expected a list of words");
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

Result<std::vector<PictureArea>> parse_areas(const Json& camera, const char* name) {
  std::vector<PictureArea> areas;
  if (!camera.contains(name)) return areas;
  if (!camera[name].is_array() || camera[name].size() > 64)
    return fail(ErrorKind::invalid_input, fmt::format("'{}' is a list of at most 64 areas", name));
  for (const auto& one : camera[name]) {
    PictureArea area;
    area.name = text_or(one, "name");
    const std::string where = fmt::format("{} '{}'", name, area.name);
    area.preset = text_or(one, "preset");
    if (!one.is_object() || !one.contains("points") || !one["points"].is_array() || one["points"].size() < 3 || one["points"].size() > 256)
      return fail(ErrorKind::invalid_input, where + ": a polygon has 3 to 256 points");
    for (const auto& p : one["points"]) {
      VIGIE_TRY(const auto point, parse_point(p, where));
      area.points.push_back(point);
    }
    VIGIE_TRY(area.situations, parse_texts(one.value("situations", Json{}), where));
    area.occupancy_above = number_or(one, "occupancy_above", 0);
    areas.push_back(std::move(area));
  }
  return areas;
}

}  // namespace

const char* to_string(MaskReview review) {
  for (const auto& [value, text] : reviews)
    if (value == review) return text;
  return "none";
}

Result<MaskReview> parse_mask_review(std::string_view text) {
  for (const auto& [value, name] : reviews)
    if (text == name) return value;
  return fail(ErrorKind::invalid_input,
              fmt::format("mask review '{}': use none, no_dwelling, masked_in_camera or masked_here", text.substr(0, 40)));
}

bool is_pushed(const Camera& camera) {
  return std::any_of(camera.streams.begin(), camera.streams.end(), [](const CameraStream& stream) { return stream.url == kPushed; });
}

std::string Camera::mask_version() const {
  const Json said{{"masks", areas_json(masks)}, {"review", to_string(review)}};
  return to_hex(sha256(canonical(said))).substr(0, 12);
}

Json to_json(const Camera& camera) {
  Json streams = Json::array(), lines = Json::array();
  for (const auto& stream : camera.streams)
    streams.push_back({{"kind", to_string(stream.kind)}, {"url", stream.url}, {"secret", stream.secret}});
  for (const auto& line : camera.lines)
    lines.push_back({{"name", line.name},
                     {"preset", line.preset},
                     {"points", points_json({line.a, line.b})},
                     {"classes", line.classes},
                     {"legal", line.legal}});
  return {{"id", camera.id},
          {"number", camera.number},
          {"name", camera.name},
          {"lat", camera.where.lat},
          {"lon", camera.where.lon},
          {"heading_deg", camera.heading_deg},
          {"streams", streams},
          {"review", to_string(camera.review)},
          {"reviewed_by", camera.reviewed_by},
          {"masks", areas_json(camera.masks)},
          {"zones", areas_json(camera.zones)},
          {"lines", lines},
          {"public_place", camera.public_place},
          {"replay", camera.replay},
          {"exercise", camera.exercise},
          {"removed", camera.removed},
          {"version", camera.version}};
}

Result<Camera> camera_from_json(const Json& value) {
  Camera camera;
  VIGIE_TRY(camera.id, text_field(value, "id", 64));
  const auto in = [&](Error error) { return fail_in(camera.id, std::move(error)); };
  camera.number = static_cast<int>(number_or(value, "number", 0));
  camera.name = text_or(value, "name");
  camera.where = {number_or(value, "lat", 0), number_or(value, "lon", 0)};
  camera.heading_deg = number_or(value, "heading_deg", 0);
  if (value.contains("streams")) {
    if (!value["streams"].is_array() || value["streams"].size() > 4)
      return fail(ErrorKind::invalid_input, camera.id + ": 'streams' is a list of at most 4");
    for (const auto& one : value["streams"]) {
      auto url = text_field(one, "url", 2048);
      if (!url) return in(url.error());
      camera.streams.push_back({text_or(one, "kind") == "sub" ? StreamKind::sub : StreamKind::main, *url, text_or(one, "secret")});
    }
  }
  auto review = parse_mask_review(text_or(value, "review", "none"));
  if (!review) return in(review.error());
  camera.review = *review;
  camera.reviewed_by = text_or(value, "reviewed_by");
  auto masks = parse_areas(value, "masks");
  if (!masks) return in(masks.error());
  camera.masks = std::move(*masks);
  auto zones = parse_areas(value, "zones");
  if (!zones) return in(zones.error());
  camera.zones = std::move(*zones);
  if (value.contains("lines")) {
    if (!value["lines"].is_array() || value["lines"].size() > 64)
      return fail(ErrorKind::invalid_input, camera.id + ": 'lines' is a list of at most 64");
    for (const auto& one : value["lines"]) {
      PictureLine line;
      line.name = text_or(one, "name");
      const std::string where = camera.id + ": line '" + line.name + "'";
      line.preset = text_or(one, "preset");
      if (!one.is_object() || !one.contains("points") || !one["points"].is_array() || one["points"].size() != 2)
        return fail(ErrorKind::invalid_input, where + " has two points");
      VIGIE_TRY(line.a, parse_point(one["points"][0], where));
      VIGIE_TRY(line.b, parse_point(one["points"][1], where));
      VIGIE_TRY(line.classes, parse_texts(one.value("classes", Json{}), where));
      line.legal = text_or(one, "legal");
      if (!line.legal.empty() && line.legal != "a_to_b" && line.legal != "b_to_a")
        return fail(ErrorKind::invalid_input, where + ": legal is a_to_b or b_to_a");
      camera.lines.push_back(std::move(line));
    }
  }
  camera.public_place = flag_or(value, "public_place", true);
  camera.replay = flag_or(value, "replay", false);
  camera.exercise = flag_or(value, "exercise", false);
  camera.removed = flag_or(value, "removed", false);
  camera.version = static_cast<int>(number_or(value, "version", 0));
  return camera;
}

}  // namespace vigie::city
