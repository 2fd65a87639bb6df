// What exists, protecting, keeping and closing; searching and packaging are in requisition_jobs.cpp.
#include "requisitions/requisition_work.h"

#include <algorithm>

#include "evidence/coverage.h"
#include "law/protection.h"
#include "law/retention.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;
using operations::Requisition;
using State = city::SegmentRow::State;

constexpr std::size_t kMostSegments = 50'000;

}  // namespace

std::optional<UtcTime> RequisitionWork::footage_gone_by(const Requisition& requisition) const {
  std::optional<UtcTime> first;
  for (const auto& camera : requisition.asked.cameras) {
    const auto rows = doors_.ledger.segments(camera, requisition.asked.window, kMostSegments);
    for (const auto& row : rows ? *rows : std::vector<city::SegmentRow>{}) {
      if (row.state == State::deleted) continue;
      const UtcTime gone = law::gone_by(row.span.from, doors_.zone, doors_.longest);
      if (!first || gone < *first) first = gone;
    }
  }
  return first;
}

Result<Json> RequisitionWork::queue() {
  std::vector<std::pair<UtcTime, Json>> open;
  Json list = Json::array(), closed = Json::array();
  for (const Requisition& requisition : doors_.desk.queue()) {
    Json value = operations::to_json(requisition, false);
    const auto gone = requisition.open() ? footage_gone_by(requisition) : std::nullopt;
    value["footage_gone_by"] = gone ? Json(format_utc(*gone)) : Json(nullptr);
    value["overdue"] = requisition.open() && requisition.asked.deadline < doors_.clock.utc_now();
    if (requisition.open())
      open.emplace_back(std::min(gone.value_or(requisition.asked.deadline), requisition.asked.deadline), std::move(value));
    else
      closed.push_back(std::move(value));
  }
  std::stable_sort(open.begin(), open.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [due, value] : open) list.push_back(std::move(value));
  for (auto& value : closed) list.push_back(std::move(value));
  return Json{{"requisitions", std::move(list)}};
}

Result<Json> RequisitionWork::footage_of(const Requisition& requisition, const city::SourceId& camera) const {
  const city::Interval& window = requisition.asked.window;
  VIGIE_TRY(const auto rows, doors_.ledger.segments(camera, window, kMostSegments));
  std::uint64_t bytes = 0, deleted = 0, segments = 0;
  std::optional<UtcTime> gone, from, to;
  std::vector<city::Interval> covered;
  bool held = true;
  for (const auto& row : rows) {
    if (row.state == State::deleted) {
      ++deleted;
      continue;
    }
    ++segments;
    bytes += row.bytes;
    covered.push_back(row.span);
    const UtcTime this_gone = law::gone_by(row.span.from, doors_.zone, doors_.longest);
    if (!gone || this_gone < *gone) gone = this_gone;
    if (!from) from = row.span.from;
    to = std::max(to.value_or(row.span.to), row.span.to);
    held = held && row.protected_until.has_value();
  }
  Json gaps = Json::array();
  for (const auto& pause : evidence::find_pauses(window, covered))
    gaps.push_back({{"kind", pause.kind == evidence::Pause::Kind::gap ? "gap" : "clock_back"},
                    {"from", format_utc(pause.span.from)},
                    {"to", format_utc(pause.span.to)}});
  const auto about = doors_.camera(camera);
  const auto time = [](const std::optional<UtcTime>& at) { return at ? Json(format_utc(*at)) : Json(nullptr); };
  return Json{{"camera", camera},
              {"name", about ? about->name : camera},
              {"segments", segments},
              {"bytes", bytes},
              {"from", time(from)},
              {"to", time(to)},
              {"gone_by", time(gone)},
              {"deleted", deleted},
              {"protected", segments > 0 && held},
              {"gaps", std::move(gaps)}};
}

