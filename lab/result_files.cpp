#include "result_files.h"

#include <cmath>

#include "base/json.h"
#include "perception/mot_text.h"

namespace vigie::lab {
namespace {

double to_milliseconds(double seconds) { return std::round(seconds * 1000) / 1000; }
double to_tenths(double pixels) { return std::round(pixels * 10) / 10; }

// A name that holds a comma or a quote is quoted, as in RFC 4180.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_row(const perception::MinuteCount& count) {
  return fmt::format("{:.3f},{:.3f},{},{},{},{:.6g}\n", count.from_s, count.to_s, csv_field(count.place),
                     perception::to_string(count.object), count.way ? perception::to_string(*count.way) : "", count.value);
}

}  // namespace

Result<ResultFiles> ResultFiles::create(const Paths& paths) {
  ResultFiles files;
  const auto open = [](const std::optional<std::string>& path, std::optional<OutputFile>& file) -> Status {
    if (!path) return {};
    VIGIE_TRY(auto created, OutputFile::create(*path));
    file.emplace(std::move(created));
    return {};
  };
  VIGIE_CHECK(open(paths.mot, files.mot_));
  VIGIE_CHECK(open(paths.alerts, files.alerts_));
  VIGIE_CHECK(open(paths.counts, files.counts_));
  if (files.counts_) files.counts_->write("start_s,end_s,line_or_zone,class,direction,count\n");
  return files;
}

void ResultFiles::add(const perception::PipelineStep& step, std::int64_t frame) {
  if (mot_)
    for (const auto& track : step.tracks)
      if (track.kind == perception::ObjectClass::person)
        mot_->write(perception::format_mot({frame, static_cast<std::int64_t>(track.id), track.box, track.confidence}));
  if (counts_)
    for (const auto& count : step.counts) counts_->write(csv_row(count));
  for (const auto& alert : step.alerts) add_alert(alert, frame);
}

void ResultFiles::add(const std::vector<perception::FaultAlert>& faults, cv::Size picture, std::int64_t frame) {
  constexpr std::uint32_t kBehindTheRules = 1U << 31;  // both count from 1
  for (const auto& fault : faults) {
    perception::RuleAlert alert;
    alert.ended = fault.ended;
    alert.number = kBehindTheRules + fault.number;
    alert.kind = video::kind_of(fault.fault);
    alert.start_s = fault.start_s;
    alert.raised_at_s = fault.raised_at_s;
    alert.end_s = fault.end_s;
    alert.box = {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height)};
    alert.confidence = fault.confidence;
    add_alert(alert, frame);
  }
}

void ResultFiles::add_alert(const perception::RuleAlert& alert, std::int64_t frame) {
  if (!alert.ended) {
    raised_in_frame_[alert.number] = frame;
    return;
  }
  const auto raised = raised_in_frame_.extract(alert.number);
  if (!alerts_) return;
  const Json line{{"kind", alert.kind},
                  {"start", to_milliseconds(alert.start_s)},
                  {"raised_at", to_milliseconds(alert.raised_at_s)},
                  {"end", to_milliseconds(alert.end_s)},
                  {"frame", raised ? raised.mapped() : frame},
                  {"zone", alert.place},
                  {"box", {to_tenths(alert.box.x), to_tenths(alert.box.y), to_tenths(alert.box.width), to_tenths(alert.box.height)}},
                  {"confidence", to_milliseconds(alert.confidence)}};
  alerts_->write(line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

Status ResultFiles::finish(std::int64_t frames, const std::vector<std::string>& active_situations) {
  if (alerts_) alerts_->write(Json{{"summary", {{"frames", frames}, {"situations_active", active_situations}}}}.dump() + "\n");
  for (auto* file : {&mot_, &alerts_, &counts_})
    if (*file) VIGIE_CHECK((*file)->finish());
  return {};
}

}  // namespace vigie::lab
