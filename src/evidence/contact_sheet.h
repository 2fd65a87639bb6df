#pragma once
// Cut-outs of many moments on one picture, so that one run of the detector looks at all of them: where little moves, that is a
// tenth of the work. Grey gutters keep neighbours apart.

#include <vector>

#include "perception/detector.h"
#include "vehicle_colour.h"
#include "video/footage.h"

namespace vigie::evidence {

struct SheetDetection {
  std::size_t moment = 0;           // as given to `add`
  perception::Detection detection;  // in the original picture
  double moving = 0;                // share of its box that differs from the still scene
  ColourReading colour;             // of vehicles
};

class ContactSheet {
 public:
  static constexpr int kSide = 416;  // the detector's own input, so that it does not scale once more

  // False when there is no room: then `detect`, `clear`, and add again; an empty sheet takes every region.
  // `differs` is the mask of the whole picture at `factor`. `object_height`: of what is expected, in pixels of the picture.
  bool add(std::size_t moment, const video::FootagePicture& picture, const cv::Mat& differs, int factor, const perception::Box& region,
           double object_height);
  Result<std::vector<SheetDetection>> detect(perception::Detector& detector, const SceneLight& light) const;
  void clear();
  bool empty() const { return tiles_.empty(); }

 private:
  struct Tile {
    std::size_t moment = 0;
    cv::Rect place;
    perception::Box region;
    cv::Size picture;
    double scale = 1;
  };
  std::optional<cv::Point> room_for(cv::Size size);
  void paint(const Tile& tile, const video::FootagePicture& picture, const cv::Mat& differs, int factor);
  std::optional<perception::Detection> in_picture(const Tile& tile, const perception::Detection& found) const;

  cv::Mat yuv_, bgr_, mask_;
  std::vector<Tile> tiles_;
  int shelf_top_ = 0, shelf_height_ = 0, shelf_right_ = 0;
};

}  // namespace vigie::evidence