Result<Json> RequisitionWork::what_exists(const std::string& id) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.find(id));
  Json cameras = Json::array();
  for (const auto& camera : requisition.asked.cameras) {
    VIGIE_TRY(Json footage, footage_of(requisition, camera));
    cameras.push_back(std::move(footage));
  }
  const LocalTime from = doors_.zone.to_local(requisition.asked.window.from), to = doors_.zone.to_local(requisition.asked.window.to);
  return Json{{"requisition", requisition.id},
              {"from", format_utc(requisition.asked.window.from)},
              {"to", format_utc(requisition.asked.window.to)},
              {"zone", doors_.zone.name()},
              {"zone_change", from.utc_offset_s != to.utc_offset_s},
              {"cameras", std::move(cameras)}};
}

Result<Json> RequisitionWork::protect(const Person& by, const std::string& id) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.find(id));
  if (!requisition.open())
    return fail(ErrorKind::denied,
                fmt::format("requisition {} is {}: it protects nothing", requisition.number, to_string(requisition.state)),
                "requisition.closed");
  const std::string reason = "requisition " + requisition.number;
  law::Protection protection;
  protection.id = "protection:" + requisition.id.substr(requisition.id.find(':') + 1);
  protection.cameras = requisition.asked.cameras;
  protection.span = requisition.asked.window;
  protection.until = law::gone_by(protection.span.to, doors_.zone, doors_.longest);  // each minute within its own maximum
  VIGIE_TRY(protection.why, law::parse_view_reason("requisition", reason));
  protection.exercise = requisition.exercise;
  std::size_t segments = 0;
  for (const auto& camera : requisition.asked.cameras) {
    // Before the approval nothing of a requisition may be looked at; protecting looks at nothing and stands on the recordings' own basis.
    VIGIE_TRY(const auto permit, doors_.gate.permit(city::Processing::replay, camera, {by.id, reason, {}}));
    VIGIE_TRY(const std::size_t count, doors_.recordings.protect(permit, camera, protection.span, protection.until));
    segments += count;
  }
  // A protection like any other, so that the release of another one over the same minutes leaves this one in force. Its key is the
  // requisition's: protecting again is the same fact.
  const law::Act act{by.id, protection.id, doors_.zone.name(), doors_.clock.utc_now()};
  VIGIE_TRY(const auto made, doors_.ledger.commit(law::make_protection(protection, segments, act)));
  (void)made;
  if (requisition.state == Requisition::State::approved) {
    VIGIE_TRY(const auto held, doors_.desk.hold(by, requisition.id));
    (void)held;
  }
  return Json{{"segments", segments}, {"held", requisition.state == Requisition::State::approved}};
}

Result<Json> RequisitionWork::findings(const Person& by, const std::string& id) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.admit(by, id));
  std::lock_guard lock(files_mutex_);
  VIGIE_TRY(Json found, files_of(requisition).findings());
  VIGIE_TRY(Json kept, files_of(requisition).kept());
  return Json{{"findings", std::move(found)}, {"kept", std::move(kept)}};
}

Result<Bytes> RequisitionWork::picture(const Person& by, const std::string& id, const std::string& finding) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.admit(by, id));
  const auto known = Uuid::parse(finding);
  if (!known) return fail(ErrorKind::not_found, "there is no such finding", "requisition.no_finding");
  std::lock_guard lock(files_mutex_);
  return files_of(requisition).picture(*known);
}

