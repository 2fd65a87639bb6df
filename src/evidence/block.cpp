#include "block.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "look_again.h"
#include "pixel_motion.h"

namespace vigie::evidence {
namespace {

using perception::Box;

constexpr double kMomentEvery_s = 0.12;
constexpr double kLongestBlindGroup_s = 4;  // between keys further apart a passage could hide
// Bytes between two keys, against groups in which the keys show nothing: by so many of their own deviations, within bounds.
constexpr double kBusierDeviations = 5, kLeastBusier = 0.05, kMostBusier = 0.3;
constexpr std::size_t kFewestSamples = 12;                                          // of a still scene from key pictures alone
constexpr double kSamples = 24, kLeastSampleStep_s = 0.2, kMostSampleStep_s = 1.5;  // where keys are too few
constexpr double kLongestStep_s = 0.45;  // between two pictures whose shift says how quick something is
constexpr double kHullWaste = 1.15;      // of a region around two blobs, against one for each

bool meet(const Box& a, const Box& b) { return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height; }

Box around(const Box& a, const Box& b) {
  const double left = std::min(a.x, b.x), top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

Box widened(const Box& box) {
  const double x = 8 + box.width * 0.25, y = 8 + box.height * 0.2;
  return {box.x - x, box.y - y, box.width + 2 * x, box.height + 2 * y};
}

struct Region {
  Box box;
  double object_height = 0;  // of its smallest blob that counts
  std::vector<std::size_t> blobs;
};

// One region for blobs that are near each other, where that costs less than one for each.
std::vector<Region> regions_of(const std::vector<Blob>& blobs) {
  std::vector<Region> regions;
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    Region region{widened(blobs[i].box), blobs[i].box.height, {i}};
    for (bool grew = true; grew;) {
      grew = false;
      for (auto other = regions.begin(); other != regions.end(); ++other) {
        const Box hull = around(region.box, other->box);
        if (!meet(other->box, region.box) || hull.area() > kHullWaste * (region.box.area() + other->box.area())) continue;
        const bool small = blobs[i].box.area() * 4 < other->box.area();
        region.box = hull;
        region.object_height = small ? other->object_height : std::min(region.object_height, other->object_height);
        region.blobs.insert(region.blobs.end(), other->blobs.begin(), other->blobs.end());
        regions.erase(other);
        grew = true;
        break;
      }
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

cv::Rect in_small(const Box& box, int factor, cv::Size size) {
  return cv::Rect(static_cast<int>(box.x / factor), static_cast<int>(box.y / factor), static_cast<int>(box.width / factor) + 1,
                  static_cast<int>(box.height / factor) + 1) &
         cv::Rect({}, size);
}

std::vector<Blob> blobs_in(const cv::Mat& differing, int factor, const Box& interest) {
  auto blobs = blobs_of(differing, factor);
  std::erase_if(blobs, [&](const Blob& blob) { return !meet(blob.box, interest); });
  return blobs;
}

double median_of(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Bytes a second between two keys from which something must have moved there, though the keys show nothing.
double busy_from(std::vector<double> quiet) {
  const double middle = median_of(quiet);
  std::vector<double> away;
  for (const double rate : quiet) away.push_back(std::abs(rate - middle));
  return middle * (1 + std::clamp(kBusierDeviations * median_of(away) / std::max(1.0, middle), kLeastBusier, kMostBusier));
}

// Coarse: what the keys show and how much was to be said between them.
std::vector<bool> worth_decoding(const Block& block, const SmallPicture* next_key, const StillScene& still, const Framing& framing) {
  const auto moves = [&](const SmallPicture& key) {
    const cv::Mat differing = still.differing(key);
    return differing.empty() || !blobs_in(differing, framing.factor, framing.interest).empty();
  };
  const auto rate = [](const video::PictureGroup& group) {
    return static_cast<double>(group.delta_bytes()) / std::max(0.01, group.end_s() - group.start_s());
  };
  std::vector<bool> at_key;
  for (const auto& key : block.keys) at_key.push_back(moves(key));
  at_key.push_back(!next_key || moves(*next_key));
  std::vector<bool> worth;
  std::vector<double> quiet;
  for (std::size_t i = 0; i < block.groups.size(); ++i) {
    const auto& group = *block.groups[i];
    worth.push_back(at_key[i] || at_key[i + 1] || group.end_s() - group.start_s() > kLongestBlindGroup_s);
    if (!worth.back()) quiet.push_back(rate(group));
  }
  if (quiet.empty()) return worth;
  const double busy = busy_from(quiet);
  for (std::size_t i = 0; i < worth.size(); ++i) worth[i] = worth[i] || rate(*block.groups[i]) > busy;
  return worth;
}

SceneLight light_in(const StillScene& still, bool full_range) {
  const auto& scene = still.scene();
  if (full_range) return light_of(scene.luma, scene.blue_difference, scene.red_difference);
  cv::Mat luma;
  scene.luma.convertTo(luma, CV_8U, 255.0 / 219, -16 * 255.0 / 219);
  return light_of(luma, scene.blue_difference, scene.red_difference);
}

// The moments of one block, one after another.
class BlockWatch {
 public:
  BlockWatch(const Block& block, const StillScene& still, const Framing& framing, perception::Detector& detector)
      : block_(block), still_(still), framing_(framing), detector_(detector), light_(light_in(still, block.full_range)) {}

  Status take(const video::FootagePicture& picture) {
    const SmallPicture small = shrink(picture, framing_.factor);
    if (small.luma.size() != still_.scene().luma.size())
      return fail(ErrorKind::unsupported, "the size of the pictures changes within the recording: search its parts");
    const Step step{small.luma, before_, picture.media_time_s - before_s_};
    before_ = small.luma;
    before_s_ = picture.media_time_s;
    const cv::Mat differing = still_.differing(small);
    view_.moments.push_back({picture.media_time_s + block_.offset_s, {}, false, {}});
    if (differing.empty()) {
      view_.unclear_s += kMomentEvery_s;
      return {};
    }
    auto& moment = view_.moments.back();
    moment.blobs = blobs_in(differing, framing_.factor, framing_.interest);
    for (const auto& region : regions_of(moment.blobs)) {
      const cv::Rect place = in_small(region.box, framing_.factor, differing.size());
      if (place.empty() || !look_again_.due(place, differing, moment.at_s)) continue;
      moment.looked = true;
      for (const std::size_t i : region.blobs) {
        moment.blobs[i].looked = true;
        moment.blobs[i].colour = colour_of(moment.blobs[i], small, differing, framing_.factor, block_.full_range, light_);
      }
      sheets_.add(view_.moments.size() - 1, picture, differing, framing_.factor, region.box, region.object_height);
    }
    if (moment.looked && !step.before.empty() && step.seconds < kLongestStep_s) steps_.emplace(view_.moments.size() - 1, step);
    return sheets_.full() ? look() : Status{};
  }

  Status look() {
    VIGIE_TRY(auto found, sheets_.detect(detector_, light_));
    for (auto& one : found) {
      if (perception::is_vehicle(one.detection.kind)) one.velocity_per_s = velocity_of(one);
      view_.moments[one.moment].seen.push_back(std::move(one));
    }
    steps_.clear();
    view_.looks = sheets_.sheets();
    return {};
  }

  BlockView& view() { return view_; }

 private:
  struct Step {  // from the picture before to one that was looked at
    cv::Mat now, before;
    double seconds;
  };
  std::optional<perception::PicturePoint> velocity_of(const SheetDetection& one) const {
    const auto step = steps_.find(one.moment);
    if (step == steps_.end()) return std::nullopt;
    const auto shift =
        shift_of(in_small(one.detection.box, framing_.factor, step->second.now.size()), step->second.now, step->second.before);
    if (!shift) return std::nullopt;
    return perception::PicturePoint{shift->x * framing_.factor / step->second.seconds, shift->y * framing_.factor / step->second.seconds};
  }

  const Block& block_;
  const StillScene& still_;
  const Framing& framing_;
  perception::Detector& detector_;
  const SceneLight light_;
  ContactSheets sheets_;
  LookAgain look_again_;
  cv::Mat before_;
  double before_s_ = 0;
  std::map<std::size_t, Step> steps_;  // of moments whose cut-outs wait
  BlockView view_;
};

}  // namespace

Result<video::GroupDecoder*> Looker::decoder_for(const std::shared_ptr<const video::FootageReader>& file) {
  if (decoder_ && file_ == file) return &*decoder_;
  VIGIE_TRY(auto opened, video::GroupDecoder::open(*file));
  damaged_before_ = damaged();
  decoder_.emplace(std::move(opened));
  file_ = file;
  return &*decoder_;
}

Status see_keys(Block& block, int factor, Looker& looker, const MayGoOn& may_go_on) {
  VIGIE_TRY(auto* const decoder, looker.decoder_for(block.file));
  std::vector<std::shared_ptr<const video::PictureGroup>> whole;
  const auto shrunk = [&](std::vector<SmallPicture>& into) {
    return [&block, &into, factor](const video::FootagePicture& picture) -> Status {
      block.full_range = picture.full_range;
      into.push_back(shrink(picture, factor));
      return {};
    };
  };
  for (auto& group : block.groups) {
    VIGIE_CHECK(may_go_on());
    const auto before = block.keys.size();
    VIGIE_CHECK(decoder->key(*group, shrunk(block.keys)));
    if (block.keys.size() > before + 1) block.keys.resize(before + 1);
    if (block.keys.size() > before) whole.push_back(std::move(group));
  }
  block.groups = std::move(whole);
  block.samples = block.keys;
  if (block.groups.empty() || block.keys.size() >= kFewestSamples) return {};
  block.samples.clear();
  const double step_s = std::clamp((block.end_s() - block.start_s()) / kSamples, kLeastSampleStep_s, kMostSampleStep_s);
  for (const auto& group : block.groups) {
    VIGIE_CHECK(may_go_on());
    VIGIE_CHECK(decoder->every(*group, step_s, shrunk(block.samples)));
  }
  return {};
}

Result<BlockView> look_at(const Block& block, const SmallPicture* next_key, const StillScene& still, const Framing& framing, Looker& looker,
                          const MayGoOn& may_go_on) {
  VIGIE_TRY(auto* const decoder, looker.decoder_for(block.file));
  BlockWatch watch(block, still, framing, looker.detector());
  const auto worth = worth_decoding(block, next_key, still, framing);
  for (std::size_t i = 0; i < block.groups.size(); ++i) {
    VIGIE_CHECK(may_go_on());
    if (!worth[i]) continue;
    watch.view().decoded_s += block.groups[i]->end_s() - block.groups[i]->start_s();
    VIGIE_CHECK(
        decoder->every(*block.groups[i], kMomentEvery_s, [&](const video::FootagePicture& picture) { return watch.take(picture); }));
  }
  VIGIE_CHECK(watch.look());
  return std::move(watch.view());
}

}  // namespace vigie::evidence
