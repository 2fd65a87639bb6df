#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "arguments.h"
#include "base/json.h"
#include "commands.h"
#include "perception/camera_faults.h"
#include "result_files.h"
#include "video/file_reader.h"

namespace vigie::lab {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

// Recordings of a city's cameras are no labelled public set: they are searched under a requisition, by another program.
Status refuse_recordings(const fs::path& video) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(video, error);
  for (fs::path folder = whole.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
    if (folder.filename() == "recordings")
      return fail(ErrorKind::denied, fmt::format("{}: lies in a folder of recordings, which vigie-lab does not open", video.string()));
  return {};
}

fs::path default_model() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return fs::path(cache ? cache : VIGIE_DEFAULT_CACHE) / "models/nanodet-g-416";
}

void black_out(cv::Mat& bgr, const std::vector<perception::Polygon>& masks) {
  for (const auto& mask : masks) {
    std::vector<cv::Point> corners;
    for (const auto& point : mask) corners.emplace_back(cvRound(point.x), cvRound(point.y));
    cv::fillPoly(bgr, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar::all(0));
  }
}

void show_progress(std::int64_t frame, std::optional<std::int64_t> announced, Steady::time_point& shown) {
  if (Steady::now() - shown < std::chrono::seconds{2}) return;
  shown = Steady::now();
  fmt::print(stderr, "frame {}{}\n", frame, announced ? fmt::format(" of {}", *announced) : "");
}

}  // namespace

Status analyse(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"scene", "mot", "alerts", "counts", "model"}));
  if (arguments.plain().size() != 1) return fail(ErrorKind::invalid_input, "give one video file; see vigie-lab --help");
  const fs::path video = arguments.plain().front();
  VIGIE_CHECK(refuse_recordings(video));
  perception::Scene scene;
  if (const auto path = arguments.find("scene")) {
    VIGIE_TRY(scene, perception::read_scene(*path));
  }
  VIGIE_TRY(auto reader, video::FileReader::open(video));
  if (auto inside = perception::check_inside(scene, reader.width_px(), reader.height_px()); !inside)
    return fail_in(arguments.find("scene").value_or(""), inside.error());
  const auto model = arguments.find("model");
  VIGIE_TRY(auto detector, perception::open_detector(model ? fs::path(*model) : default_model()));
  VIGIE_TRY(auto files, ResultFiles::create({arguments.find("mot"), arguments.find("alerts"), arguments.find("counts")}));

  const auto masks = scene.masks;
  perception::Pipeline pipeline(*detector, std::move(scene), {"intrusion", "occupancy", "direction"});
  perception::CameraFaults faults(video::SourceNature::live);
  cv::Mat luminance;
  const auto begun = Steady::now();
  auto shown = begun;
  std::int64_t frames = 0;
  double last_s = 0;
  for (;;) {
    VIGIE_TRY(auto frame, reader.next());
    if (!frame) break;
    black_out(frame->bgr, masks);
    VIGIE_TRY(const auto step, pipeline.step(frame->bgr, frame->media_time_s));
    files.add(step, frame->number);
    cv::cvtColor(frame->bgr, luminance, cv::COLOR_BGR2GRAY);
    files.add(faults.picture(luminance, frame->media_time_s), frame->bgr.size(), frame->number);
    frames = frame->number;
    last_s = frame->media_time_s;
    show_progress(frames, reader.announced_frames(), shown);
  }
  files.add(pipeline.stop(), frames);
  files.add(faults.stop(last_s), {reader.width_px(), reader.height_px()}, frames);
  auto active = pipeline.active_situations();
  for (auto& kind : faults.active()) active.push_back(std::move(kind));
  std::sort(active.begin(), active.end());
  VIGIE_CHECK(files.finish(frames, active));

  const double took_s = std::chrono::duration<double>(Steady::now() - begun).count();
  const double fps = reader.frames_per_second();
  fmt::print("{}\n", Json{{"frames", frames},
                          {"fps", fps},
                          {"duration_s", last_s + (fps > 0 ? 1 / fps : 0)},
                          {"damaged_frames", reader.damaged_frames()},
                          {"detector", detector->model_version()},
                          {"analysed_per_second", took_s > 0 ? static_cast<double>(frames) / took_s : 0}}
                         .dump());
  return {};
}

}  // namespace vigie::lab
