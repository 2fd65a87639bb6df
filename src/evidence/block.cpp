#include "block.h"

#include <algorithm>

namespace vigie::evidence {
namespace {

using perception::Box;

constexpr double kMomentEvery_s = 0.12;
constexpr double kLookEvery_s = 0.3;
constexpr double kLongestBlindGroup_s = 4;  // between keys further apart a passage could hide
constexpr double kBusierThanQuiet = 1.3;    // bytes between two keys, against groups in which the keys show nothing

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
};

std::vector<Region> regions_of(const std::vector<Blob>& blobs) {
  std::vector<Region> regions;
  for (const auto& blob : blobs) {
    Region region{widened(blob.box), blob.box.height};
    for (bool grew = true; grew;) {
      grew = false;
      for (auto other = regions.begin(); other != regions.end(); ++other) {
        if (!meet(other->box, region.box)) continue;
        const bool small = blob.box.area() * 4 < other->box.area();
        region = {around(region.box, other->box), small ? other->object_height : std::min(region.object_height, other->object_height)};
        regions.erase(other);
        grew = true;
        break;
      }
    }
    regions.push_back(region);
  }
  return regions;
}

std::vector<Blob> blobs_in(const cv::Mat& differing, int factor, const Box& interest) {
  auto blobs = blobs_of(differing, factor);
  std::erase_if(blobs, [&](const Blob& blob) { return !meet(blob.box, interest); });
  return blobs;
}

// Coarse: what the keys show and how much was to be said between them.
std::vector<bool> worth_decoding(const Block& block, const StillScene& still, int factor, const Box& interest) {
  std::vector<bool> moves;
  for (const auto& key : block.keys) {
    const cv::Mat differing = still.differing(key);
    moves.push_back(differing.empty() || !blobs_in(differing, factor, interest).empty());
  }
  const auto rate = [](const video::PictureGroup& group) {
    return static_cast<double>(group.delta_bytes()) / std::max(0.01, group.end_s() - group.start_s());
  };
  std::vector<bool> worth;
  std::vector<double> quiet;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    worth.push_back(moves[i] || i + 1 == moves.size() || moves[i + 1] ||
                    block.groups[i]->end_s() - block.groups[i]->start_s() > kLongestBlindGroup_s);
    if (!worth.back()) quiet.push_back(rate(*block.groups[i]));
  }
  if (quiet.empty()) return worth;
  const auto middle = quiet.begin() + static_cast<std::ptrdiff_t>(quiet.size() / 2);
  std::nth_element(quiet.begin(), middle, quiet.end());
  for (std::size_t i = 0; i < worth.size(); ++i) {
    const bool busier = rate(*block.groups[i]) > kBusierThanQuiet * *middle;
    worth[i] = i + 1 == worth.size() ? moves[i] || busier : worth[i] || busier;
  }
  return worth;
}

SceneLight light_of(const StillScene& still, bool full_range) {
  const auto median = [](const cv::Mat& plane) {
    std::vector<std::uint8_t> values(plane.begin<std::uint8_t>(), plane.end<std::uint8_t>());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return static_cast<double>(*middle);
  };
  SceneLight light{full_range ? still.brightness() : (still.brightness() - 16) * 255 / 219, median(still.scene().blue_difference),
                   median(still.scene().red_difference)};
  // A lawn is no grey card: what the camera's own white balance left over is small.
  light.blue_difference = std::clamp(light.blue_difference, 122.0, 134.0);
  light.red_difference = std::clamp(light.red_difference, 122.0, 134.0);
  return light;
}

}  // namespace

Result<BlockView> look_at(const Block& block, const StillScene& still, const Framing& framing, video::GroupDecoder& decoder,
                          perception::Detector& detector, const std::stop_token& stop) {
  BlockView view;
  const SceneLight light = light_of(still, framing.full_range);
  const int factor = framing.factor;
  const Box& interest = framing.interest;
  ContactSheet sheet;
  double looked_s = -1e9;
  const auto flush = [&]() -> Status {
    VIGIE_TRY(auto found, sheet.detect(detector, light));
    for (auto& one : found) view.moments[one.moment].seen.push_back(std::move(one));
    sheet.clear();
    return {};
  };
  const auto take = [&](const video::FootagePicture& picture) -> Status {
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "the search was stopped");
    const SmallPicture small = shrink(picture, factor);
    if (small.luma.size() != still.scene().luma.size())
      return fail(ErrorKind::unsupported, "the size of the pictures changes within the recording: search its parts");
    const cv::Mat differing = still.differing(small);
    Moment moment{picture.media_time_s, {}, false, {}};
    if (differing.empty())
      view.unclear_s += kMomentEvery_s;
    else
      moment.blobs = blobs_in(differing, factor, interest);
    moment.looked = !moment.blobs.empty() && picture.media_time_s >= looked_s + kLookEvery_s - 1e-3;
    view.moments.push_back(moment);
    if (!moment.looked) return {};
    looked_s = picture.media_time_s;
    for (auto& blob : view.moments.back().blobs) blob.colour = colour_of(blob, small, differing, factor, framing.full_range, light);
    for (const auto& region : regions_of(moment.blobs)) {
      if (sheet.add(view.moments.size() - 1, picture, differing, factor, region.box, region.object_height)) continue;
      VIGIE_CHECK(flush());
      sheet.add(view.moments.size() - 1, picture, differing, factor, region.box, region.object_height);
    }
    return {};
  };
  const auto worth = worth_decoding(block, still, factor, interest);
  for (std::size_t i = 0; i < block.groups.size(); ++i) {
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "the search was stopped");
    if (!worth[i]) continue;
    view.decoded_s += block.groups[i]->end_s() - block.groups[i]->start_s();
    VIGIE_CHECK(decoder.every(*block.groups[i], kMomentEvery_s, take));
  }
  VIGIE_CHECK(flush());
  return view;
}

}  // namespace vigie::evidence
