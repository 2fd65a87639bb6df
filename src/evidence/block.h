#pragma once
// A stretch of recording becomes what was seen in each moment: blobs that differ from the still scene, and in some moments what
// the detector says of them. Stretches do not depend on each other, so that threads may take one each.

#include <functional>

#include "contact_sheet.h"
#include "footage_sequence.h"

namespace vigie::evidence {

struct Moment {
  double at_s = 0;
  std::vector<Blob> blobs;  // in the region of interest
  bool looked = false;      // the detector was asked about some of them
  std::vector<SheetDetection> seen;
};

struct BlockView {
  std::vector<Moment> moments;
  double decoded_s = 0;   // of recording, beyond key pictures
  double unclear_s = 0;   // of these, light or camera changed as a whole: nothing can be said of them
  std::size_t looks = 0;  // runs of the detector
};

struct Framing {
  int factor = 1;            // of shrink()
  perception::Box interest;  // where something has to move to be looked at; pixels of the picture
};

// What one thread needs for itself. The decoder belongs to one file and is opened anew for another.
class Looker {
 public:
  explicit Looker(std::unique_ptr<perception::Detector> detector) : detector_(std::move(detector)) {}
  Result<video::GroupDecoder*> decoder_for(const std::shared_ptr<const video::FootageReader>& file);
  perception::Detector& detector() { return *detector_; }
  std::int64_t damaged() const { return damaged_before_ + (decoder_ ? decoder_->damaged() : 0); }

 private:
  std::unique_ptr<perception::Detector> detector_;
  std::shared_ptr<const video::FootageReader> file_;
  std::optional<video::GroupDecoder> decoder_;
  std::int64_t damaged_before_ = 0;
};

// Asked again for every group of pictures, from any thread: an error ends the work.
using MayGoOn = std::function<Status()>;

// Fills in the block's keys and samples. A group whose key is damaged is dropped: nothing after it can be trusted.
Status see_keys(Block& block, int factor, Looker& looker, const MayGoOn& may_go_on);

// `next_key`: what the camera sees right after the block; null at an end of the recording, which is always decoded.
Result<BlockView> look_at(const Block& block, const SmallPicture* next_key, const StillScene& still, const Framing& framing, Looker& looker,
                          const MayGoOn& may_go_on);

}  // namespace vigie::evidence
