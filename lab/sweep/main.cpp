// tracker-sweep VIDEO TRUTH FIRST-LAST MODEL_FOLDER [OVERLAP_ALLOWED]: how the tracker's settings were chosen
// (docs/decisions/0020-perception-tracker.md). Detects once, then scores many settings on the frames named and on no others.

#include <algorithm>
#include <cstdio>
#include <map>
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
  void (*turn)(TrackerSettings&, double);
  std::vector<double> values;
};

std::vector<Knob> knobs() {
  return {
      {"strong", [](TrackerSettings& s, double v) { s.strong = v; }, {0.45, 0.5, 0.55, 0.6}},
      {"weak", [](TrackerSettings& s, double v) { s.weak = v; }, {0.2, 0.25, 0.3, 0.35}},
      {"begin_person", [](TrackerSettings& s, double v) { s.begin_person = v; }, {0.5, 0.55, 0.6, 0.65, 0.7}},
      {"strong_overlap", [](TrackerSettings& s, double v) { s.strong_overlap = v; }, {0.1, 0.2, 0.3}},
      {"weak_overlap", [](TrackerSettings& s, double v) { s.weak_overlap = v; }, {0.3, 0.4, 0.5}},
      {"forget_after_s", [](TrackerSettings& s, double v) { s.forget_after_s = v; }, {1, 2, 3}},
      {"measurement", [](TrackerSettings& s, double v) { s.motion.measurement = v; }, {0.03, 0.05}},
      {"confirm_after", [](TrackerSettings& s, double v) { s.confirm_after = static_cast<int>(v); }, {2, 3}},
  };
}

struct Tried {
  std::vector<std::size_t> turned;  // which value of each knob
  TrackingScore score;
  double merit = 0;    // MOTA, with a fifth of IDF1 so that settings that lose people's tracks do not win by a hair
  double plateau = 0;  // mean merit of this setting and those one step of one knob away
};

std::vector<Tried> try_all(const std::vector<Frame>& frames, const std::vector<MotRow>& truth, std::int64_t first, std::int64_t last) {
  const auto all = knobs();
  std::vector<Tried> tried;
  std::map<std::vector<std::size_t>, std::size_t> place;
  std::vector<std::size_t> turned(all.size(), 0);
  for (std::size_t knob = 0; knob < all.size();) {
    TrackerSettings settings;
    for (std::size_t k = 0; k < all.size(); ++k) all[k].turn(settings, all[k].values[turned[k]]);
    Tried one{turned, score(frames, truth, settings, first, last), 0, 0};
    one.merit = one.score.mota.value_or(0) + 0.2 * one.score.idf1.value_or(0);
    place[turned] = tried.size();
    tried.push_back(std::move(one));
    for (knob = 0; knob < all.size() && ++turned[knob] == all[knob].values.size(); ++knob) turned[knob] = 0;
  }
  for (auto& one : tried) {
    double sum = one.merit, count = 1;
    for (std::size_t k = 0; k < all.size(); ++k)
      for (const int step : {-1, 1}) {
        auto neighbour = one.turned;
        neighbour[k] += static_cast<std::size_t>(step);
        if (const auto found = place.find(neighbour); found != place.end()) {
          sum += tried[found->second].merit;
          ++count;
        }
      }
    one.plateau = sum / count;
  }
  std::stable_sort(tried.begin(), tried.end(), [](const Tried& a, const Tried& b) { return a.plateau > b.plateau; });
  return tried;
}

void say(const Tried& one) {
  const auto all = knobs();
  for (std::size_t k = 0; k < all.size(); ++k) std::printf("%s %.2f  ", all[k].name, all[k].values[one.turned[k]]);
  std::printf("| plateau %.4f MOTA %.4f IDF1 %.4f recall %.4f precision %.4f switches %lld\n", one.plateau, one.score.mota.value_or(0),
              one.score.idf1.value_or(0), one.score.recall.value_or(0), one.score.precision.value_or(0),
              static_cast<long long>(one.score.switches));
}

}  // namespace

int main(int count, char** values) {
  long long first = 0, last = 0;
  if (count < 5 || std::sscanf(values[3], "%lld-%lld", &first, &last) != 2) {
    std::fputs("usage: tracker-sweep VIDEO TRUTH FIRST-LAST MODEL_FOLDER [OVERLAP_ALLOWED]\n", stderr);
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
  const auto tried = try_all(*frames, *truth, first, last);
  std::printf("%zu settings; the best plateaus:\n", tried.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(tried.size(), 15); ++i) say(tried[i]);
  return 0;
}
