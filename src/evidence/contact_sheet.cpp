#include "contact_sheet.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vigie::evidence {
namespace {

using perception::Box;
constexpr int kGutter = 6;
constexpr double kWantedHeight = 60;  // of an object on the sheet: smaller ones are missed more often, larger ones cost room
constexpr double kLeastScale = 0.2, kMostScale = 2.0;
constexpr double kLeastMoving = 0.12;  // less of its box differs from the still scene: it stands there, or is nothing
constexpr double kOverlapAllowed = 0.5;
constexpr std::size_t kFullFrom = 3 * ContactSheets::kSide * ContactSheets::kSide;

double shared_of_smaller(const Box& a, const Box& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height / std::min(a.area(), b.area());
}

std::uint8_t clamp_byte(double value) { return static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0)); }

// Where regions of one moment overlap, an object is found in each of them.
void drop_repeated(std::vector<SheetDetection>& found) {
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.detection.confidence > b.detection.confidence; });
  std::vector<SheetDetection> kept;
  for (auto& one : found) {
    const bool repeated = std::any_of(kept.begin(), kept.end(), [&](const auto& other) {
      return other.moment == one.moment &&
             perception::is_four_wheeled(other.detection.kind) == perception::is_four_wheeled(one.detection.kind) &&
             (perception::intersection_over_union(other.detection.box, one.detection.box) > kOverlapAllowed ||
              shared_of_smaller(other.detection.box, one.detection.box) > 0.8);
    });
    if (!repeated) kept.push_back(std::move(one));
  }
  found = std::move(kept);
}

}  // namespace

void ContactSheets::add(std::size_t moment, const video::FootagePicture& picture, const cv::Mat& differs, int factor, const Box& region,
                        double object_height) {
  const int left = std::max(0, static_cast<int>(region.x)) & ~1, top = std::max(0, static_cast<int>(region.y)) & ~1;
  const int right = std::min(picture.luma.cols, static_cast<int>(std::ceil(region.x + region.width))) & ~1;
  const int bottom = std::min(picture.luma.rows, static_cast<int>(std::ceil(region.y + region.height))) & ~1;
  if (right - left < 4 || bottom - top < 4) return;
  const double fits = static_cast<double>(kSide) / std::max(right - left, bottom - top);
  const double scale = std::min(std::clamp(kWantedHeight / std::max(1.0, object_height), kLeastScale, kMostScale), fits);
  const cv::Size size(std::clamp(static_cast<int>((right - left) * scale), 2, kSide),
                      std::clamp(static_cast<int>((bottom - top) * scale), 2, kSide));
  Tile tile;
  tile.moment = moment;
  tile.region = {left * 1.0, top * 1.0, right * 1.0 - left, bottom * 1.0 - top};
  tile.picture = picture.luma.size();
  const auto rect = [&](double divisor, cv::Size bound) {
    return cv::Rect(static_cast<int>(tile.region.x / divisor), static_cast<int>(tile.region.y / divisor),
                    std::max(1, static_cast<int>(tile.region.width / divisor)),
                    std::max(1, static_cast<int>(tile.region.height / divisor))) &
           cv::Rect({}, bound);
  };
  const cv::Rect masked = rect(factor, differs.size());
  if (masked.empty()) return;
  cv::Mat planes[3];
  cv::resize(picture.luma(rect(1, picture.luma.size())), planes[0], size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::resize(picture.blue_difference(rect(2, picture.blue_difference.size())), planes[1], size, 0, 0, cv::INTER_LINEAR);
  cv::resize(picture.red_difference(rect(2, picture.red_difference.size())), planes[2], size, 0, 0, cv::INTER_LINEAR);
  cv::resize(differs(masked), tile.mask, size, 0, 0, cv::INTER_NEAREST);
  tile.yuv.create(size, CV_8UC3);
  tile.bgr.create(size, CV_8UC3);
  // BT.601; a camera in BT.709 shifts hues by a few degrees, less than the gaps between the names of colours.
  const double black = picture.full_range ? 0 : 16, gain = picture.full_range ? 1 : 255.0 / 219,
               colour = picture.full_range ? 1 : 255.0 / 224;
  for (int y = 0; y < size.height; ++y) {
    auto* yuv = tile.yuv.ptr<cv::Vec3b>(y);
    auto* bgr = tile.bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < size.width; ++x) {
      const std::uint8_t u = planes[1].at<std::uint8_t>(y, x), v = planes[2].at<std::uint8_t>(y, x);
      const double luma = (planes[0].at<std::uint8_t>(y, x) - black) * gain, blue = (u - 128) * colour, red = (v - 128) * colour;
      yuv[x] = {clamp_byte(luma), u, v};
      bgr[x] = {clamp_byte(luma + 1.772 * blue), clamp_byte(luma - 0.344 * blue - 0.714 * red), clamp_byte(luma + 1.402 * red)};
    }
  }
  waiting_px_ += static_cast<std::size_t>((size.width + kGutter) * (size.height + kGutter));
  tiles_.push_back(std::move(tile));
}

