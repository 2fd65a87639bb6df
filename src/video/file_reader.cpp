#include "video/file_reader.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <string>
#include <utility>

namespace vigie::video {
namespace {

// Containers and raw streams that hold their pictures inside; playlists (hls, concat, image2…) could name other files.
constexpr const char* kFormats = "avi,mov,matroska,mpegts,mpeg,mpegvideo,flv,ogg,h264,hevc,m4v,asf,yuv4mpegpipe,mjpeg";
constexpr std::int64_t kMaxPixels = 8192LL * 8192LL;

struct FormatCloser {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct CodecCloser {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct PacketCloser {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FrameCloser {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct ScalerCloser {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
using Format = std::unique_ptr<AVFormatContext, FormatCloser>;
using Codec = std::unique_ptr<AVCodecContext, CodecCloser>;
using Packet = std::unique_ptr<AVPacket, PacketCloser>;
using Picture = std::unique_ptr<AVFrame, FrameCloser>;
using Scaler = std::unique_ptr<SwsContext, ScalerCloser>;

std::string explain(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

Result<Format> open_format(const std::string& path) {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kFormats, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  AVFormatContext* raw = nullptr;
  const int opened = avformat_open_input(&raw, ("file:" + path).c_str(), nullptr, &options);
  av_dict_free(&options);
  if (opened < 0)
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: not a video file that can be read ({}); give an AVI, MP4, MKV or MPEG file", path, explain(opened)));
  Format format(raw);
  if (const int probed = avformat_find_stream_info(raw, nullptr); probed < 0)
    return fail(ErrorKind::invalid_input, fmt::format("{}: its streams cannot be read ({})", path, explain(probed)));
  return format;
}

Result<Codec> open_codec(const std::string& path, const AVStream& stream, const AVCodec* decoder) {
  Codec codec(avcodec_alloc_context3(decoder));
  if (!codec || avcodec_parameters_to_context(codec.get(), stream.codecpar) < 0)
    return fail(ErrorKind::invalid_input, path + ": the parameters of its video stream are damaged");
  codec->thread_count = 1;  // threads are counted in one place: the caller runs this reader on a thread of its own
  codec->max_pixels = kMaxPixels;
  codec->pkt_timebase = stream.time_base;
  if (const int opened = avcodec_open2(codec.get(), decoder, nullptr); opened < 0)
    return fail(ErrorKind::invalid_input, fmt::format("{}: its {} stream cannot be decoded ({})", path, decoder->name, explain(opened)));
  return codec;
}

}  // namespace

struct FileReader::State {
  std::string path;
  Format format;
  Codec codec;
  Packet packet;
  Picture picture;
  Scaler scaler;
  int stream_index = -1;
  double fps = 0;
  std::optional<double> first_time_s;
  double last_time_s = 0;
  std::int64_t frames = 0;
  std::int64_t damaged = 0;
  bool drained = false;
  bool ended = false;

