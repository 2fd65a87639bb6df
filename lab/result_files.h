#pragma once
// What `analyse` writes, in the forms of docs/formats.md: tracks, alerts, counts. Times are seconds of media time.

#include <cstdint>
#include <map>
#include <optional>

#include "output_file.h"
#include "perception/camera_faults.h"
#include "pipeline.h"

namespace vigie::lab {

class ResultFiles {
 public:
  struct Paths {
    std::optional<std::string> mot, alerts, counts;
  };
  static Result<ResultFiles> create(const Paths& paths);

  // `frame`: number of the frame that the step came from, of the last frame at the end.
  void add(const perception::PipelineStep& step, std::int64_t frame);
  // A camera's fault is a matter of the whole picture.
  void add(const std::vector<perception::FaultAlert>& faults, cv::Size picture, std::int64_t frame);
  Status finish(std::int64_t frames, const std::vector<std::string>& active_situations);

 private:
  void add_alert(const perception::RuleAlert& alert, std::int64_t frame);

  std::optional<OutputFile> mot_, alerts_, counts_;
  std::map<std::uint32_t, std::int64_t> raised_in_frame_;  // by alert
};

}  // namespace vigie::lab