bool ContactSheets::full() const { return waiting_px_ >= kFullFrom; }

// First fit by decreasing height (Coffman et al., SIAM J. Comput. 1980): shelves as high as their first tile.
std::size_t ContactSheets::place_tiles() {
  struct Shelf {
    std::size_t sheet;
    int top, height, right;
  };
  std::vector<Shelf> shelves;
  std::vector<int> used;  // height of each sheet that is taken
  std::stable_sort(tiles_.begin(), tiles_.end(), [](const Tile& a, const Tile& b) { return a.yuv.rows > b.yuv.rows; });
  for (auto& tile : tiles_) {
    const cv::Size size = tile.yuv.size();
    auto shelf = std::find_if(shelves.begin(), shelves.end(), [&](const Shelf& one) { return one.right + size.width <= kSide; });
    if (shelf == shelves.end()) {
      auto sheet = std::find_if(used.begin(), used.end(), [&](int height) { return height + size.height <= kSide; });
      if (sheet == used.end()) sheet = used.insert(used.end(), 0);
      shelf = shelves.insert(shelves.end(), {static_cast<std::size_t>(sheet - used.begin()), *sheet, size.height, 0});
      *sheet += size.height + kGutter;
    }
    tile.sheet = shelf->sheet;
    tile.place = {{shelf->right, shelf->top}, size};
    shelf->right += size.width + kGutter;
  }
  return used.size();
}

std::optional<perception::Detection> ContactSheets::in_picture(const Tile& tile, const perception::Detection& found) {
  const auto centre = found.box.centre();
  if (centre.x < tile.place.x || centre.y < tile.place.y || centre.x >= tile.place.x + tile.place.width ||
      centre.y >= tile.place.y + tile.place.height)
    return std::nullopt;
  const double across = tile.region.width / tile.place.width, down = tile.region.height / tile.place.height;
  const double left = std::clamp(tile.region.x + (found.box.x - tile.place.x) * across, 0.0, tile.picture.width * 1.0);
  const double top = std::clamp(tile.region.y + (found.box.y - tile.place.y) * down, 0.0, tile.picture.height * 1.0);
  const double right = std::clamp(left + found.box.width * across, left, tile.picture.width * 1.0);
  const double bottom = std::clamp(top + found.box.height * down, top, tile.picture.height * 1.0);
  return perception::Detection{{left, top, right - left, bottom - top}, found.kind, found.confidence};
}

Status ContactSheets::look_at(std::size_t sheet, perception::Detector& detector, const SceneLight& light,
                              std::vector<SheetDetection>& all) const {
  cv::Mat page(kSide, kSide, CV_8UC3, cv::Scalar::all(114));
  for (const auto& tile : tiles_)
    if (tile.sheet == sheet) tile.bgr.copyTo(page(tile.place));
  VIGIE_TRY(const auto found, detector.detect(page));
  for (const auto& detection : found) {
    for (const auto& tile : tiles_) {
      if (tile.sheet != sheet) continue;
      const auto placed = in_picture(tile, detection);
      if (!placed) continue;
      const cv::Rect on_page = cv::Rect(static_cast<int>(detection.box.x), static_cast<int>(detection.box.y),
                                        static_cast<int>(detection.box.width), static_cast<int>(detection.box.height)) &
                               tile.place;
      if (on_page.area() < 4) break;
      const cv::Rect box = on_page - tile.place.tl();
      SheetDetection one{tile.moment, *placed, static_cast<double>(cv::countNonZero(tile.mask(box))) / box.area(), {}, std::nullopt};
      if (one.moving >= kLeastMoving) {
        if (perception::is_vehicle(one.detection.kind)) one.colour = read_colour(tile.yuv(box), tile.mask(box), light);
        all.push_back(one);
      }
      break;
    }
  }
  return {};
}

Result<std::vector<SheetDetection>> ContactSheets::detect(perception::Detector& detector, const SceneLight& light) {
  std::vector<SheetDetection> all;
  const std::size_t sheets = place_tiles();
  for (std::size_t sheet = 0; sheet < sheets; ++sheet) VIGIE_CHECK(look_at(sheet, detector, light, all));
  sheets_ += sheets;
  tiles_.clear();
  waiting_px_ = 0;
  drop_repeated(all);
  return all;
}

}  // namespace vigie::evidence
