// What one camera costs one core, on the street of vtest.avi: detecting, tracking, the whole way, decoding alone.
//   build/release/bench/bench_perception --benchmark_repetitions=5

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>

#include "pipeline.h"
#include "video/file_reader.h"

namespace {

using namespace vigie;
using namespace vigie::perception;

constexpr const char* kStreet = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
constexpr std::size_t kPictures = 100;

template <typename T>
T or_exit(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().message.c_str());
  std::exit(1);
}

const std::vector<cv::Mat>& street() {
  static const auto pictures = [] {
    auto reader = or_exit(video::FileReader::open(kStreet));
    std::vector<cv::Mat> read;
    while (read.size() < kPictures) read.push_back(or_exit(reader.next()).value().bgr);
    return read;
  }();
  return pictures;
}

std::unique_ptr<Detector> detector() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return or_exit(open_detector(std::filesystem::path(cache ? cache : VIGIE_DEFAULT_CACHE) / "models/nanodet-g-416"));
}

void a_picture_is_detected(benchmark::State& state) {
  const auto model = detector();
  const auto& pictures = street();
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(or_exit(model->detect(pictures[i++ % kPictures])));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(a_picture_is_detected)->Unit(benchmark::kMillisecond);

void detections_are_tracked(benchmark::State& state) {
  const auto model = detector();
  std::vector<std::vector<Detection>> detections;
  for (const auto& picture : street()) detections.push_back(or_exit(model->detect(picture)));
  Tracker tracker;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(tracker.update(detections[i % kPictures], static_cast<double>(i) * 0.1));
    ++i;
  }
}
BENCHMARK(detections_are_tracked)->Unit(benchmark::kMicrosecond);

void a_picture_is_analysed_with_scene(benchmark::State& state) {
  const auto model = detector();
  Scene scene;
  scene.zones.push_back({"square", {{10, 300}, {700, 300}, {760, 570}, {5, 570}}, {"intrusion", "occupancy"}, 12});
  scene.lines.push_back({.name = "gate", .from = {100, 400}, .to = {600, 400}, .classes = {}, .legal = Crossing::a_to_b});
  Pipeline pipeline(*model, scene, {"intrusion", "occupancy", "direction"});
  const auto& pictures = street();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(or_exit(pipeline.step(pictures[i % kPictures], static_cast<double>(i) * 0.1)));
    ++i;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(a_picture_is_analysed_with_scene)->Unit(benchmark::kMillisecond);

void a_picture_is_decoded(benchmark::State& state) {
  auto reader = or_exit(video::FileReader::open(kStreet));
  for (auto _ : state) {
    auto frame = or_exit(reader.next());
    if (!frame) {
      state.PauseTiming();
      reader = or_exit(video::FileReader::open(kStreet));
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(a_picture_is_decoded)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
