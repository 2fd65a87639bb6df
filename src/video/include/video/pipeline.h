#pragma once
// One camera from its address to everything that may be done with its pictures:
//
//   source ─ copied: H.264, reviewed "no dwelling" or masked in the camera ──────────────┐
//      └──── else: decode → paint mask → encode once ────────────────────────────────────┴→ fragments → ring, live sink, segments
//                               └→ newest-frame slot → analysis
//
// A mask is painted before anything else sees the picture. Without a review (MaskReview::none) nothing is opened.

#include "base/queue.h"
#include "base/thread.h"
#include "city/camera.h"
#include "video/fragment_ring.h"
#include "video/health.h"
#include "video/picture.h"
#include "video/segment_writer.h"
#include "video/source.h"

namespace vigie::video {

struct PipelineSettings {
  SourceSettings source;
  city::StreamKind stream = city::StreamKind::main;
  city::MaskReview review = city::MaskReview::none;
  std::vector<city::PictureArea> masks;
  std::string mask_version;
  bool exercise = false;
  std::filesystem::path recordings;  // root folder; empty: never records
};

// Called on the camera's thread (segments closed: on the disk's thread). They return at once and must not call back in.
struct PipelineEvents {
  std::function<void(const city::Fragment&)> fragment;           // only while a permit to view is live
  std::function<void(const city::SegmentRow&)> segment_changed;  // opened, closed
  std::function<void(UtcTime)> restarted;                        // pictures before and after do not belong together
  std::function<void()> picture_ready;                           // the slot was filled: wakes one analysis thread for many cameras
};

// Owns one thread. Opens, reconnects with a growing delay, and stops what a Permit no longer covers within a second or
// so: no analyse/statistics permit, no picture in the slot; no view, no fragment; no record, the segment is closed;
// none at all, the source is closed until a permit is live again.
class Pipeline {
 public:
  static Result<std::unique_ptr<Pipeline>> start(std::shared_ptr<const CameraPermits> permits, PipelineSettings settings,
                                                 PipelineEvents events, SegmentDisk& disk, const Clock& clock);
  ~Pipeline();  // stops
  void stop();  // waits, at most about a second; no event afterwards except segments closed by the disk
  // Analysis takes from here on its own thread, in turn with other cameras; newest wins, `dropped()` counts the others.
  NewestSlot<Picture>& pictures();
  // The same for camera health, which stands on the permit to record.
  NewestSlot<Picture>& health_pictures();
  const FragmentRing& ring() const;
  city::CameraHealth health() const;

 private:
  struct State;
  explicit Pipeline(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::video
