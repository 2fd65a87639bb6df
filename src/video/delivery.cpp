#include "delivery.h"

#include "base/log.h"

namespace vigie::video {

using city::Processing;
using Kind = city::Fragment::Kind;

Delivery::Delivery(std::shared_ptr<const CameraPermits> permits, const PipelineSettings& settings, const PipelineEvents& events,
                   SegmentDisk& disk, const Clock& clock, FragmentRing& ring, NewestSlot<Picture>& slot, NewestSlot<Picture>& health_slot,
                   HealthMeter& health)
    : permits_(std::move(permits)),
      settings_(settings),
      events_(events),
      disk_(disk),
      clock_(clock),
      ring_(ring),
      slot_(slot),
      health_slot_(health_slot),
      health_(health) {}

void Delivery::refresh() {
  const SteadyTime now = clock_.steady_now();
  if (asked_ && now - *asked_ < std::chrono::seconds{1}) return;
  asked_ = now;
  may_view_ = permits_->check(Processing::view).has_value();
  may_record_ = !settings_.recordings.empty() && permits_->check(Processing::record).has_value();
  may_analyse_ = permits_->check(Processing::analyse) || permits_->check(Processing::statistics);
  may_check_ = permits_->check(Processing::record).has_value();
  if (!may_view_) viewing_ = false;
  if (!may_analyse_) slot_.take();
  if (!may_check_) health_slot_.take();
  if (!may_record_) writer_.reset();
  health_.recording(writer_ && writer_->recording());
}

Status Delivery::start(const AvcParameters& parameters, UtcTime at, double nominal_fps) {
  VIGIE_TRY(init_, fragmenter_.start(parameters, at, nominal_fps));
  viewing_ = false;
  ring_.add(*init_);
  if (writer_) record(*init_);
  return {};
}

void Delivery::add(const AvcPicture& picture) {
  if (!init_) return;
  const city::Fragment fragment = fragmenter_.add(picture);
  if (wants_fragments()) ring_.add(fragment);
  if (may_view_) send(fragment);
  if (may_record_) record(fragment);
}

// A sink always gets an init and a key before anything else, also when viewing was off for a while.
void Delivery::send(const city::Fragment& fragment) {
  if (!events_.fragment) return;
  if (!viewing_) {
    if (fragment.kind != Kind::key) return;
    events_.fragment(*init_);
    viewing_ = true;
  }
  events_.fragment(fragment);
}

void Delivery::record(const city::Fragment& fragment) {
  if (!writer_) {
    auto created = SegmentWriter::create(permits_,
                                         {settings_.recordings, settings_.source.camera, settings_.stream, settings_.mask_version,
                                          settings_.exercise, events_.segment_changed},
                                         disk_);
    if (!created) {
      if (created.error().kind != ErrorKind::denied) spdlog::error("{}: {}", settings_.source.camera, created.error().message);
      may_record_ = false;  // until the next refresh
      return;
    }
    writer_ = std::move(*created);
    static_cast<void>(writer_->write(*init_));  // an init is only remembered
  }
  if (const Status written = writer_->write(fragment); !written && written.error().kind != ErrorKind::denied)
    spdlog::error("{}: {}", settings_.source.camera, written.error().message);
}

void Delivery::publish(Picture picture) {
  if (may_check_) health_slot_.put(picture);
  if (may_analyse_) slot_.put(std::move(picture));
  if (events_.picture_ready) events_.picture_ready();
}

void Delivery::restarted(UtcTime at) {
  if (std::exchange(seen_one_, true)) health_.restarted();
  if (events_.restarted) events_.restarted(at);
}

void Delivery::pause() {
  writer_.reset();
  slot_.take();
  health_slot_.take();
  init_.reset();
  viewing_ = false;
  asked_.reset();
  health_.recording(false);
}

}  // namespace vigie::video
