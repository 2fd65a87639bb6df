// Age of a picture at its detection (received → detected) in one real `vigie worker` with one detector thread, while it also
// records, for 1, 4 and 16 cameras at 5 pictures a second. 16 is more than the detector can do: the newest picture wins and the
// cameras are to be served evenly.
//
//   build/release/bench/bench_workers [SECONDS (60)] [CAMERAS…]     → one JSON line for each number of cameras
#include <cstdio>

#include "footage.h"
#include "live/worker_pool.h"

namespace {

using namespace vigie;
using namespace vigie::app::testing_support;

fs::path five_a_second() {
  return made("five.mp4", "-i '" + (cache() / "footage/vtest.mp4").string() +
                              "' -an -vf fps=5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -bf 0 -g 5");
}

Json spread(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {{"least", values.front()}, {"median", values[values.size() / 2]}, {"most", values.back()}};
}

Result<Json> measure(int cameras, std::chrono::seconds span) {
  const Scratch scratch;
  const SystemClock clock;
  Metrics metrics;
  law::LeaseBook book{clock};
  std::mutex book_mutex;
  app::WorkerPoolSettings settings;
  settings.program = VIGIE_PROGRAM;
  settings.run = scratch / "run";
  settings.recordings = scratch / "recordings";
  settings.model = model();
  app::WorkerPoolHooks hooks;
  hooks.on_fact = [](const city::Fact&, const std::vector<city::Observation>&) { return Status{}; };
  hooks.on_segment = [](const city::SegmentRow&) { return Status{}; };
  hooks.permit = [&](city::Processing processing, const city::SourceId& camera) {
    std::lock_guard lock(book_mutex);
    return open_permit(book, processing, camera);
  };
  std::vector<city::Camera> all;
  for (int number = 1; number <= cameras; ++number) {
    all.push_back(camera_on(five_a_second(), "camera:" + std::to_string(number)));
    all.back().number = number;
  }
  VIGIE_TRY(const auto pool, app::WorkerPool::start(std::move(settings), std::move(hooks), std::move(all), clock, metrics));
  // The ages that a camera keeps are of its last 512 pictures, 100 s at 5 a second: the first ones fall out of the long run only.
  std::this_thread::sleep_for(span);
  std::vector<double> p50, p95, per_second;
  std::uint64_t passed_over = 0;
  for (const auto& health : pool->health_of_all()) {
    if (!health.analysing) return fail(ErrorKind::unavailable, health.camera + " is not analysed: " + health.detail);
    p50.push_back(health.detection_age_ms_p50);
    p95.push_back(health.detection_age_ms_p95);
    per_second.push_back(health.analysed_per_second);
    passed_over += health.analysis_drops;
  }
  return Json{{"cameras", cameras},
              {"seconds", span.count()},
              {"age_ms_p50", spread(p50)},
              {"age_ms_p95", spread(p95)},
              {"analysed_per_second_and_camera", spread(per_second)},
              {"passed_over", passed_over}};
}

}  // namespace

int main(int count, char** words) {
  const std::chrono::seconds span{count > 1 ? std::atoi(words[1]) : 60};
  std::vector<int> cameras;
  for (int at = 2; at < count; ++at) cameras.push_back(std::atoi(words[at]));
  if (cameras.empty()) cameras = {1, 4, 16};
  if (five_a_second().empty() || !fs::exists(model())) {
    std::fputs("footage or detector is missing; ./test fetches both\n", stderr);
    return 1;
  }
  for (const int number : cameras) {
    const auto measured = measure(number, span);
    if (!measured) {
      std::fprintf(stderr, "%d cameras: %s\n", number, measured.error().message.c_str());
      return 1;
    }
    std::puts(measured->dump().c_str());
    std::fflush(stdout);
  }
}
