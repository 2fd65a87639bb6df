#pragma once
// The door to pictures. Live, going back and playback are one path: fragmented MP4 (ISO/IEC 14496-12), one fragment per
// frame, whose decode time (tfdt) is the wall clock: seconds since 1970-01-01 UTC times the timescale, so that a
// browser's `video.currentTime` *is* the time of the picture. Workers make the bytes; the server relays and never parses them.
//
// Every call takes the Permit it stands on and re-checks it; when it ends, the sink gets `on_end` with the reason.

#include <memory>

#include "base/digest.h"
#include "city/permit.h"

namespace vigie::city {

struct Fragment {
  std::shared_ptr<const Bytes> bytes;
  enum class Kind { init, key, delta } kind = Kind::delta;  // init: ftyp+moov, sent first and after every restart of the source
  UtcTime at{};          // wall clock of the picture; of an init: the source's (re)start
  std::string codec;     // of an init: the MIME type for MSE, e.g. video/mp4; codecs="avc1.64001f"
};

// One box of one instant: no id, nothing that links it to another instant (RULES L04).
struct InstantBox {
  std::string kind;  // person bicycle car motorcycle bus truck
  double x = 0, y = 0, width = 0, height = 0;  // fractions of the picture, 0–1
  double confidence = 0;
};

struct Overlay {
  SourceId camera;
  UtcTime at{};  // of the picture that was analysed
  std::vector<InstantBox> boxes;
};

// Called on the door's own threads: must return at once (queue or drop up to the next key fragment), never call back in.
class FragmentSink {
 public:
  virtual ~FragmentSink() = default;
  virtual void on_fragment(const Fragment& fragment) = 0;
  virtual void on_overlay(const Overlay& overlay) = 0;
  virtual void on_end(const Error& why) = 0;  // last call
};

class Viewing {  // destroyed: the sink is called no more
 public:
  virtual ~Viewing() = default;
};

// Health as the worker sees it.
struct CameraHealth {
  SourceId camera;
  enum class State { starting, live, lost, refused, stopped } state = State::starting;
  UtcTime last_picture{};
  bool recording = false, analysing = false;
  std::string reason;       // catalogue code when not live: "camera.unreachable", "basis.ended", "codec.unsupported", …
  std::string detail;       // one English sentence
  double frames_per_second = 0, analysed_per_second = 0;
  double detection_age_ms_p50 = 0, detection_age_ms_p95 = 0;  // frame received → detected
  std::uint64_t analysis_drops = 0;
  int width_px = 0, height_px = 0;
  std::uint64_t restarts = 0;  // of the source since the worker started
};

class Live {
 public:
  virtual ~Live() = default;
  // From now on: an init, then from the newest key fragment on. `boxes`: whether the viewer may see overlays.
  virtual Result<std::unique_ptr<Viewing>> watch(const Permit& permit, const SourceId& camera, StreamKind stream, bool boxes, std::shared_ptr<FragmentSink> sink) = 0;
  // From memory, the open segment or closed ones, from the key frame at or before `from`; as fast as the sink's viewer
  // would need it (a few seconds ahead of real time × `speed`), gaps are jumped. Goes over into live when it catches up unless `to` is set.
  virtual Result<std::unique_ptr<Viewing>> play(const Permit& permit, const SourceId& camera, StreamKind stream, UtcTime from, std::optional<UtcTime> to, double speed,
                                                std::shared_ptr<FragmentSink> sink) = 0;
  // A whole short clip as one MP4 file (≤ 60 s, ≤ 32 MiB), for an alert's card.
  virtual Result<Bytes> clip(const Permit& permit, const SourceId& camera, Interval span) = 0;
  // Bytes of an upload or a browser's camera (WebM or MP4 chunks) on their way to a worker; `last` ends the file.
  virtual Status feed(const Permit& permit, const SourceId& camera, std::span<const std::uint8_t> chunk, bool last) = 0;
  virtual Result<CameraHealth> health(const SourceId& camera) const = 0;
  virtual std::vector<CameraHealth> health_of_all() const = 0;
};

}  // namespace vigie::city
