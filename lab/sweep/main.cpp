// tracker-sweep VIDEO TRUTH FIRST-LAST MODEL_FOLDER [SECONDS_BETWEEN]: how the tracker's settings were chosen
// (docs/decisions/0020-perception-tracker.md). Detects once, then scores many settings on the frames named and on no others.

#include <cstdio>
#include <functional>
#include <string>

#include "perception/tracking_score.h"
#include "tracker.h"
#include "video/file_reader.h"

namespace {

using namespace vigie;
using namespace vigie::perception;

struct Frame {
  double media_time_s;
  std::vector<Detection> detections;
};

Result<std::vector<Frame>> detect_all(const char* video, const char* model, std::int64_t last_frame, const DetectorSettings& settings) {
  VIGIE_TRY(auto reader, video::FileReader::open(video));
  VIGIE_TRY(auto detector, open_detector(model, settings));
  std::vector<Frame> frames;
  while (static_cast<std::int64_t>(frames.size()) < last_frame) {
    VIGIE_TRY(auto frame, reader.next());
    if (!frame) break;
    VIGIE_TRY(auto detections, detector->detect(frame->bgr));
    frames.push_back({frame->media_time_s, std::move(detections)});
  }
  return frames;
}

TrackingScore score(const std::vector<Frame>& frames, const std::vector<MotRow>& truth, const TrackerSettings& settings, std::int64_t first,
                    std::int64_t last) {
  Tracker tracker(settings);
  std::vector<MotRow> rows;
  for (std::size_t i = 0; i < frames.size(); ++i)
    for (const auto& track : tracker.update(frames[i].detections, frames[i].media_time_s))
      if (track.kind == ObjectClass::person)
        rows.push_back({static_cast<std::int64_t>(i) + 1, static_cast<std::int64_t>(track.id), track.box, track.confidence});
  return score_tracking(truth, rows, first, last);
}

struct Knob {
  const char* name;
  std::function<void(TrackerSettings&, double)> turn;
  std::vector<double> values;
};

std::vector<Knob> knobs() {
  return {
      {"strong", [](auto& s, double v) { s.strong = v; }, {0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6}},
      {"weak", [](auto& s, double v) { s.weak = v; }, {0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4}},
      {"begin", [](auto& s, double v) { s.begin = v; }, {0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7}},
      {"strong_overlap", [](auto& s, double v) { s.strong_overlap = v; }, {0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4}},
      {"weak_overlap", [](auto& s, double v) { s.weak_overlap = v; }, {0.2, 0.3, 0.4, 0.5, 0.6, 0.7}},
      {"begin_overlap", [](auto& s, double v) { s.begin_overlap = v; }, {0.1, 0.2, 0.3, 0.4, 0.5}},
      {"confirm_after", [](auto& s, double v) { s.confirm_after = static_cast<int>(v); }, {1, 2, 3, 4}},
      {"forget_after_s", [](auto& s, double v) { s.forget_after_s = v; }, {0.5, 1, 1.5, 2, 3, 4}},
      {"coast_for_s", [](auto& s, double v) { s.coast_for_s = v; }, {0, 0.1, 0.2, 0.3, 0.5, 0.7}},
      {"acceleration", [](auto& s, double v) { s.motion.acceleration = v; }, {0.25, 0.5, 1, 1.5, 2, 3}},
      {"size_acceleration", [](auto& s, double v) { s.motion.size_acceleration = v; }, {0.05, 0.1, 0.2, 0.3, 0.5, 1}},
      {"measurement", [](auto& s, double v) { s.motion.measurement = v; }, {0.02, 0.03, 0.05, 0.08, 0.12}},
      {"first_speed", [](auto& s, double v) { s.motion.first_speed = v; }, {0.3, 0.6, 1, 1.5, 2}},
  };
}

void say(const char* knob, double value, const TrackingScore& score) {
  std::printf("%-18s %6.2f  MOTA %.4f  IDF1 %.4f  recall %.4f  precision %.4f  switches %lld\n", knob, value, score.mota.value_or(0),
              score.idf1.value_or(0), score.recall.value_or(0), score.precision.value_or(0), static_cast<long long>(score.switches));
}

// Turns one knob at a time to its best value, round after round, until nothing gets better.
void climb(const std::vector<Frame>& frames, const std::vector<MotRow>& truth, std::int64_t first, std::int64_t last) {
  TrackerSettings best;
  double best_mota = score(frames, truth, best, first, last).mota.value_or(0);
  say("default", 0, score(frames, truth, best, first, last));
  for (bool better = true; better;) {
    better = false;
    for (const auto& knob : knobs()) {
      for (const double value : knob.values) {
        TrackerSettings tried = best;
        knob.turn(tried, value);
        const auto result = score(frames, truth, tried, first, last);
        say(knob.name, value, result);
        if (result.mota.value_or(0) > best_mota + 0.0005) {
          best_mota = *result.mota;
          best = tried;
          better = true;
          std::printf("  taken\n");
        }
      }
    }
  }
}

}  // namespace

int main(int count, char** values) {
  long long first = 0, last = 0;
  if (count < 5 || std::sscanf(values[3], "%lld-%lld", &first, &last) != 2) {
    std::fputs("usage: tracker-sweep VIDEO TRUTH FIRST-LAST MODEL_FOLDER\n", stderr);
    return 2;
  }
  const auto truth = read_mot(values[2]);
  DetectorSettings settings;
  if (count > 5) settings.overlap_allowed = std::stod(values[5]);
  const auto frames = detect_all(values[1], values[4], last, settings);
  if (!truth || !frames) {
    std::fprintf(stderr, "%s\n", (truth ? frames.error() : truth.error()).message.c_str());
    return 1;
  }
  climb(*frames, *truth, first, last);
  return 0;
}
