#include "worker/worker_camera.h"

#include <algorithm>

#include "base/log.h"

namespace vigie::app {
namespace {

constexpr std::chrono::seconds between_starts{5};

std::size_t index_of(city::StreamKind stream) { return stream == city::StreamKind::main ? 0 : 1; }

// "user:password"; the password may hold a colon.
std::pair<std::string, std::string> split(const std::string& credentials) {
  const auto colon = credentials.find(':');
  if (colon == std::string::npos) return {credentials, ""};
  return {credentials.substr(0, colon), credentials.substr(colon + 1)};
}

// What a running pipeline depends on, as text to compare.
std::string picture_settings(const Configure::One& one) {
  const Json camera = to_json(one.camera);
  return canonical({camera["streams"], camera["review"], camera["masks"], camera["exercise"], camera["replay"], one.credentials});
}

}  // namespace

WorkerCamera::WorkerCamera(Configure::One configured, WorkerRoom room)
    : configured_(std::move(configured)),
      room_(std::move(room)),
      permits_(std::make_shared<video::CameraPermits>(configured_.camera.id, std::vector<city::Permit>{})),
      voice_(std::make_shared<CameraVoice>(configured_.camera, room_.desk)) {
  adopt_recordings();
  if (city::is_pushed(configured_.camera)) begin_feed();
}

WorkerCamera::~WorkerCamera() { close(); }

void WorkerCamera::close() {
  if (feed_) feed_->close();
  std::lock_guard lock(pipelines_mutex_);
  for (const auto& [kind, pipeline] : pipelines_) pipeline->stop();
}

bool WorkerCamera::same_pictures(const Configure::One& other) const { return picture_settings(configured_) == picture_settings(other); }

void WorkerCamera::rename(Configure::One other) { configured_ = std::move(other); }

void WorkerCamera::adopt_recordings() {
  if (room_.recordings.empty()) return;
  const auto adopted = video::adopt(room_.recordings, configured_.camera.id);
  if (!adopted) {
    spdlog::error("{}: recordings left open by a crash could not be closed: {}", configured_.camera.id, adopted.error().message);
    return;
  }
  for (const auto& sentence : adopted->unusable) spdlog::warn("{}: {}", configured_.camera.id, sentence);
  for (const auto& row : adopted->segments) voice_->adopted(row);
}

void WorkerCamera::start() {
  next_try_ = room_.clock.steady_now() + between_starts;
  trouble_.reset();
  const auto& streams = configured_.camera.streams;
  for (const auto& stream : streams) {
    const bool records = stream.kind == city::StreamKind::main || streams.size() == 1;
    if (pipeline(stream.kind)) continue;
    if (const auto started = start(stream, records); !started) {
      spdlog::warn("{}: {}", configured_.camera.id, started.error().message);
      trouble_ = started.error();
    }
  }
}

void WorkerCamera::begin_feed() {
  feed_ = std::make_shared<video::PushFeed>();
  feed_ended_ = false;
  trouble_.reset();
}

Status WorkerCamera::start(const city::CameraStream& stream, bool records) {
  const city::Camera& camera = configured_.camera;
  video::PipelineSettings settings;
  settings.source.camera = camera.id;
  settings.source.url = stream.url;
  if (const auto at = configured_.credentials.find(stream.secret); !stream.secret.empty() && at != configured_.credentials.end())
    std::tie(settings.source.user, settings.source.password) = split(at->second);
  settings.source.feed = feed_;
  settings.stream = stream.kind;
  settings.review = camera.review;
  settings.masks = camera.masks;
  settings.mask_version = camera.mask_version();
  settings.exercise = camera.exercise;
  if (records) settings.recordings = room_.recordings;

  video::PipelineEvents events;
  // Read on the pipeline's own thread only, which ends before the pipeline does.
  const auto self = std::make_shared<std::atomic<video::Pipeline*>>(nullptr);
  events.fragment = [this, self, kind = stream.kind](const city::Fragment& fragment) { send_live(kind, *self, fragment); };
  events.segment_changed = [voice = voice_](const city::SegmentRow& row) { voice->segment(row); };
  const bool is_analysed = stream.kind == city::StreamKind::sub || configured_.camera.streams.size() == 1;
  events.restarted = [this, voice = voice_, records, is_analysed](UtcTime at) {
    if (is_analysed) restarted_us_ = to_unix_us(at);
    if (records) voice->source_restarted(at);
  };
  events.picture_ready = room_.picture_ready;
  VIGIE_TRY(auto started, video::Pipeline::start(permits_, std::move(settings), std::move(events), room_.disk, room_.clock));
  *self = started.get();
  std::lock_guard lock(pipelines_mutex_);
  pipelines_[stream.kind] = std::move(started);
  return {};
}

void WorkerCamera::send_live(city::StreamKind stream, const video::Pipeline* pipeline, const city::Fragment& fragment) {
  const std::size_t index = index_of(stream);
  if (!pictures_wanted_[index]) return;
  // A new viewer first gets the newest group of pictures from memory, here, so that nothing comes twice or out of order.
  if (catch_up_[index]) {
    if (!pipeline) return;  // it is just being made
    catch_up_[index] = false;
    // An init begins anew anyway: its key is the next event.
    if (fragment.kind != city::Fragment::Kind::init)
      for (auto& earlier : pipeline->ring().newest())
        if (earlier.bytes != fragment.bytes) room_.link.picture({permits_->camera(), stream, 0, std::move(earlier)});
  }
  room_.link.picture({permits_->camera(), stream, 0, fragment});
}

void WorkerCamera::permit(city::Permit permit) {
  std::vector<city::Permit> all;
  std::lock_guard lock(held_mutex_);
  held_.insert_or_assign(permit.terms().processing, permit);
  for (const auto& [processing, one] : held_) all.push_back(one);
  permits_->replace(std::move(all));
}

std::optional<city::Permit> WorkerCamera::permit_to_analyse() const {
  std::lock_guard lock(held_mutex_);
  for (const auto processing : {city::Processing::analyse, city::Processing::statistics})
    if (const auto at = held_.find(processing); at != held_.end() && at->second.check()) return at->second;
  return std::nullopt;
}

std::optional<city::Permit> WorkerCamera::permit_to_record() const {
  std::lock_guard lock(held_mutex_);
  const auto at = held_.find(city::Processing::record);
  if (at == held_.end() || !at->second.check()) return std::nullopt;
  return at->second;
}

void WorkerCamera::watch(const Watch& wanted) {
  const std::size_t index = index_of(wanted.stream);
  if (wanted.pictures && !pictures_wanted_[index]) catch_up_[index] = true;
  pictures_wanted_[index] = wanted.pictures;
  boxes_wanted_[index] = wanted.boxes;
}

void WorkerCamera::nobody_watches() {
  for (const std::size_t index : {0, 1}) pictures_wanted_[index] = boxes_wanted_[index] = false;
}

void WorkerCamera::feed(Feed chunk) {
  if (feed_) chunks_.push_back(std::move(chunk));
}

void WorkerCamera::tick() {
  if (!check(city::Processing::record)) voice_->recording_stands("record.not_permitted");
  bool all_started;
  {
    std::lock_guard lock(pipelines_mutex_);
    all_started = pipelines_.size() == configured_.camera.streams.size();
  }
  if (!all_started && room_.clock.steady_now() >= next_try_ && permits_->check_any()) start();
  while (!chunks_.empty()) {
    if (feed_ended_) {  // a second upload or another sitting at the browser's camera
      begin_feed();
      std::map<city::StreamKind, std::shared_ptr<video::Pipeline>> old;
      {
        std::lock_guard lock(pipelines_mutex_);
        old.swap(pipelines_);
      }
      for (const auto& [kind, pipeline] : old) pipeline->stop();
      start();
    }
    const Feed& chunk = chunks_.front();
    const auto taken = feed_->put(chunk.chunk, chunk.last);
    if (!taken && taken.error().kind == ErrorKind::unavailable) return;  // the ring is full: offered again with the next tick
    if (!taken) trouble_ = taken.error();
    feed_ended_ = feed_ended_ || chunk.last;
    room_.link.tell(FeedTaken{camera().id, chunk.chunk.size()});
    chunks_.pop_front();
  }
}

city::CameraHealth WorkerCamera::health() const {
  city::CameraHealth health;
  const auto main = pipeline(city::StreamKind::main);
  const auto any = main ? main : pipeline(city::StreamKind::sub);
  if (any) health = any->health();
  health.camera = permits_->camera();
  if (any && !(feed_ && trouble_)) return health;  // an upload that is refused is said although its first bytes play
  const Status permitted = permits_->check_any();
  const std::optional<Error> why = trouble_ ? trouble_ : permitted ? std::nullopt : std::optional{permitted.error()};
  if (why) {
    health.state = trouble_ ? city::CameraHealth::State::refused : city::CameraHealth::State::stopped;
    health.reason = why->code.empty() ? "camera.refused" : why->code;
    health.detail = why->message;
  }
  return health;
}

std::shared_ptr<video::Pipeline> WorkerCamera::pipeline(city::StreamKind stream) const {
  std::lock_guard lock(pipelines_mutex_);
  const auto at = pipelines_.find(stream);
  return at == pipelines_.end() ? nullptr : at->second;
}

std::shared_ptr<video::Pipeline> WorkerCamera::analysed() const {
  auto sub = pipeline(city::StreamKind::sub);
  return sub ? sub : pipeline(city::StreamKind::main);
}

}  // namespace vigie::app
