#include "video/source.h"

#include <algorithm>
#include <condition_variable>

#include "city/camera.h"
#include "input.h"
#include "video/fragmenter.h"
#include "wall_clock.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

constexpr AVRational kTicks = {1, static_cast<int>(kTimescale)};

WallClock::Pace pace_of(const SourceSettings& settings, bool is_file) {
  if (!settings.paced) return WallClock::Pace::none;
  return is_file ? WallClock::Pace::media : WallClock::Pace::arrival;
}

}  // namespace

struct PictureSource::State {
  State(std::shared_ptr<const CameraPermits> permits, SourceSettings wanted, const Clock& a_clock, std::stop_token a_stop)
      : settings(std::move(wanted)), clock(a_clock), stop(a_stop), input(std::move(permits), settings, clock, std::move(a_stop)) {}
  SourceSettings settings;
  const Clock& clock;
  std::stop_token stop;
  Input input;
  std::optional<WallClock> wall;
  PacketPtr packet{av_packet_alloc()};
  std::int64_t last_decode_stamp = AV_NOPTS_VALUE;  // of this round, in ticks
  std::uint64_t packets_this_round = 0;

  Result<AVPacket*> read();
  WallClock::Stamps stamps(const AVPacket& packet);
  Status wait_until(SteadyTime due);
  double fps() const;
};

double PictureSource::State::fps() const {
  const AVRational rate = av_guess_frame_rate(input.format(), &input.stream(), nullptr);
  const double fps = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
  return fps <= 240 ? fps : 0;
}

// The next packet; a file that has ended is opened anew, because not every container can be sought in.
Result<AVPacket*> PictureSource::State::read() {
  for (;;) {
    VIGIE_TRY(AVPacket * next, input.read());
    if (next) return next;
    if (settings.feed && settings.feed->size() < 0)
      return fail(ErrorKind::unavailable, settings.camera + ": the browser's camera began anew", "source.changed");
    if (!settings.loop || !input.is_file()) return fail(ErrorKind::not_found, settings.camera + ": the video has ended", "source.ended");
    if (packets_this_round == 0) return fail(ErrorKind::corrupt, settings.camera + ": there is no picture in it", "source.no_video");
    VIGIE_CHECK(input.open());
    wall->restart();
    packets_this_round = 0;
    last_decode_stamp = AV_NOPTS_VALUE;
  }
}

WallClock::Stamps PictureSource::State::stamps(const AVPacket& next) {
  const auto ticks = [&](std::int64_t stamp) {
    return stamp == AV_NOPTS_VALUE ? stamp : av_rescale_q(stamp, input.stream().time_base, kTicks);
  };
  const std::int64_t picture = ticks(next.pts);
  std::int64_t decode = ticks(next.dts);
  if (decode == AV_NOPTS_VALUE) decode = picture;
  if (decode == AV_NOPTS_VALUE) {  // raw streams have no time of their own
    const double rate = fps() > 0 ? fps() : 25;
    decode = last_decode_stamp == AV_NOPTS_VALUE ? 0 : last_decode_stamp + static_cast<std::int64_t>(kTicks.den / rate);
  }
  last_decode_stamp = decode;
  return {decode, picture == AV_NOPTS_VALUE ? decode : picture};
}

Status PictureSource::State::wait_until(SteadyTime due) {
  std::mutex mutex;
  std::condition_variable_any never;
  for (SteadyTime now = clock.steady_now(); now < due; now = clock.steady_now()) {
    VIGIE_CHECK(input.check());
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, std::min<SteadyTime::duration>(due - now, 1s), [] { return false; });
  }
  return {};
}

PictureSource::PictureSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureSource::~PictureSource() = default;

Result<std::unique_ptr<PictureSource>> PictureSource::open(std::shared_ptr<const CameraPermits> permits, SourceSettings settings,
                                                           const Clock& clock, std::stop_token stop) {
  if (permits->camera() != settings.camera)
    return fail(ErrorKind::denied, fmt::format("the permits are for {}, not for {}", permits->camera(), settings.camera),
                "permit.other_source");
  VIGIE_CHECK(permits->check_any());
  VIGIE_CHECK(check_url(settings.url));
  if (settings.url == city::kPushed && !settings.feed)
    return fail(ErrorKind::invalid_input, settings.camera + ": nothing was uploaded", "push.missing");
  av_log_set_level(AV_LOG_FATAL);  // what is wrong with a source is said once, by our own sentences

  auto state = std::make_unique<State>(std::move(permits), std::move(settings), clock, std::move(stop));
  VIGIE_CHECK(state->input.open());
  state->wall.emplace(pace_of(state->settings, state->input.is_file()), clock);
  return std::unique_ptr<PictureSource>(new PictureSource(std::move(state)));
}

Result<SourcePacket> PictureSource::next() {
  State& state = *state_;
  VIGIE_TRY(AVPacket * next, state.read());
  ++state.packets_this_round;
  const bool has_picture_stamp = next->pts != AV_NOPTS_VALUE;
  const WallClock::Placed placed = state.wall->place(state.stamps(*next));
  VIGIE_CHECK(state.wait_until(placed.due));

  av_packet_unref(state.packet.get());
  av_packet_move_ref(state.packet.get(), next);
  state.packet->dts = to_ticks(placed.decode_at);
  // Without a stamp of its own the decoder finds the picture's place by the order of decoding.
  state.packet->pts = has_picture_stamp ? to_ticks(placed.at) : AV_NOPTS_VALUE;
  SourcePacket packet;
  packet.packet = state.packet.get();
  packet.at = placed.at;
  packet.decode_at = placed.decode_at;
  packet.received = state.clock.steady_now();
  packet.restarted = placed.restarted;
  packet.hurry = placed.hurry;
  return packet;
}

const AVCodecParameters& PictureSource::codec() const { return *state_->input.stream().codecpar; }
bool PictureSource::is_h264() const { return codec().codec_id == AV_CODEC_ID_H264; }
std::string PictureSource::codec_name() const { return avcodec_get_name(codec().codec_id); }
double PictureSource::nominal_fps() const { return state_->fps(); }

std::chrono::milliseconds Backoff::next() {
  const auto delay = std::min<std::chrono::milliseconds>(1000ms * (1 << std::min(attempts_, 5)), 30s);
  ++attempts_;
  return delay;
}

}  // namespace vigie::video
