// The desk's sheets as PDF. What leaves on paper is entered in the log, with the digest printed on it, before it leaves.
#include "calls/daybook_bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"
#include "paper/papers.h"
#include "paper/pdf.h"

namespace vigie::api {
namespace {

Result<PaperWords> words_of(Call& call) {
  const std::string& language = call.request.query("lang");
  if (!language.empty() && language != "fr" && language != "en")
    return fail(ErrorKind::invalid_input, "'lang' is fr or en", "field.choice");
  VIGIE_TRY(Zone zone, Zone::open(call.doors.city.zone));
  return PaperWords{language.empty() ? "fr" : language, std::move(zone)};
}

PaperCity city_of(Call& call) { return {call.doors.city.name, call.doors.city.exercise}; }

Result<Response> printed(Call& call, const PaperWords& words, const Sheet& sheet, const std::string& object) {
  const UtcTime now = call.doors.clock.utc_now();
  const PaperFrame frame{words.t("paper.printed", {{"time", words.moment(now)}, {"name", call.account.name}}), words.t("paper.page"),
                         words.t("paper.exercise"), format_utc(now).substr(0, 19) + "Z"};
  VIGIE_TRY(auto pdf, make_pdf(sheet, frame));
  const std::string digest = to_hex(pdf.content);
  VIGIE_CHECK(
      call.doors.audit.record({now, call.account.subject.id, "paper.print", object, "", {{"sha256", digest}, {"pages", pdf.pages}}}));
  Response response{200, "application/pdf", std::move(pdf.bytes), {}, {}};
  response.headers = {{"Content-Disposition", "inline; filename=\"vigie-" + digest.substr(0, 12) + ".pdf\""},
                      {"Cache-Control", "private, no-store"}};
  return response;
}

}  // namespace

Result<Response> print_day_book(Call& call) {
  VIGIE_TRY(const auto words, words_of(call));
  VIGIE_TRY(const Zone zone, Zone::open(call.doors.city.zone));
  VIGIE_TRY(const auto day, parse_day(call.request.query("day"), zone, call.doors.clock.utc_now()));
  return printed(call, words, day_book_sheet(call.doors.desk.board(), city_of(call), words, day),
                 "daybook:" + zone.format(day.from).substr(0, 10));
}

Result<Response> print_incident(Call& call) {
  VIGIE_TRY(const auto words, words_of(call));
  const Json incident = call.doors.desk.board().incident_json(call.request.param("id"));
  if (incident.is_null()) return fail(ErrorKind::not_found, "there is no such incident", "incident.unknown");
  return printed(call, words, incident_sheet(call.doors.desk.board(), city_of(call), words, incident), text_or(incident, "id"));
}

Result<Response> print_hand_over(Call& call) {
  VIGIE_TRY(const auto words, words_of(call));
  const Json hand_over = call.doors.desk.board().hand_overs().json(call.request.param("id"));
  if (hand_over.is_null()) return fail(ErrorKind::not_found, "there is no such hand-over", "handover.unknown");
  return printed(call, words, hand_over_sheet(city_of(call), words, hand_over), text_or(hand_over, "id"));
}

Result<Response> print_cameras_down(Call& call) {
  VIGIE_TRY(const auto words, words_of(call));
  const Json down = cameras_down_form(call.doors);
  return printed(call, words,
                 cameras_down_sheet(city_of(call), words, down, call.doors.desk.board().cameras().size(), call.doors.clock.utc_now()),
                 "cameras");
}

}  // namespace vigie::api
