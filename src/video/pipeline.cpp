#include "video/pipeline.h"

#include <condition_variable>

#include "base/log.h"
#include "connection.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;
using Health = city::CameraHealth::State;

Status check_review(const PipelineSettings& settings, const MaskPainter& painter) {
  if (settings.review == city::MaskReview::none)
    return fail(ErrorKind::denied, settings.source.camera + ": its masks have not been reviewed; it must not go live", "mask.not_reviewed");
  if (settings.review == city::MaskReview::masked_here && painter.empty())
    return fail(ErrorKind::invalid_input, settings.source.camera + ": reviewed as masked here, but no mask is drawn", "mask.missing");
  return {};
}

void wait_for(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

Health state_after(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::denied:
    case ErrorKind::cancelled:
      return Health::stopped;
    case ErrorKind::invalid_input:
    case ErrorKind::unsupported:
    case ErrorKind::corrupt:
      return Health::refused;
    default:
      return Health::lost;
  }
}

bool has_ended(const Error& error) { return error.code == "source.ended" || error.code == "push.ended"; }

}  // namespace

struct Pipeline::State {
  State(std::shared_ptr<const CameraPermits> a_permits, PipelineSettings a_settings, PipelineEvents an_events, MaskPainter a_painter,
        SegmentDisk& disk, const Clock& a_clock)
      : permits(std::move(a_permits)),
        settings(std::move(a_settings)),
        events(std::move(an_events)),
        painter(std::move(a_painter)),
        clock(a_clock),
        health(settings.source.camera, clock),
        delivery(permits, settings, events, disk, clock, ring, slot, health_slot, health) {}

  void run(const std::stop_token& stop);
  Error run_once(const std::stop_token& stop);

  const std::shared_ptr<const CameraPermits> permits;
  const PipelineSettings settings;
  const PipelineEvents events;
  MaskPainter painter;
  const Clock& clock;
  FragmentRing ring;
  NewestSlot<Picture> slot, health_slot;
  HealthMeter health;
  Delivery delivery;
  Backoff backoff;
  std::string said;  // code of the last trouble: it is logged once, not at every attempt
  Thread thread;     // last: stops before what it uses goes
};

// From opening the source to its end.
Error Pipeline::State::run_once(const std::stop_token& stop) {
  if (const Status allowed = permits->check_any(); !allowed) return allowed.error();
  auto source = PictureSource::open(permits, settings.source, clock, stop);
  if (!source) return source.error();
  auto connection = Connection::open(**source, settings, painter, delivery, health);
  if (!connection) return connection.error();
  Error why = (*connection)->run();
  if ((*connection)->had_picture()) {
    backoff.reset();
    said.clear();
  }
  return why;
}

void Pipeline::State::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Error why = run_once(stop);
    delivery.pause();
    if (stop.stop_requested()) break;
    health.state(state_after(why.kind), why.code, why.message);
    if (std::exchange(said, why.code) != why.code) spdlog::warn("{}: {}", settings.source.camera, why.message);
    if (has_ended(why)) return;
    if (why.code == "source.changed") continue;
    wait_for(stop, why.kind == ErrorKind::denied ? 1000ms : backoff.next());
  }
  health.state(Health::stopped);
}

Pipeline::Pipeline(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pipeline::~Pipeline() { stop(); }

Result<std::unique_ptr<Pipeline>> Pipeline::start(std::shared_ptr<const CameraPermits> permits, PipelineSettings settings,
                                                  PipelineEvents events, SegmentDisk& disk, const Clock& clock) {
  VIGIE_CHECK(permits->check_any());
  VIGIE_CHECK(check_url(settings.source.url));
  VIGIE_TRY(MaskPainter painter, MaskPainter::create(settings.masks));
  VIGIE_CHECK(check_review(settings, painter));
  auto state = std::make_unique<State>(std::move(permits), std::move(settings), std::move(events), std::move(painter), disk, clock);
  State* running = state.get();
  running->thread = Thread("camera", [running](std::stop_token stop) { running->run(stop); });
  return std::unique_ptr<Pipeline>(new Pipeline(std::move(state)));
}

void Pipeline::stop() { state_->thread.stop(); }
NewestSlot<Picture>& Pipeline::pictures() { return state_->slot; }
NewestSlot<Picture>& Pipeline::health_pictures() { return state_->health_slot; }
const FragmentRing& Pipeline::ring() const { return state_->ring; }
city::CameraHealth Pipeline::health() const { return state_->health.read(); }

}  // namespace vigie::video
