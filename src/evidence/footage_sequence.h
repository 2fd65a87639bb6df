#pragma once
// The files of one camera in order of time, cut into blocks: stretches of about half a minute that threads can take one each. A block
// never lies in two files, so that one decoder is enough for it; what moves is followed over its end all the same.

#include <memory>
#include <utility>
#include <vector>

#include "evidence/search.h"
#include "scene_memory.h"
#include "video/footage.h"

namespace vigie::evidence {

struct Block {
  std::shared_ptr<const video::FootageReader> file;  // what its decoder is opened for
  double offset_s = 0;                               // media time in the file + this = time of the findings
  double gap_before_s = 0;                           // not recorded, or not readable, between the block before and this one
  std::vector<std::shared_ptr<const video::PictureGroup>> groups;
  std::vector<SmallPicture> keys;     // of each group, once decoded
  std::vector<SmallPicture> samples;  // for the still scene, once decoded
  bool full_range = false;
  double start_s() const { return groups.front()->start_s() + offset_s; }
  double end_s() const { return groups.back()->end_s() + offset_s; }
};

class FootageSequence {
 public:
  // Of several files, those that cannot be read are told of as unsearched; an error when none can.
  static Result<FootageSequence> open(std::vector<Footage> files);

  // Compressed, nothing decoded; nullopt after the last. unsupported: a file with pictures of another size. invalid_input: one that
  // begins before the end of the one before it.
  Result<std::optional<Block>> next();
  int width_px() const { return width_px_; }
  int height_px() const { return height_px_; }
  double share_done(double at_s) const;  // 0–1 of all files, from what was read of them and their stated beginnings; 0: not known
  std::vector<Unsearched> take_unsearched() { return std::exchange(unsearched_, {}); }

 private:
  FootageSequence(std::vector<Footage> files, std::size_t at, video::FootageReader first, std::vector<Unsearched> lost);
  void note_early_end();
  Result<bool> open_next();  // false: there is none
  void lose(double from_s, const Error& error);

  std::vector<Footage> files_;
  std::size_t at_ = 0;  // of reader_
  std::shared_ptr<video::FootageReader> reader_;
  bool file_ended_ = false;
  double begin_s_ = 0, offset_s_ = 0, end_s_ = 0, told_end_s_ = 0;
  int width_px_ = 0, height_px_ = 0;
  std::vector<Unsearched> unsearched_;
};

}  // namespace vigie::evidence
