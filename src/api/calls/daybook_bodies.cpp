#include "calls/daybook_bodies.h"

#include <charconv>
#include <cstdio>

#include "calls/bodies.h"

namespace vigie::api {
namespace {

constexpr std::size_t most_partners = 10, most_steps = 100;

tl::unexpected<Error> wrong(const std::string& field, const std::string& expected) {
  return fail(ErrorKind::invalid_input, fmt::format("field '{}': expected {}", field, expected), "field.wrong");
}

bool given(const Json& body, const char* name) { return body.contains(name) && !body[name].is_null(); }

Result<double> number_of(const char* name, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return wrong(name, "a number");
  return value;
}

}  // namespace

Result<operations::NewTold> parse_told(const Json& body) {
  operations::NewTold told;
  VIGIE_TRY(told.partner, text_field(body, "partner", 32));
  VIGIE_TRY(told.name, optional_text(body, "name", 200));
  VIGIE_TRY(told.reference, optional_text(body, "reference", 100));
  if (given(body, "at")) {
    VIGIE_TRY(told.at, parse_time(body, "at"));
  }
  return told;
}

Result<std::vector<operations::NewTold>> parse_partners(const Json& body) {
  std::vector<operations::NewTold> all;
  if (!given(body, "partners")) return all;
  const Json& list = body["partners"];
  if (!list.is_array() || list.size() > most_partners) return wrong("partners", fmt::format("a list of at most {}", most_partners));
  for (const auto& one : list) {
    if (!one.is_object()) return wrong("partners", "a list of objects");
    VIGIE_TRY(auto told, parse_told(one));
    all.push_back(std::move(told));
  }
  return all;
}

Result<std::optional<operations::ProtectedClip>> parse_clip(const Json& body) {
  if (!given(body, "clip")) return std::optional<operations::ProtectedClip>{};
  if (!body["clip"].is_object()) return wrong("clip", "an object");
  operations::ProtectedClip clip;
  VIGIE_TRY(clip.camera, text_field(body["clip"], "camera", 64));
  VIGIE_TRY(clip.span.from, parse_time(body["clip"], "from"));
  VIGIE_TRY(clip.span.to, parse_time(body["clip"], "to"));
  return std::optional{std::move(clip)};
}

Result<std::vector<operations::ChecklistStep>> parse_steps(const Json& body) {
  const auto at = body.find("steps");
  if (at == body.end()) return fail(ErrorKind::invalid_input, "'steps' is missing", "field.missing");
  if (!at->is_array() || at->size() > most_steps) return wrong("steps", fmt::format("a list of at most {}", most_steps));
  std::vector<operations::ChecklistStep> steps;
  for (const auto& one : *at) {
    if (!one.is_object()) return wrong("steps", "a list of objects");
    operations::ChecklistStep step;
    VIGIE_TRY(step.id, optional_text(one, "id", 32));
    VIGIE_TRY(step.text, text_field(one, "text", 800));
    steps.push_back(std::move(step));
  }
  return steps;
}

Result<HandOverSigned> parse_hand_over(const Json& body) {
  HandOverSigned said;
  VIGIE_TRY(said.words, optional_text(body, "words", 8000));
  VIGIE_TRY(said.login, text_field(body, "login", 64));
  VIGIE_TRY(said.password, text_field(body, "password", 512));
  return said;
}

Result<city::Interval> parse_day(const std::string& text, const Zone& zone, UtcTime now) {
  using namespace std::chrono;
  int year = 0, month = 0, day = 0, used = 0;
  if (text.empty()) {
    const auto today = zone.to_local(now);
    year = today.year, month = today.month, day = today.day;
  } else if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10) {
    return wrong("day", "a date like 2026-03-01");
  }
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1970 || year > 9998) return wrong("day", "a date like 2026-03-01");
  const year_month_day next{sys_days{date} + days{1}};
  return city::Interval{zone.from_local(year, month, day, 0, 0, 0),
                        zone.from_local(static_cast<int>(next.year()), static_cast<int>(static_cast<unsigned>(next.month())),
                                        static_cast<int>(static_cast<unsigned>(next.day())), 0, 0, 0)};
}

Result<geo::LatLon> parse_query_place(const std::string& lat, const std::string& lon) {
  geo::LatLon place;
  VIGIE_TRY(place.lat, number_of("lat", lat));
  VIGIE_TRY(place.lon, number_of("lon", lon));
  if (!geo::valid(place)) return wrong("lat, lon", "degrees on Earth");
  return place;
}

}  // namespace vigie::api
