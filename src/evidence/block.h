#pragma once
// A stretch of recording becomes what was seen in each moment: blobs that differ from the still scene, and in some moments what
// the detector says of them. Stretches do not depend on each other, so that threads may take one each.

#include <stop_token>

#include "contact_sheet.h"
#include "scene_memory.h"

namespace vigie::evidence {

struct Moment {
  double at_s = 0;
  std::vector<Blob> blobs;  // in the region of interest
  bool looked = false;      // the detector was asked
  std::vector<SheetDetection> seen;
};

struct Block {
  std::vector<std::shared_ptr<const video::PictureGroup>> groups;
  std::vector<SmallPicture> keys;  // of each group
};

struct BlockView {
  std::vector<Moment> moments;
  double decoded_s = 0;  // of recording, beyond key pictures
  double unclear_s = 0;  // of these, light or camera changed as a whole: nothing can be said of them
};

struct Framing {
  int factor = 1;            // of shrink()
  perception::Box interest;  // where something has to move to be looked at; pixels of the picture
  bool full_range = false;
};

Result<BlockView> look_at(const Block& block, const StillScene& still, const Framing& framing, video::GroupDecoder& decoder,
                          perception::Detector& detector, const std::stop_token& stop);

}  // namespace vigie::evidence
