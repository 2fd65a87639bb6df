// What is said about the day-book, checklists and hand-over comes from anywhere: a value in bounds or an error that names a field.
#include <cstdlib>

#include "calls/bodies.h"
#include "calls/daybook_bodies.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::api;
  static const auto zone = vigie::Zone::open("Europe/Paris").value();
  const std::string text{reinterpret_cast<const char*>(data), size};
  if (const auto day = parse_day(text.substr(0, 10), zone, vigie::UtcTime{})) {
    const auto length = day->to - day->from;
    if (length < std::chrono::hours{22} || length > std::chrono::hours{26}) std::abort();
  }
  const auto body = vigie::parse_json(text);
  if (!body || !body->is_object()) return 0;
  if (const auto entry = parse_new_entry(*body); entry && (entry->partners.size() > 10 || entry->words.size() > 2000)) std::abort();
  if (const auto place = parse_query_place(vigie::text_or(*body, "lat"), vigie::text_or(*body, "lon")); place && !vigie::geo::valid(*place))
    std::abort();
  (void)parse_told(*body);
  if (const auto steps = parse_steps(*body); steps && steps->size() > 100) std::abort();
  (void)parse_hand_over(*body);
  return 0;
}
