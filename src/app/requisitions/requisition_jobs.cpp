// Searching and packaging: long work with progress and cancel.
#include <algorithm>

#include "evidence/coverage.h"
#include "evidence/question.h"
#include "requisitions/requisition_work.h"
#include "video/still.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;
using operations::Requisition;
using State = city::SegmentRow::State;

constexpr std::size_t kMostSegments = 50'000;

struct WantedSearch {
  city::SourceId camera;
  city::Interval span;
  evidence::Question question;
};

Result<WantedSearch> parse_search(const Json& wanted, const city::Interval& window) {
  WantedSearch search;
  VIGIE_TRY(search.camera, text_field(wanted, "camera", 256));
  search.span = window;
  if (wanted.contains("from")) {
    VIGIE_TRY(const std::string text, text_field(wanted, "from", 64));
    VIGIE_TRY(search.span.from, parse_utc(text));
  }
  if (wanted.contains("to")) {
    VIGIE_TRY(const std::string text, text_field(wanted, "to", 64));
    VIGIE_TRY(search.span.to, parse_utc(text));
  }
  VIGIE_TRY(search.question, evidence::question_from_json(wanted.value("question", Json::object())));
  return search;
}

UtcTime later(UtcTime start, double seconds) { return start + std::chrono::microseconds{static_cast<std::int64_t>(seconds * 1e6)}; }

Json fault_json(const char* kind, const city::Interval& span, const std::string& words) {
  return {{"kind", kind}, {"from", format_utc(span.from)}, {"to", format_utc(span.to)}, {"words", words}};
}

// Known before the first picture is looked at or leaves (RULES L13): what is killed in the middle was begun all the same.
Status announce(city::Ledger& ledger, const Clock& clock, const std::string& by, const char* action, const Requisition& requisition,
                Json details) {
  city::Commit commit;
  commit.audit.push_back({clock.utc_now(), by, action, requisition.id, requisition.asked.reference, std::move(details)});
  VIGIE_TRY(const auto done, ledger.commit(commit));
  (void)done;
  return {};
}

// Stretches in which time only goes on: where a camera's clock was set back the next one begins.
std::vector<std::vector<city::SegmentRow>> in_order_of_time(const std::vector<city::SegmentRow>& rows) {
  std::vector<std::vector<city::SegmentRow>> runs;
  for (const auto& row : rows) {
    if (runs.empty() || row.span.from + std::chrono::seconds{1} < runs.back().back().span.to) runs.emplace_back();
    runs.back().push_back(row);
  }
  return runs;
}

const city::SegmentRow& segment_at(const std::vector<city::SegmentRow>& run, UtcTime time) {
  const auto after = std::find_if(run.begin(), run.end(), [&](const auto& row) { return row.span.from > time; });
  return after == run.begin() ? run.front() : *std::prev(after);
}

}  // namespace

