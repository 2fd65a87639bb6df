#include "footage_sequence.h"

#include <algorithm>

namespace vigie::evidence {
namespace {

constexpr double kBlock_s = 30;
constexpr std::size_t kMostBlockBytes = 48u << 20;
constexpr double kLeastMissing_s = 2;
constexpr double kLeastMissingShare = 0.05;
constexpr double kSeam_s = 1;  // a shorter hole between two files is how cameras stamp, no gap

}  // namespace

FootageSequence::FootageSequence(std::vector<Footage> files, std::size_t at, video::FootageReader first, std::vector<Unsearched> lost)
    : files_(std::move(files)),
      at_(at),
      reader_(std::make_shared<video::FootageReader>(std::move(first))),
      begin_s_(files_[at].start_s.value_or(0)),
      offset_s_(begin_s_),
      end_s_(offset_s_),
      told_end_s_(offset_s_),
      width_px_(reader_->width_px()),
      height_px_(reader_->height_px()),
      unsearched_(std::move(lost)) {}

Result<FootageSequence> FootageSequence::open(std::vector<Footage> files) {
  if (files.empty()) return fail(ErrorKind::invalid_input, "a search wants at least one file");
  std::optional<Error> first_error;
  std::vector<Unsearched> lost;
  for (std::size_t at = 0; at < files.size(); ++at) {
    auto reader = video::FootageReader::open(files[at].file);
    if (reader) return FootageSequence(std::move(files), at, std::move(*reader), std::move(lost));
    lost.push_back({files[at].start_s.value_or(0), files[at].start_s.value_or(0), reader.error().message});
    if (!first_error) first_error = reader.error();
  }
  return tl::make_unexpected(*first_error);
}

double FootageSequence::share_done(double at_s) const {
  const double file_s = reader_->duration_s();
  double expected_s = 0;
  if (at_ + 1 < files_.size() && files_.back().start_s)
    expected_s = *files_.back().start_s + file_s;
  else if (file_s > 0)  // files of one camera are mostly of one length
    expected_s = offset_s_ + file_s * static_cast<double>(files_.size() - at_);
  return expected_s > begin_s_ ? std::clamp((at_s - begin_s_) / (expected_s - begin_s_), 0.0, 1.0) : 0;
}

void FootageSequence::lose(double from_s, const Error& error) {
  const double known_s = at_ + 1 < files_.size() ? files_[at_ + 1].start_s.value_or(from_s) : from_s;
  unsearched_.push_back({from_s, std::max(from_s, known_s), error.message});
}

// A file that was cut short while copied reads cleanly up to its end. Containers round, and sound may be longer than the picture:
// a little less than announced is no fault.
void FootageSequence::note_early_end() {
  const double announced_s = reader_->duration_s(), read_s = end_s_ - offset_s_;
  if (announced_s - read_s <= std::max(kLeastMissing_s, kLeastMissingShare * announced_s)) return;
  unsearched_.push_back(
      {end_s_, offset_s_ + announced_s,
       fmt::format("the file ends after {:.1f} of the {:.1f} s that it announces: it was cut short, copy it again", read_s, announced_s)});
}

Result<bool> FootageSequence::open_next() {
  while (at_ + 1 < files_.size()) {
    const Footage& file = files_[++at_];
    const double start_s = file.start_s.value_or(end_s_);
    if (start_s < end_s_ - kSeam_s)
      return fail(ErrorKind::invalid_input,
                  fmt::format("{}: begins at {:.1f} s, before the end of the file before it ({:.1f} s): the camera's "
                              "clock was set back, or the files are in another order; search the parts one by one",
                              file.file.string(), start_s, end_s_));
    auto opened = video::FootageReader::open(file.file);
    if (!opened) {
      lose(std::max(start_s, end_s_), opened.error());
      continue;
    }
    if (opened->width_px() != width_px_ || opened->height_px() != height_px_)
      return fail(
          ErrorKind::unsupported,
          fmt::format("{}: its pictures are {} × {}, those before {} × {}: an area is drawn on one size, so search the parts one by one",
                      file.file.string(), opened->width_px(), opened->height_px(), width_px_, height_px_));
    reader_ = std::make_shared<video::FootageReader>(std::move(*opened));
    offset_s_ = std::max(start_s, end_s_);
    return true;
  }
  return false;
}

Result<std::optional<Block>> FootageSequence::next() {
  Block block;
  std::size_t bytes = 0;
  while (block.groups.empty() || (block.end_s() - block.start_s() < kBlock_s && bytes < kMostBlockBytes)) {
    if (file_ended_) {
      if (!block.groups.empty()) break;
      VIGIE_TRY(const bool more, open_next());
      if (!more) return std::optional<Block>();
      file_ended_ = false;
    }
    auto group = reader_->next();
    if (!group) lose(end_s_, group.error());
    if (!group || !*group) {
      if (group) note_early_end();
      file_ended_ = true;
      continue;
    }
    bytes += (*group)->delta_bytes();
    block.file = reader_;
    block.offset_s = offset_s_;
    end_s_ = std::max(end_s_, (*group)->end_s() + offset_s_);
    block.groups.push_back(std::move(*group));
  }
  block.gap_before_s = std::max(0.0, block.start_s() - told_end_s_);
  if (block.gap_before_s > kSeam_s) unsearched_.push_back({told_end_s_, block.start_s(), kNotRecorded});
  told_end_s_ = block.end_s();
  return std::optional<Block>(std::move(block));
}

}  // namespace vigie::evidence
