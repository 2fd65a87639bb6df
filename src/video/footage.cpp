#include "video/footage.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "ffmpeg.h"
#include "scaler.h"

namespace vigie::video {
namespace {

// Those of FileReader: containers and raw streams that hold their pictures inside.
constexpr const char* kFormats = "avi,mov,matroska,mpegts,mpeg,mpegvideo,flv,ogg,h264,hevc,m4v,asf,yuv4mpegpipe,mjpeg";
constexpr std::size_t kMostPictures = 1500, kMostBytes = 64u << 20;

}  // namespace

struct PictureGroup::State {
  std::vector<PacketPtr> packets;
  std::vector<double> times_s;  // when each packet's picture is shown
  double end_s = 0;
  std::size_t bytes = 0;
};

PictureGroup::PictureGroup(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureGroup::~PictureGroup() = default;
double PictureGroup::start_s() const { return state_->times_s.front(); }
double PictureGroup::end_s() const { return state_->end_s; }
std::size_t PictureGroup::pictures() const { return state_->packets.size(); }
std::size_t PictureGroup::delta_bytes() const { return state_->bytes - static_cast<std::size_t>(state_->packets.front()->size); }

struct FootageReader::State {
  std::string path;
  FormatPtr format;
  int stream_index = -1;
  double fps = 0;
  std::optional<double> first_s;
  double last_s = 0;
  PacketPtr ahead;  // the key of the next group
  bool ended = false;
  std::optional<Error> damage;

  const AVStream& stream() const { return *format->streams[stream_index]; }
  double time_of(const AVPacket& packet);
  Result<PacketPtr> read();
};

// Some old containers stamp no packet: then pictures follow each other at the rate the container names.
double FootageReader::State::time_of(const AVPacket& packet) {
  const auto stamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (stamp == AV_NOPTS_VALUE) return last_s + (fps > 0 ? 1 / fps : 0.04);
  const double at_s = static_cast<double>(stamp) * av_q2d(stream().time_base);
  if (!first_s) first_s = at_s;
  return std::max(0.0, at_s - *first_s);
}

Result<PacketPtr> FootageReader::State::read() {
  for (;;) {
    PacketPtr packet(av_packet_alloc());
    const int got = av_read_frame(format.get(), packet.get());
    if (got == AVERROR_EOF) return PacketPtr();
    if (got < 0)
      return fail(ErrorKind::corrupt, fmt::format("{}: damaged after {:.1f} s ({}); copy the file again", path, last_s, explain_av(got)));
    if (packet->stream_index == stream_index && packet->size > 0 && packet->size <= kMaxPacketBytes) return packet;
  }
}

FootageReader::FootageReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FootageReader::~FootageReader() = default;
FootageReader::FootageReader(FootageReader&&) noexcept = default;
FootageReader& FootageReader::operator=(FootageReader&&) noexcept = default;

Result<FootageReader> FootageReader::open(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::not_found, path.string() + ": there is no such file");
  if (!std::filesystem::is_regular_file(status)) return fail(ErrorKind::invalid_input, path.string() + ": is not a file");
  av_log_set_level(AV_LOG_FATAL);  // what is wrong with a file is said once, by our own sentences
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kFormats, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  AVFormatContext* raw = nullptr;
  const int opened = avformat_open_input(&raw, ("file:" + path.string()).c_str(), nullptr, &options);
  av_dict_free(&options);
  if (opened < 0)
    return fail(ErrorKind::invalid_input, fmt::format("{}: not a video file that can be read ({}); give an AVI, MP4, MKV or MPEG file",
                                                      path.string(), explain_av(opened)));
  auto state = std::make_unique<State>();
  state->path = path.string();
  state->format.reset(raw);
  if (const int probed = avformat_find_stream_info(raw, nullptr); probed < 0)
    return fail(ErrorKind::invalid_input, fmt::format("{}: its streams cannot be read ({})", path.string(), explain_av(probed)));
  state->stream_index = av_find_best_stream(raw, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (state->stream_index < 0 || state->stream().codecpar->width <= 0 || state->stream().codecpar->height <= 0)
    return fail(ErrorKind::invalid_input, path.string() + ": holds no video stream that can be decoded");
  for (unsigned i = 0; i < raw->nb_streams; ++i)
    if (static_cast<int>(i) != state->stream_index) raw->streams[i]->discard = AVDISCARD_ALL;
  const AVRational rate = av_guess_frame_rate(raw, raw->streams[state->stream_index], nullptr);
  state->fps = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
  return FootageReader(std::move(state));
}

Result<std::shared_ptr<const PictureGroup>> FootageReader::next() {
  State& state = *state_;
  auto group = std::make_unique<PictureGroup::State>();
  const auto add = [&](PacketPtr packet) {
    state.last_s = state.time_of(*packet);
    group->times_s.push_back(state.last_s);
    group->end_s = std::max(group->end_s, state.last_s + (state.fps > 0 ? 1 / state.fps : 0.04));
    group->bytes += static_cast<std::size_t>(packet->size);
    group->packets.push_back(std::move(packet));
  };
  if (state.ahead) add(std::move(state.ahead));
  while (!state.ended) {
    auto read = state.read();
    if (!read) {
      state.ended = true;  // what was read before the damage is given out first
      state.damage = read.error();
      break;
    }
    auto packet = std::move(*read);
    if (!packet) {
      state.ended = true;
      break;
    }
    const bool key = packet->flags & AV_PKT_FLAG_KEY;
    if (group->packets.empty() && !key) continue;  // nothing before the first key can be decoded
    if (!group->packets.empty() && (key || group->packets.size() >= kMostPictures || group->bytes >= kMostBytes)) {
      state.ahead = std::move(packet);
      break;
    }
    add(std::move(packet));
  }
  if (group->packets.empty()) {
    if (state.damage) return tl::make_unexpected(*std::exchange(state.damage, std::nullopt));
    return std::shared_ptr<const PictureGroup>();
  }
  return std::make_shared<const PictureGroup>(std::move(group));
}

int FootageReader::width_px() const { return state_->stream().codecpar->width; }
int FootageReader::height_px() const { return state_->stream().codecpar->height; }
double FootageReader::duration_s() const {
  // Of a file that was cut short the format estimates what is there; the count of pictures is what its header announces.
  const double whole_s = state_->format->duration > 0 ? static_cast<double>(state_->format->duration) / AV_TIME_BASE : 0;
  const double pictures_s = state_->fps > 0 ? static_cast<double>(state_->stream().nb_frames) / state_->fps : 0;
  return std::max(whole_s, pictures_s);
}

struct GroupDecoder::State {
  CodecPtr codec;
  FramePtr frame{av_frame_alloc()};
  Scaler scaler;
  cv::Mat converted[3];  // for pictures that are not 4:2:0
  std::int64_t damaged = 0;
  AVRational time_base{};

  Result<FootagePicture> view();
  Status receive(const PictureGroup::State& group, double step_s, double& last_s, const Take& take);
};

Result<FootagePicture> GroupDecoder::State::view() {
  const int width = frame->width & ~1, height = frame->height & ~1;
  FootagePicture picture;
  cv::Mat* planes[] = {&picture.luma, &picture.blue_difference, &picture.red_difference};
  const bool ready = frame->format == AV_PIX_FMT_YUV420P || frame->format == AV_PIX_FMT_YUVJ420P;
  picture.full_range = frame->format == AV_PIX_FMT_YUVJ420P || frame->color_range == AVCOL_RANGE_JPEG;
  std::uint8_t* to[4] = {};
  int strides[4] = {};
  for (int plane = 0; plane < 3; ++plane) {
    const int divisor = plane == 0 ? 1 : 2;
    if (ready) {
      *planes[plane] =
          cv::Mat(height / divisor, width / divisor, CV_8UC1, frame->data[plane], static_cast<std::size_t>(frame->linesize[plane]));
    } else {
      converted[plane].create(height / divisor, width / divisor, CV_8UC1);
      *planes[plane] = converted[plane];
      to[plane] = converted[plane].data;
      strides[plane] = static_cast<int>(converted[plane].step);
    }
  }
  if (!ready) VIGIE_CHECK(scaler.convert(*frame, AV_PIX_FMT_YUV420P, width, height, to, strides));
  return picture;
}

Status GroupDecoder::State::receive(const PictureGroup::State& group, double step_s, double& last_s, const Take& take) {
  for (;;) {
    const int got = avcodec_receive_frame(codec.get(), frame.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return {};
    if (got < 0) {
      ++damaged;
      return {};
    }
    if (frame->width < 16 || frame->height < 16 || !frame->data[0] || frame->linesize[0] <= 0) continue;
    const auto index = std::min(static_cast<std::size_t>(std::max<std::int64_t>(0, frame->reordered_opaque)), group.times_s.size() - 1);
    const double at_s = group.times_s[index];
    if (at_s < last_s + step_s - 1e-4) continue;
    last_s = at_s;
    VIGIE_TRY(auto picture, view());
    picture.media_time_s = at_s;
    VIGIE_CHECK(take(picture));
  }
}

GroupDecoder::GroupDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
GroupDecoder::~GroupDecoder() = default;
GroupDecoder::GroupDecoder(GroupDecoder&&) noexcept = default;

Result<GroupDecoder> GroupDecoder::open(const FootageReader& reader) {
  const AVStream& stream = reader.state_->stream();
  const AVCodec* decoder = avcodec_find_decoder(stream.codecpar->codec_id);
  auto state = std::make_unique<State>();
  state->codec.reset(decoder ? avcodec_alloc_context3(decoder) : nullptr);
  AVCodecContext* codec = state->codec.get();
  if (!codec || avcodec_parameters_to_context(codec, stream.codecpar) < 0)
    return fail(ErrorKind::unsupported,
                fmt::format("{}: video in {} cannot be decoded here", reader.state_->path, avcodec_get_name(stream.codecpar->codec_id)));
  codec->thread_count = 1;
  codec->max_pixels = kMaxPixels;
  codec->pkt_timebase = stream.time_base;
  codec->skip_loop_filter = AVDISCARD_ALL;
  if (const int opened = avcodec_open2(codec, decoder, nullptr); opened < 0)
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: its {} stream cannot be decoded ({})", reader.state_->path, decoder->name, explain_av(opened)));
  return GroupDecoder(std::move(state));
}

Status GroupDecoder::key(const PictureGroup& group, const Take& take) {
  State& state = *state_;
  double last_s = -1e9;
  state.codec->skip_frame = AVDISCARD_DEFAULT;
  state.codec->reordered_opaque = 0;
  if (avcodec_send_packet(state.codec.get(), group.state().packets.front().get()) < 0) ++state.damaged;
  avcodec_send_packet(state.codec.get(), nullptr);
  const Status done = state.receive(group.state(), 0, last_s, take);
  avcodec_flush_buffers(state.codec.get());
  return done;
}

Status GroupDecoder::every(const PictureGroup& group, double step_s, const Take& take) {
  State& state = *state_;
  const auto& packets = group.state().packets;
  double last_s = -1e9;
  // Where pictures come at the step's own rate or slower, each of them is wanted.
  const double apart_s = (group.end_s() - group.start_s()) / static_cast<double>(packets.size());
  state.codec->skip_frame = apart_s < step_s / 2 ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
  Status done;
  for (std::size_t i = 0; i < packets.size() && done; ++i) {
    state.codec->reordered_opaque = static_cast<std::int64_t>(i);
    if (avcodec_send_packet(state.codec.get(), packets[i].get()) < 0) ++state.damaged;
    done = state.receive(group.state(), step_s, last_s, take);
  }
  avcodec_send_packet(state.codec.get(), nullptr);
  if (done) done = state.receive(group.state(), step_s, last_s, take);
  avcodec_flush_buffers(state.codec.get());
  return done;
}

std::int64_t GroupDecoder::damaged() const { return state_->damaged; }

}  // namespace vigie::video