  const AVStream& stream() const { return *format->streams[stream_index]; }
  Status feed();
  double time_of_picture();
  Result<cv::Mat> convert();
  Status check_end() const;
};

// Gives the decoder its next packet, or the end of the stream once.
Status FileReader::State::feed() {
  for (;;) {
    const int read = av_read_frame(format.get(), packet.get());
    if (read == AVERROR_EOF) {
      drained = true;
      avcodec_send_packet(codec.get(), nullptr);
      return {};
    }
    if (read < 0)
      return fail(ErrorKind::corrupt, fmt::format("{}: damaged after frame {} ({}); copy the file again", path, frames, explain(read)));
    const bool ours = packet->stream_index == stream_index;
    if (ours) {
      if (packet->flags & AV_PKT_FLAG_CORRUPT) ++damaged;
      if (avcodec_send_packet(codec.get(), packet.get()) < 0) ++damaged;
    }
    av_packet_unref(packet.get());
    if (ours) return {};
  }
}

double FileReader::State::time_of_picture() {
  const auto stamp = picture->best_effort_timestamp;
  double time_s = last_time_s + (frames == 0 || fps <= 0 ? 0.0 : 1.0 / fps);
  if (stamp != AV_NOPTS_VALUE) {
    const double stamped_s = static_cast<double>(stamp) * av_q2d(stream().time_base);
    if (!first_time_s) first_time_s = stamped_s - time_s;
    time_s = stamped_s - *first_time_s;
  }
  last_time_s = std::max(last_time_s, time_s);
  return last_time_s;
}

Result<cv::Mat> FileReader::State::convert() {
  const auto format_in = static_cast<AVPixelFormat>(picture->format);
  const int width = picture->width, height = picture->height;
  scaler.reset(sws_getCachedContext(scaler.release(), width, height, format_in, width, height, AV_PIX_FMT_BGR24,
                                    SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
  if (!scaler)
    return fail(ErrorKind::unsupported, fmt::format("{}: pictures of {}x{} in this pixel format cannot be shown", path, width, height));
  const int matrix = picture->colorspace == AVCOL_SPC_UNSPECIFIED ? (height >= 720 ? SWS_CS_ITU709 : SWS_CS_ITU601) : picture->colorspace;
  sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrix), picture->color_range == AVCOL_RANGE_JPEG,
                           sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
  cv::Mat bgr(height, width, CV_8UC3);
  std::uint8_t* rows[] = {bgr.data, nullptr, nullptr, nullptr};
  const int strides[] = {static_cast<int>(bgr.step), 0, 0, 0};
  if (sws_scale(scaler.get(), picture->data, picture->linesize, 0, height, rows, strides) != height)
    return fail(ErrorKind::corrupt, fmt::format("{}: frame {} cannot be converted", path, frames + 1));
  return bgr;
}

// A container that announces more frames than it holds was cut short; a few may be missing by design (edit lists, open groups of
// pictures), and damaged ones are told of by themselves.
Status FileReader::State::check_end() const {
  if (frames == 0) return fail(ErrorKind::corrupt, path + ": holds no picture that can be decoded");
  const auto announced = stream().nb_frames;
  const auto allowed = std::max<std::int64_t>(3, announced / 100) + damaged;
  if (announced > 0 && frames + allowed < announced)
    return fail(ErrorKind::corrupt,
                fmt::format("{}: ends after frame {} of the {} it announces; it was cut short, copy it again", path, frames, announced));
  return {};
}

FileReader::FileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReader::~FileReader() = default;
FileReader::FileReader(FileReader&&) noexcept = default;
FileReader& FileReader::operator=(FileReader&&) noexcept = default;

Result<FileReader> FileReader::open(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::not_found, path.string() + ": there is no such file");
  if (!std::filesystem::is_regular_file(status)) return fail(ErrorKind::invalid_input, path.string() + ": is not a file");
  av_log_set_level(AV_LOG_FATAL);  // what is wrong with a file is said once, by our own sentences

  auto state = std::make_unique<State>();
  state->path = path.string();
  VIGIE_TRY(state->format, open_format(state->path));
  const AVCodec* decoder = nullptr;
  state->stream_index = av_find_best_stream(state->format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &decoder, 0);
  if (state->stream_index < 0 || !decoder)
    return fail(ErrorKind::invalid_input, state->path + ": holds no video stream that can be decoded");
  for (unsigned i = 0; i < state->format->nb_streams; ++i)
    if (static_cast<int>(i) != state->stream_index) state->format->streams[i]->discard = AVDISCARD_ALL;
  VIGIE_TRY(state->codec, open_codec(state->path, state->stream(), decoder));
  const AVRational rate = av_guess_frame_rate(state->format.get(), state->format->streams[state->stream_index], nullptr);
  state->fps = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
  state->packet.reset(av_packet_alloc());
  state->picture.reset(av_frame_alloc());
  return FileReader(std::move(state));
}

Result<std::optional<FileFrame>> FileReader::next() {
  State& state = *state_;
  while (!state.ended) {
    const int received = avcodec_receive_frame(state.codec.get(), state.picture.get());
    if (received == 0) {
      if (state.picture->decode_error_flags != 0 || (state.picture->flags & AV_FRAME_FLAG_CORRUPT)) ++state.damaged;
      FileFrame frame;
      VIGIE_TRY(frame.bgr, state.convert());
      frame.media_time_s = state.time_of_picture();
      frame.number = ++state.frames;
      return std::optional<FileFrame>(std::move(frame));
    }
    if (received == AVERROR_EOF) {
      state.ended = true;
    } else if (received == AVERROR(EAGAIN)) {
      if (state.drained)
        state.ended = true;
      else
        VIGIE_CHECK(state.feed());
    } else {
      ++state.damaged;  // this picture is lost, the next may be whole
      if (!state.drained) VIGIE_CHECK(state.feed());
    }
  }
  VIGIE_CHECK(state.check_end());
  return std::optional<FileFrame>();
}

int FileReader::width_px() const { return state_->codec->width; }
int FileReader::height_px() const { return state_->codec->height; }
double FileReader::frames_per_second() const { return state_->fps; }
std::optional<std::int64_t> FileReader::announced_frames() const {
  const auto announced = state_->stream().nb_frames;
  return announced > 0 ? std::optional(announced) : std::nullopt;
}
std::int64_t FileReader::damaged_frames() const { return state_->damaged; }

}  // namespace vigie::video
