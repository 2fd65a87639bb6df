// Bodies and WebSocket texts come from anywhere: every parser answers with a value in bounds or an error that names a field.
#include <cstdlib>

#include "calls/bodies.h"
#include "law/consultation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::api;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  (void)parse_live_command(text);
  const auto body = vigie::parse_json(text);
  if (!body || !body->is_object()) return 0;
  if (const auto incident = parse_new_incident(*body); incident && (!vigie::geo::valid(incident->where) || incident->urgency < 1 || incident->urgency > 3)) std::abort();
  if (const auto source = parse_test_source(*body); source && source->kind == "rtsp" && !source->url.starts_with("rtsp://")) std::abort();
  (void)parse_new_entry(*body);
  (void)parse_basis(*body);
  (void)parse_new_account(*body);
  vigie::law::Account account;
  (void)parse_authorisation(*body, account);
  const auto why = vigie::law::parse_view_reason(vigie::text_or(*body, "reason"), vigie::text_or(*body, "words"));
  if (why && why->reason == "other" && why->words.empty()) std::abort();
  (void)parse_interval(vigie::text_or(*body, "from"), vigie::text_or(*body, "to"), {}, std::chrono::hours{24});
  (void)parse_limit(vigie::text_or(*body, "limit"), 1, 100);
  return 0;
}
