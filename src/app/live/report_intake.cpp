#include "live/report_intake.h"

#include <algorithm>
#include <filesystem>

#include "base/log.h"

namespace vigie::app {
namespace {
// 64 workers with full windows (worker/report_outbox.h).
constexpr std::size_t capacity = 64 * 64;
constexpr std::chrono::milliseconds first_delay{100}, longest_delay{5000};
}  // namespace

const city::SourceId& camera_of(const Report& report) {
  if (const auto* fact = std::get_if<city::Fact>(&report.content)) return fact->source;
  return std::get<city::SegmentRow>(report.content).camera;
}

bool is_inside(const std::string& relative_path) {
  const std::filesystem::path path{relative_path};
  return !path.empty() && path.is_relative() && std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

ReportIntake::ReportIntake(OnFact on_fact, OnSegment on_segment, Metrics& metrics)
    : on_fact_(std::move(on_fact)),
      on_segment_(std::move(on_segment)),
      metrics_(metrics),
      queue_(capacity),
      thread_("reports", [this](std::stop_token stop) { run(stop); }) {}

ReportIntake::~ReportIntake() {
  queue_.close();
  thread_.stop();
}

bool ReportIntake::put(const std::shared_ptr<WorkerSession>& from, Report report, bool has_camera) {
  const auto* segment = std::get_if<city::SegmentRow>(&report.content);
  const bool about_others =
      std::any_of(report.observations.begin(), report.observations.end(), [&](const auto& one) { return one.source != camera_of(report); });
  if (!has_camera || about_others || (segment && !is_inside(segment->path))) {
    spdlog::error("{}: a report about {} is not this worker's to make and was refused", from->hello().name, camera_of(report));
    metrics_.add("vigie_worker_reports_refused_total", {{"worker", from->hello().name}});
    (void)from->send(Ack{report.seq});
    return true;
  }
  Item item{from, std::move(report)};
  return queue_.try_push(item);
}

void ReportIntake::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    const auto item = queue_.pop(std::chrono::milliseconds{200});
    if (!item) continue;
    auto delay = first_delay;
    for (auto kept = keep(item->report); !kept && !stop.stop_requested(); kept = keep(item->report)) {
      spdlog::error("a report about {} cannot be kept now and is tried again: {}", camera_of(item->report), kept.error().message);
      metrics_.add("vigie_worker_reports_retried_total");
      // In small steps, so that a stop is noticed.
      for (auto waited = std::chrono::milliseconds{0}; waited < delay && !stop.stop_requested(); waited += first_delay)
        std::this_thread::sleep_for(first_delay);
      delay = std::min(delay * 2, longest_delay);
    }
    if (stop.stop_requested()) return;
    if (const auto from = item->from.lock()) (void)from->send(Ack{item->report.seq});  // lost with the connection: it comes again
  }
}

Status ReportIntake::keep(const Report& report) const {
  if (const auto* fact = std::get_if<city::Fact>(&report.content)) return on_fact_(*fact, report.observations);
  return on_segment_(std::get<city::SegmentRow>(report.content));
}

}  // namespace vigie::app
