#include "evidence/question.h"

namespace vigie::evidence {
namespace {

constexpr std::size_t kMostPoints = 200;

tl::unexpected<Error> wrong(const char* field, const char* what) {
  return fail(ErrorKind::invalid_input, fmt::format("field '{}': {}", field, what), "field.wrong");
}

Result<perception::Polygon> points_from_json(const Json& value, const char* field) {
  perception::Polygon points;
  if (!value.is_array() || value.size() > kMostPoints) return wrong(field, "give a list of at most 200 points [x, y]");
  for (const Json& point : value) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number())
      return wrong(field, "a point is two numbers, [x, y], in pixels");
    points.push_back({point[0].get<double>(), point[1].get<double>()});
  }
  return points;
}

Json points_to_json(const perception::Polygon& points) {
  Json list = Json::array();
  for (const auto& point : points) list.push_back({point.x, point.y});
  return list;
}

}  // namespace

Result<Question> question_from_json(const Json& value) {
  if (!value.is_object()) return wrong("question", "must be an object");
  Question question;
  for (const auto& [name, field] : value.items()) {
    if (name == "area") {
      VIGIE_TRY(question.area, points_from_json(field, "area"));
    } else if (name == "vehicle") {
      question.vehicle = field.is_string() ? perception::parse_object_class(field.get<std::string>()) : std::nullopt;
      if (!question.vehicle || !perception::is_vehicle(*question.vehicle))
        return wrong("vehicle", "take bicycle, car, motorcycle, bus or truck");
    } else if (name == "colour") {
      if (!field.is_string()) return wrong("colour", "take the name of a colour");
      question.colour = field.get<std::string>();
    } else if (name == "line") {
      VIGIE_TRY(const auto ends, points_from_json(field, "line"));
      if (ends.size() != 2) return wrong("line", "a line has two ends");
      question.line = perception::SceneLine{.name = "line", .from = ends[0], .to = ends[1], .classes = {}, .legal = std::nullopt};
    } else if (name != "direction") {
      return fail(ErrorKind::invalid_input, fmt::format("field '{}' cannot be asked for", name.substr(0, 64)), "field.wrong");
    }
  }
  if (value.contains("direction")) {
    const Json& way = value["direction"];
    if (!question.line) return wrong("direction", "needs a line");
    if (way != "a_to_b" && way != "b_to_a") return wrong("direction", "take a_to_b or b_to_a");
    question.line->legal = way == "a_to_b" ? perception::Crossing::a_to_b : perception::Crossing::b_to_a;
  }
  if (question.area.empty() && !question.vehicle) return wrong("question", "give an area, or a class of vehicle");
  return question;
}

Json to_json(const Question& question) {
  Json value = Json::object();
  if (!question.area.empty()) value["area"] = points_to_json(question.area);
  if (question.vehicle) value["vehicle"] = perception::to_string(*question.vehicle);
  if (question.colour) value["colour"] = *question.colour;
  if (question.line) {
    value["line"] = points_to_json({question.line->from, question.line->to});
    if (question.line->legal) value["direction"] = perception::to_string(*question.line->legal);
  }
  return value;
}

}  // namespace vigie::evidence
