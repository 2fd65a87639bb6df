// The day-book: entries, what partners were told, what is near a call, and a caller's number for as long as it is kept.
#include "calls/bodies.h"
#include "calls/daybook_bodies.h"
#include "calls/routes.h"
#include "operations/nearby.h"

namespace vigie::api {
namespace {

Result<operations::Entry> entry_of(Call& call) {
  auto entry = call.doors.desk.board().day_book().entry(call.request.param("id"));
  if (!entry) return fail(ErrorKind::not_found, "there is no such entry", "entry.unknown");
  return std::move(*entry);
}

Result<Response> shown(Call& call, const Result<std::string>& done, int status = 200) {
  if (!done) return tl::make_unexpected(done.error());
  return json_response(call.doors.desk.board().entity_json(*done), status);
}

Json callback_form(const operations::Callback& callback) {
  return {{"number", callback.number}, {"erased_at", format_utc(callback.erased_at)}};
}

}  // namespace

Result<Response> list_entries(Call& call) {
  const auto& request = call.request;
  VIGIE_TRY(const std::size_t limit, parse_limit(request.query("limit"), 100, 1000));
  operations::DayBook::Filter filter;
  filter.kind = request.query("kind");
  filter.open_only = request.query("state") == "open";
  if (!request.query("day").empty()) {
    VIGIE_TRY(const Zone zone, Zone::open(call.doors.city.zone));
    VIGIE_TRY(filter.entered, parse_day(request.query("day"), zone, call.doors.clock.utc_now()));
  }
  const auto& book = call.doors.desk.board().day_book();
  Json entries = Json::array();
  for (const auto& entry : book.entries(filter, limit)) entries.push_back(book.entry_json(entry.id));
  return json_response({{"entries", std::move(entries)}});
}

Result<Response> show_entry(Call& call) {
  VIGIE_TRY(const auto entry, entry_of(call));
  return json_response(call.doors.desk.board().day_book().entry_json(entry.id));
}

Result<Response> write_entry(Call& call) {
  VIGIE_TRY(const auto entry, parse_new_entry(call.body));
  if (entry.opens_incident && !call.may("incident.work")) return not_permitted("incident.work");
  return shown(call, call.doors.desk.write_entry(call.actor(), entry, call.reply(201)), 201);
}

Result<Response> settle_entry(Call& call) {
  VIGIE_TRY(const std::string outcome, text_field(call.body, "outcome", 32));
  return shown(call, call.doors.desk.settle_entry(call.actor(), call.request.param("id"), outcome, call.reply()));
}

// Of an entry or of an incident: the path says which, and each needs its own right.
Result<Response> tell_partner(Call& call) {
  VIGIE_TRY(const auto told, parse_told(call.body));
  const bool of_incident = call.request.target.path.starts_with("/api/v1/incidents/");
  const std::string& id = call.request.param("id");
  if (id.starts_with("incident:") != of_incident)
    return fail(ErrorKind::not_found, of_incident ? "there is no such incident" : "there is no such entry",
                of_incident ? "incident.unknown" : "entry.unknown");
  return shown(call, call.doors.desk.tell_partner(call.actor(), id, told, call.reply()));
}

Result<Response> show_nearby(Call& call) {
  VIGIE_TRY(const auto where, parse_query_place(call.request.query("lat"), call.request.query("lon")));
  Json found = operations::nearby(call.doors.desk.board(), where, call.doors.clock.utc_now());
  if (!call.may("alert.read")) found["alerts"] = Json::array();
  return json_response(found);
}

Result<Response> keep_callback(Call& call) {
  VIGIE_TRY(const auto entry, entry_of(call));
  VIGIE_TRY(const std::string number, text_field(call.body, "number", 64));
  VIGIE_CHECK(
      call.doors.audit.record({call.doors.clock.utc_now(), call.account.subject.id, "callback.keep", entry.id, "", Json::object()}));
  VIGIE_TRY(const auto kept, call.doors.callbacks.keep(entry.id, number));
  return json_response(callback_form(kept));
}

// The entry in the log is there before the number is shown.
Result<Response> show_callback(Call& call) {
  VIGIE_TRY(const auto entry, entry_of(call));
  VIGIE_TRY(const auto kept, call.doors.callbacks.find(entry.id));
  VIGIE_CHECK(
      call.doors.audit.record({call.doors.clock.utc_now(), call.account.subject.id, "callback.read", entry.id, "", Json::object()}));
  return json_response(callback_form(kept));
}

Result<Response> erase_callback(Call& call) {
  VIGIE_TRY(const auto entry, entry_of(call));
  VIGIE_CHECK(call.doors.callbacks.erase(entry.id));
  VIGIE_CHECK(
      call.doors.audit.record({call.doors.clock.utc_now(), call.account.subject.id, "callback.erase", entry.id, "", Json::object()}));
  return no_content();
}

}  // namespace vigie::api
