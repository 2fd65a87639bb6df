#include "factors/allowed.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace vigie::foresight {
namespace {

constexpr std::array<std::string_view, 20> allowed{"rain",      "precipitation", "snow",     "wind",           "wind_speed",
                                                   "mean_temp", "temp_max",      "temp_min", "high_temp",      "low_temp",
                                                   "high_wind", "abnormal_rain", "weather",  "holiday",        "school_holiday",
                                                   "gathering", "gatherings",    "footfall", "lighting_works", "road_works"};

// Refused by name even where someone would like to add them to the list: persons, and what stands in for them.
constexpr std::array<std::string_view, 34> about_persons{
    "age",      "income",    "salary", "wage",    "rent",   "poverty",  "poor",    "unemploy", "benefit",  "welfare",   "origin", "ethnic",
    "race",     "racial",    "migra",  "foreign", "nation", "citizen",  "relig",   "gender",   "sex",      "disab",     "health", "educat",
    "literacy", "household", "tenant", "person",  "name",   "offender", "suspect", "convict",  "resident", "population"};

}  // namespace

Status allowed_factor(std::string_view name) {
  if (std::find(allowed.begin(), allowed.end(), name) != allowed.end()) return {};
  std::string lower(name.substr(0, 60));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const auto word : about_persons)
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1))
      if (at == 0 || !std::isalpha(static_cast<unsigned char>(lower[at - 1])))
        return fail(ErrorKind::denied, fmt::format("factor '{}' is refused: '{}' is about persons (rule L21)", lower, word));
  return fail(ErrorKind::invalid_input, fmt::format("factor '{}' is not on the list of those that may be asked about", lower));
}

}  // namespace vigie::foresight
