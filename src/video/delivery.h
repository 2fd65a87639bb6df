#pragma once
// Where a camera's pictures may go at this moment: live, ring, recording, analysis; each only while its Permit is live.

#include "video/fragmenter.h"
#include "video/pipeline.h"

namespace vigie::video {

// One camera's thread; outlives its sources.
class Delivery {
 public:
  Delivery(std::shared_ptr<const CameraPermits> permits, const PipelineSettings& settings, const PipelineEvents& events, SegmentDisk& disk,
           const Clock& clock, FragmentRing& ring, NewestSlot<Picture>& slot, NewestSlot<Picture>& health_slot, HealthMeter& health);

  // Asks the permits again, once a second.
  void refresh();
  bool wants_fragments() const { return may_view_ || may_record_; }
  bool wants_pictures() const { return may_analyse_ || may_check_; }

  Status start(const AvcParameters& parameters, UtcTime at, double nominal_fps);
  void add(const AvcPicture& picture);
  bool is_gap(UtcTime decode_at) const { return fragmenter_.is_gap(decode_at); }
  void publish(Picture picture);
  void restarted(UtcTime at);
  // The camera is gone or must not be open: what was open is closed.
  void pause();

 private:
  void send(const city::Fragment& fragment);
  void record(const city::Fragment& fragment);
  const std::shared_ptr<const CameraPermits> permits_;
  const PipelineSettings& settings_;
  const PipelineEvents& events_;
  SegmentDisk& disk_;
  const Clock& clock_;
  FragmentRing& ring_;
  NewestSlot<Picture>& slot_;
  NewestSlot<Picture>& health_slot_;
  HealthMeter& health_;

  std::optional<SteadyTime> asked_;
  bool may_view_ = false, may_record_ = false, may_analyse_ = false,
       may_check_ = false;  // may_check_: camera health, on the recording's basis
  Fragmenter fragmenter_;
  std::optional<city::Fragment> init_;
  bool viewing_ = false;  // the sink has this init and a key
  bool seen_one_ = false;
  std::unique_ptr<SegmentWriter> writer_;
};

}  // namespace vigie::video
