#include "worker/report_desk.h"

namespace vigie::app {

ReportDesk::ReportDesk(Link& link, const Clock& clock) : link_(link), clock_(clock), ids_(clock), run_(to_hex(random_bytes(6))) {}

bool ReportDesk::fact(Said said) {
  city::Fact fact;
  fact.id = ids_.next();
  fact.schema = std::move(said.schema);
  fact.source = said.camera->id;
  fact.source_key = fmt::format("{}-{}", run_, ++number_);
  fact.subject = said.camera->id;
  fact.occurred = said.occurred;
  // A looped file's pictures carry the wall clock of their showing, not of their taking.
  fact.clock = said.camera->replay ? city::ClockQuality::replayed : city::ClockQuality::local;
  fact.received = clock_.utc_now();
  fact.basis = std::move(said.basis);
  fact.exercise = said.camera->exercise;
  fact.body = std::move(said.body);
  return link_.report(Report{0, std::move(fact), std::move(said.observations)});
}

bool ReportDesk::segment(const city::SegmentRow& row) { return link_.report(Report{0, row, {}}); }

}  // namespace vigie::app