Result<Json> RequisitionWork::search(const Person& by, const std::string& id, const Json& wanted, city::JobContext& job) {
  VIGIE_TRY(Requisition requisition, doors_.desk.admit(by, id));
  VIGIE_TRY(const WantedSearch search, parse_search(wanted, requisition.asked.window));
  VIGIE_TRY(requisition, doors_.desk.admit(by, id, {search.camera}, search.span));
  if (doors_.model.empty())
    return fail(ErrorKind::unavailable, "no detector is installed: name its folder as the model of the configuration", "analysis.no_model");
  VIGIE_TRY(const city::Permit permit, doors_.desk.permit(by, requisition, city::Processing::search, search.camera));
  VIGIE_TRY(auto rows, doors_.ledger.segments(search.camera, search.span, kMostSegments));
  const bool main = std::any_of(rows.begin(), rows.end(),
                                [](const auto& row) { return row.stream == city::StreamKind::main && row.state == State::closed; });
  std::erase_if(rows, [&](const auto& row) { return row.stream != (main ? city::StreamKind::main : city::StreamKind::sub); });

  VIGIE_CHECK(announce(doors_.ledger, doors_.clock, by.id, "requisition.search_begun", requisition,
                       {{"camera", search.camera},
                        {"from", format_utc(search.span.from)},
                        {"to", format_utc(search.span.to)},
                        {"question", evidence::to_json(search.question)}}));
  evidence::SearchSettings settings;
  settings.open_detector = [&] { return perception::open_detector(doors_.model); };
  std::uint64_t findings = 0;
  double seconds = 0;
  Json faults = Json::array();
  std::vector<city::Interval> covered;
  for (const city::SegmentRow& row : rows) {
    if (row.state == State::closed)
      covered.push_back(row.span);
    else
      faults.push_back(fault_json(row.state == State::open ? "open" : "deleted", row.span, row.id));
  }
  std::erase_if(rows, [](const auto& row) { return row.state != State::closed; });
  std::size_t done_rows = 0;
  for (const auto& run : in_order_of_time(rows)) {
    const UtcTime origin = run.front().span.from;
    const auto tell = [&](const evidence::Finding& found) -> Status {
      const city::Interval at{later(origin, found.start_s), later(origin, found.end_s)};
      if (at.to < search.span.from || at.from >= search.span.to) return {};
      const Uuid name = doors_.ids.next();
      // A picture to skim by; where none can be made the finding stands without.
      const UtcTime middle = at.from + (at.to - at.from) / 2;
      const city::SegmentRow& row = segment_at(run, middle);
      const auto still = video::make_still(permit, search.camera, doors_.data / "recordings" / row.path,
                                           std::max(0.0, std::chrono::duration<double>(middle - row.span.from).count()), 320);
      Json finding{{"id", name.str()},
                   {"picture", still.has_value()},
                   {"camera", search.camera},
                   {"from", format_utc(std::max(at.from, search.span.from))},
                   {"to", format_utc(std::min(std::max(at.to, at.from + std::chrono::seconds{1}), search.span.to))},
                   {"class", found.kind ? Json(perception::to_string(*found.kind)) : Json(nullptr)},
                   {"colour", found.colour ? Json(*found.colour) : Json(nullptr)},
                   {"confidence", found.confidence}};
      if (found.way) finding["direction"] = perception::to_string(*found.way);
      std::lock_guard lock(files_mutex_);
      VIGIE_TRY(const auto open,
                doors_.desk.admit(by, requisition.id, {search.camera}, search.span));  // closed meanwhile: nothing is left behind
      ++findings;
      if (still) VIGIE_CHECK(files_of(open).add_picture(name, *still));
      return files_of(open).add_finding(finding);
    };
    const auto progress = [&](double part) {
      job.progress((static_cast<double>(done_rows) + part * static_cast<double>(run.size())) / static_cast<double>(rows.size()),
                   "requisition.searching");
    };
    std::vector<evidence::Footage> footage;
    for (const auto& row : run)
      footage.push_back({doors_.data / "recordings" / row.path, std::chrono::duration<double>(row.span.from - origin).count()});
    const auto report = evidence::search_recordings(permit, search.camera, footage, search.question, settings, tell, progress, job.stop());
    done_rows += run.size();
    const city::Interval span{origin, run.back().span.to};
    if (report) {
      seconds += report->seconds;
      for (const auto& lost : report->unsearched)
        if (lost.why != evidence::kNotRecorded)  // pauses are told of below
          faults.push_back(fault_json("damaged", {later(origin, lost.start_s), later(origin, lost.end_s)}, lost.why));
      if (report->damaged > 0)
        faults.push_back(fault_json("damaged_pictures", span, fmt::format("{} pictures did not decode cleanly", report->damaged)));
      if (report->unclear_s > 0)
        faults.push_back(fault_json(
            "unclear", span, fmt::format("light or camera changed for {:.1f} s in all; nothing was searched there", report->unclear_s)));
    } else if (report.error().kind == ErrorKind::corrupt || report.error().kind == ErrorKind::not_found ||
               report.error().kind == ErrorKind::unsupported) {
      faults.push_back(fault_json("damaged", span, report.error().message));
    } else {
      return tl::make_unexpected(report.error());
    }
  }
  for (const auto& pause : evidence::find_pauses(search.span, covered))
    faults.push_back(fault_json(pause.kind == evidence::Pause::Kind::gap ? "gap" : "clock_back", pause.span,
                                "nothing is recorded there, or times occur twice"));
  const std::size_t shown = std::min<std::size_t>(faults.size(), 200);
  if (shown < faults.size()) faults.erase(faults.begin() + static_cast<long>(shown), faults.end());
  Json summary{{"at", format_utc(doors_.clock.utc_now())},
               {"camera", search.camera},
               {"from", format_utc(search.span.from)},
               {"to", format_utc(search.span.to)},
               {"question", evidence::to_json(search.question)},
               {"findings", findings},
               {"seconds", seconds},
               {"faults", std::move(faults)}};
  VIGIE_TRY(const auto done, doors_.desk.searched(by, requisition.id, summary));
  (void)done;
  return summary;
}

