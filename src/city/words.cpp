#include "city/words.h"

#include <array>
#include <utility>

namespace vigie::city {
namespace {
constexpr std::array<std::pair<Processing, const char*>, 9> processings{{{Processing::view, "view"},
                                                                         {Processing::replay, "replay"},
                                                                         {Processing::record, "record"},
                                                                         {Processing::analyse, "analyse"},
                                                                         {Processing::statistics, "statistics"},
                                                                         {Processing::import_records, "import"},
                                                                         {Processing::search, "search"},
                                                                         {Processing::export_records, "export"},
                                                                         {Processing::operate, "operate"}}};
}  // namespace

const char* to_string(Processing processing) {
  for (const auto& [value, text] : processings)
    if (value == processing) return text;
  return "view";
}

Result<Processing> parse_processing(std::string_view text) {
  for (const auto& [value, name] : processings)
    if (text == name) return value;
  return fail(ErrorKind::invalid_input, fmt::format("'{}' is not a processing; use view, replay, record, analyse, statistics, import, search, export or operate", text.substr(0, 40)));
}

const char* to_string(ClockQuality quality) {
  switch (quality) {
    case ClockQuality::synchronised: return "synchronised";
    case ClockQuality::local: return "local";
    case ClockQuality::unknown: return "unknown";
    case ClockQuality::replayed: return "replayed";
  }
  return "unknown";
}

ClockQuality parse_clock_quality(std::string_view text) {
  for (const auto quality : {ClockQuality::synchronised, ClockQuality::local, ClockQuality::replayed})
    if (text == to_string(quality)) return quality;
  return ClockQuality::unknown;
}

const char* to_string(StreamKind stream) { return stream == StreamKind::main ? "main" : "sub"; }

}  // namespace vigie::city
