// The truth of a search and its findings, from JSON. Unknown keys are ignored, wrong values are refused with their place.

#include <cmath>

#include "evidence/search_score.h"
#include "vehicle_colour.h"

namespace vigie::evidence {
namespace {

constexpr std::size_t kMaxBytes = 64u << 20, kMostRows = 20000;
constexpr double kLongest_s = 1e8;

Result<double> time_field(const Json& object, const char* name) {
  VIGIE_TRY(const double seconds, number_field(object, name));
  if (!(std::abs(seconds) <= kLongest_s)) return fail(ErrorKind::invalid_input, fmt::format("'{}' is no time in seconds", name));
  return seconds;
}

Status times(const Json& object, double& start_s, double& end_s) {
  if (!object.is_object()) return fail(ErrorKind::invalid_input, "must be an object");
  VIGIE_TRY(start_s, time_field(object, "start"));
  VIGIE_TRY(end_s, time_field(object, "end"));
  if (end_s < start_s) return fail(ErrorKind::invalid_input, "'end' is before 'start'");
  return {};
}

Result<std::optional<perception::ObjectClass>> class_field(const Json& object) {
  if (!object.contains("class") || object["class"].is_null()) return std::optional<perception::ObjectClass>();
  VIGIE_TRY(const auto name, text_field(object, "class", 32));
  const auto kind = perception::parse_object_class(name);
  if (!kind) return fail(ErrorKind::invalid_input, fmt::format("class '{}': take person, bicycle, car, motorcycle, bus or truck", name));
  return kind;
}

Result<std::string> colour(const Json& value) {
  if (!value.is_string()) return fail(ErrorKind::invalid_input, "'colour' must be a name or a list of names");
  VIGIE_CHECK(parse_colour(value.get<std::string>()));
  return value.get<std::string>();
}

Result<TruePassage> true_passage(const Json& object) {
  TruePassage passage;
  VIGIE_CHECK(times(object, passage.start_s, passage.end_s));
  VIGIE_TRY(passage.kind, class_field(object));
  if (!object.contains("colour") || object["colour"].is_null()) return passage;
  const auto& colours = object["colour"];
  for (const auto& one : colours.is_array() ? colours : Json::array({colours})) {
    VIGIE_TRY(auto name, colour(one));
    passage.colours.push_back(std::move(name));
  }
  return passage;
}

Result<Finding> finding_of(const Json& object) {
  Finding finding;
  VIGIE_CHECK(times(object, finding.start_s, finding.end_s));
  VIGIE_TRY(finding.kind, class_field(object));
  if (object.contains("colour") && !object["colour"].is_null()) {
    VIGIE_TRY(finding.colour, colour(object["colour"]));
  }
  finding.confidence = number_or(object, "confidence", 0);
  return finding;
}

}  // namespace

Result<SearchTruth> parse_search_truth(std::string_view json) {
  VIGIE_TRY(const Json document, parse_json(json, kMaxBytes));
  if (!document.is_object() || !document.contains("passages") || !document["passages"].is_array())
    return fail(ErrorKind::invalid_input, "the truth must be an object with 'seconds' and a list 'passages'");
  SearchTruth truth;
  VIGIE_TRY(truth.to_s, time_field(document, "seconds"));
  if (document.contains("labelled_from")) {
    VIGIE_TRY(truth.from_s, time_field(document, "labelled_from"));
  }
  if (truth.from_s < 0 || truth.to_s < truth.from_s)
    return fail(ErrorKind::invalid_input, "'labelled_from' and 'seconds' must not be below zero, nor the second before the first");
  if (document["passages"].size() > kMostRows)
    return fail(ErrorKind::invalid_input, fmt::format("more than {} passages: split the clip", kMostRows));
  for (const auto& object : document["passages"]) {
    auto passage = true_passage(object);
    if (!passage) return fail_in(fmt::format("passage {}", truth.passages.size() + 1), passage.error());
    truth.passages.push_back(std::move(*passage));
  }
  return truth;
}

Result<std::vector<Finding>> parse_findings(std::string_view text) {
  std::vector<Finding> findings;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto length = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (findings.size() >= kMostRows)
      return fail(ErrorKind::invalid_input, fmt::format("more than {} findings: split the clip", kMostRows));
    const auto object = parse_json(line);
    if (!object) return fail_in(fmt::format("line {}", number), object.error());
    auto finding = finding_of(*object);
    if (!finding) return fail_in(fmt::format("line {}", number), finding.error());
    findings.push_back(std::move(*finding));
  }
  return findings;
}

Json to_json(const SearchTruth& truth, const std::string& clip) {
  Json passages = Json::array();
  for (const auto& one : truth.passages) {
    Json passage{{"start", one.start_s}, {"end", one.end_s}, {"class", nullptr}, {"colour", nullptr}};
    if (one.kind) passage["class"] = perception::to_string(*one.kind);
    if (!one.colours.empty()) passage["colour"] = one.colours;
    passages.push_back(std::move(passage));
  }
  return {{"clip", clip}, {"seconds", truth.to_s}, {"labelled_from", truth.from_s}, {"passages", std::move(passages)}};
}

}  // namespace vigie::evidence