Result<Json> RequisitionWork::package(const Person& by, const std::string& id, const Json& wanted, const fs::path& to,
                                      city::JobContext& job) {
  VIGIE_TRY(const Requisition requisition, doors_.desk.admit(by, id));
  VIGIE_TRY(const std::string medium, text_field(wanted, "medium", 100));
  evidence::PackageOrder order;
  order.id = doors_.ids.next();
  order.requisition = {requisition.number,     requisition.asked.reference, requisition.asked.article, requisition.asked.authority,
                       requisition.asked.unit, requisition.asked.officer,   requisition.asked.window};
  order.medium = medium;
  order.approved_by = {requisition.approver, requisition.approver_name};
  order.packaged_by = {by.id, by.name};
  order.exercise = requisition.exercise;
  order.program = doors_.program;
  {
    std::lock_guard lock(files_mutex_);
    VIGIE_TRY(const Json kept, files_of(requisition).kept());
    for (const Json& one : kept) {
      VIGIE_TRY(auto moment, moment_of(requisition, by, one, Json::array()));
      moment.clock_stated_by = text_or(one, "clock_stated_by");
      order.moments.push_back(std::move(moment));
    }
    if (to.empty()) {
      VIGIE_TRY(order.to, files_of(requisition).new_package());
    } else {
      order.to = to;
    }
  }
  for (const Json& search : requisition.searches) {
    evidence::SearchDone done;
    done.by = {text_or(search, "by"), text_or(search, "by_name")};
    done.at = parse_utc(text_or(search, "at")).value_or(UtcTime{});
    done.camera = text_or(search, "camera");
    done.span = {parse_utc(text_or(search, "from")).value_or(UtcTime{}), parse_utc(text_or(search, "to")).value_or(UtcTime{})};
    done.question = search.value("question", Json::object());
    done.findings = static_cast<std::uint64_t>(number_or(search, "findings", 0));
    done.seconds = number_or(search, "seconds", 0);
    order.searches.push_back(std::move(done));
  }
  std::map<city::SourceId, city::Permit> permits;
  for (const auto& moment : order.moments) {
    VIGIE_TRY(city::Permit permit, doors_.desk.permit(by, requisition, city::Processing::export_records, moment.camera));
    permits.insert_or_assign(moment.camera, std::move(permit));
  }
  VIGIE_TRY(evidence::RootBook* const book, roots());
  VIGIE_TRY(law::Signer* const signer, doors_.signer());
  const evidence::PackageDoors package_doors{doors_.ledger,      doors_.data / "recordings",          *book,       *signer,
                                             std::move(permits), authority_ ? &*authority_ : nullptr, doors_.zone, doors_.clock};
  VIGIE_CHECK(announce(doors_.ledger, doors_.clock, by.id, "requisition.package_begun", requisition,
                       {{"package", order.id.str()}, {"medium", medium}, {"moments", order.moments.size()}}));
  const auto progress = [&](double fraction, const std::string& step) { job.progress(fraction, step); };
  VIGIE_TRY(const auto made, evidence::make_package(order, package_doors, progress, job.stop()));
  // What was handed over stands in the report for good: cameras and times, no picture and no note.
  Json moments = Json::array();
  for (const auto& moment : order.moments)
    moments.push_back({{"camera", moment.camera}, {"from", format_utc(moment.span.from)}, {"to", format_utc(moment.span.to)}});
  Json summary = evidence::to_json(made);
  summary.update(
      {{"at", format_utc(doors_.clock.utc_now())}, {"package", order.id.str()}, {"medium", medium}, {"moments", std::move(moments)}});
  VIGIE_TRY(const auto done, doors_.desk.packaged(by, requisition.id, summary));
  (void)done;
  summary["folder"] = order.to.filename().string();
  return summary;
}

}  // namespace vigie::app
