#include "calls/forms.h"
#include "calls/routes.h"

namespace vigie::api {

Result<Response> list_jobs(Call& call) {
  Json jobs = Json::array();
  for (const auto& job : call.doors.jobs.list(call.account.subject.id)) jobs.push_back(job_form(job));
  return json_response({{"jobs", std::move(jobs)}});
}

// Only one's own; another's is answered as if it were not there.
Result<Response> cancel_job(Call& call) {
  const auto unknown = fail(ErrorKind::not_found, "there is no such job of yours", "job.unknown");
  const auto id = Uuid::parse(call.request.param("id"));
  if (!id) return unknown;
  const auto job = call.doors.jobs.status(*id);
  if (!job || job->owner != call.account.subject.id) return unknown;
  VIGIE_CHECK(call.doors.jobs.cancel(*id));
  return no_content();
}

}  // namespace vigie::api