Result<evidence::PackageMoment> RequisitionWork::moment_of(const Requisition& requisition, const Person& by, const Json& wanted,
                                                           const Json& findings) const {
  evidence::PackageMoment moment;
  Json place = wanted;
  if (wanted.is_object() && wanted.contains("finding")) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Json& one) { return one["id"] == wanted["finding"]; });
    if (found == findings.end())
      return fail(ErrorKind::not_found, "there is no such finding: " + wanted["finding"].dump(), "requisition.no_finding");
    place = *found;
  }
  VIGIE_TRY(moment.camera, text_field(place, "camera", 256));
  for (auto [name, into] : {std::pair{"from", &moment.span.from}, std::pair{"to", &moment.span.to}}) {
    // In and out may be trimmed over what was found.
    VIGIE_TRY(const std::string text, text_field(wanted.contains(name) ? wanted : place, name, 64));
    VIGIE_TRY(*into, parse_utc(text));
  }
  moment.note = text_or(wanted, "note");
  if (moment.note.size() > 2000) return fail(ErrorKind::invalid_input, "a note is at most 500 characters", "field.too_long");
  if (wanted.contains("clock_error_s") && !wanted["clock_error_s"].is_null()) {
    VIGIE_TRY(moment.clock_error_s, number_field(wanted, "clock_error_s"));
    if (std::abs(*moment.clock_error_s) > 366 * 86400.0)
      return fail(ErrorKind::invalid_input, "a clock error is in seconds, and below a year", "field.wrong");
    moment.clock_stated_by = by.id;
  }
  const auto about = doors_.camera(moment.camera);
  moment.camera_name = about ? about->name : moment.camera;
  VIGIE_TRY(const auto admitted, doors_.desk.admit(by, requisition.id, {moment.camera}, moment.span));
  (void)admitted;
  return moment;
}

Result<Json> RequisitionWork::keep(const Person& by, const std::string& id, const Json& wanted) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.admit(by, id));
  if (!wanted.contains("moments") || !wanted["moments"].is_array() || wanted["moments"].size() > 1000)
    return fail(ErrorKind::invalid_input, "field 'moments' must be a list of at most 1000", "field.missing");
  std::lock_guard lock(files_mutex_);
  VIGIE_TRY(const Json found, files_of(requisition).findings());
  Json kept = Json::array();
  for (const Json& one : wanted["moments"]) {
    VIGIE_TRY(const auto moment, moment_of(requisition, by, one, found));
    kept.push_back({{"camera", moment.camera},
                    {"from", format_utc(moment.span.from)},
                    {"to", format_utc(moment.span.to)},
                    {"note", moment.note},
                    {"clock_error_s", moment.clock_error_s ? Json(*moment.clock_error_s) : Json(nullptr)},
                    {"clock_stated_by", moment.clock_stated_by}});
  }
  VIGIE_CHECK(files_of(requisition).keep(kept));
  VIGIE_TRY(const auto done, doors_.desk.kept(by, requisition.id, kept.size()));
  (void)done;
  return Json{{"kept", std::move(kept)}};
}

Result<Json> RequisitionWork::close(const Person& by, const std::string& id, const std::string& reason) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.find(id));
  if (reason.empty()) return fail(ErrorKind::invalid_input, "closing a requisition needs a reason", "reason.missing");
  if (by.id == requisition.approver)
    return fail(ErrorKind::denied, "who approved it does not close it: two people answer a requisition", "requisition.approver_alone");
  if (!requisition.open())
    return fail(ErrorKind::conflict, fmt::format("requisition {} is {} already", requisition.number, to_string(requisition.state)),
                "state.moved_on");
  // With the files' lock: a search that has just found something asks for the requisition under it and finds it closed.
  std::lock_guard lock(files_mutex_);
  VIGIE_TRY(const Json erased, files_of(requisition).erase());
  VIGIE_TRY(const auto done, doors_.desk.close(by, requisition.id, reason, erased));
  (void)done;
  VIGIE_TRY(const Requisition closed, doors_.desk.find(requisition.id));
  return operations::to_json(closed, true);
}

Result<evidence::RootBook*> RequisitionWork::roots() {
  std::lock_guard lock(roots_mutex_);
  if (!roots_) {
    VIGIE_TRY(roots_, evidence::RootBook::open(doors_.data / "roots"));
  }
  return roots_.get();
}

Result<std::size_t> RequisitionWork::seal_recordings(const std::vector<city::SegmentRow>& rows) {
  VIGIE_TRY(evidence::RootBook* const book, roots());
  VIGIE_TRY(law::Signer* const signer, doors_.signer());
  VIGIE_TRY(const auto sealed, book->seal(rows, doors_.data / "recordings", *signer));
  return sealed.made.size();
}

}  // namespace vigie::app
