// What other systems send: records and presses into their channels, and how each source is.
#include "calls/routes.h"

namespace vigie::api {
namespace {

Result<Response> pushed(Call& call, Pushed::Sort sort) {
  const auto& channels = call.doors.channels;
  if (!channels.push) return fail(ErrorKind::not_found, "this server has no channels", "push.unknown");
  const std::string& type = call.request.header("content-type");
  if (!type.starts_with("application/json") && !type.starts_with("application/x-ndjson"))
    return problem(415, "request.media_type", "send application/json or application/x-ndjson");
  auto report = channels.push(call.pushed(sort));
  if (report) return json_response(*report);
  if (report.error().code == "push.busy") {
    auto busy = problem(429, report.error().code, report.error().message);
    busy.headers.emplace_back("Retry-After", "1");
    return busy;
  }
  if (report.error().kind == ErrorKind::invalid_input)
    return problem(422, code_of(report.error()), report.error().message, {{"detail", report.error().message}});
  return tl::make_unexpected(report.error());
}

}  // namespace

Result<Response> push_records(Call& call) { return pushed(call, Pushed::Sort::records); }
Result<Response> push_presses(Call& call) { return pushed(call, Pushed::Sort::presses); }

Result<Response> list_sources(Call& call) {
  const auto& sources = call.doors.channels.sources;
  return json_response({{"sources", sources ? sources() : Json::array()}});
}

}  // namespace vigie::api
