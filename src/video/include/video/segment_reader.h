#pragma once
// Reads what SegmentWriter wrote, open segment included, without a decoder: boxes are walked, never trusted (a fragment
// up to 17 MiB, a segment up to 2 GiB). Also the short clip of an alert.

#include <filesystem>

#include "city/live.h"

namespace vigie::video {

// One stream of one camera from a moment on; gaps are jumped. One thread at a time. Wants a Permit to view, replay,
// search or export this camera, and asks it again at least every second.
class SegmentReader {
 public:
  static Result<SegmentReader> open(const city::Permit& permit, const std::filesystem::path& root, const city::SourceId& camera,
                                    city::StreamKind stream, UtcTime from, const Clock& clock);
  ~SegmentReader();
  SegmentReader(SegmentReader&&) noexcept;
  SegmentReader& operator=(SegmentReader&&) noexcept;

  // An init first and again whenever the stream changed; then from the key at or before `from` (or the first one after
  // a gap). nullopt: nothing more now; the open segment may grow, so ask again or go over to live.
  Result<std::optional<city::Fragment>> next();

 private:
  struct State;
  explicit SegmentReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t kMaxClipBytes = 32u << 20;
inline constexpr std::chrono::seconds kMaxClip{60};

// One MP4 from the fragments of a clip: starts with an init; ends at the next init or at a bound. not_found when it holds no key.
Result<Bytes> make_clip(std::span<const city::Fragment> fragments);
// The same from disk: span at most kMaxClip.
Result<Bytes> make_clip(const city::Permit& permit, const std::filesystem::path& root, const city::SourceId& camera,
                        city::StreamKind stream, city::Interval span, const Clock& clock);

}  // namespace vigie::video
