#pragma once
// Cut-outs of many moments on one picture, so that one run of the detector looks at all of them: where little moves, that is a
// tenth of the work. Grey gutters keep neighbours apart. Cut-outs wait until there is enough for full sheets, highest first.

#include <vector>

#include "perception/detector.h"
#include "vehicle_colour.h"
#include "video/footage.h"

namespace vigie::evidence {

struct SheetDetection {
  std::size_t moment = 0;                                                 // as given to `add`
  perception::Detection detection;                                        // in the original picture
  double moving = 0;                                                      // share of its box that differs from the still scene
  ColourReading colour;                                                   // of vehicles
  std::optional<perception::PicturePoint> velocity_per_s = std::nullopt;  // of vehicles, measured by the caller
};

class ContactSheets {
 public:
  static constexpr int kSide = 416;  // the detector's own input, so that it does not scale once more

  // `differs` is the mask of the whole picture at `factor`. `object_height`: of what is expected, in pixels of the picture.
  void add(std::size_t moment, const video::FootagePicture& picture, const cv::Mat& differs, int factor, const perception::Box& region,
           double object_height);
  // Enough waits for sheets without much empty room. Ask when all regions of a moment are there.
  bool full() const;
  // Looks at everything that waits.
  Result<std::vector<SheetDetection>> detect(perception::Detector& detector, const SceneLight& light);
  std::size_t sheets() const { return sheets_; }  // looked at so far: runs of the detector

 private:
  struct Tile {
    std::size_t moment = 0;
    perception::Box region;
    cv::Size picture;
    cv::Mat yuv, bgr, mask;  // of the region, scaled
    std::size_t sheet = 0;
    cv::Rect place;  // there
  };
  std::size_t place_tiles();
  Status look_at(std::size_t sheet, perception::Detector& detector, const SceneLight& light, std::vector<SheetDetection>& all) const;
  static std::optional<perception::Detection> in_picture(const Tile& tile, const perception::Detection& found);

  std::vector<Tile> tiles_;
  std::size_t waiting_px_ = 0, sheets_ = 0;
};

}  // namespace vigie::evidence
