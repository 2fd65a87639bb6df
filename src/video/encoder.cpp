#include "encoder.h"

#include <algorithm>

namespace vigie::video {
namespace {

using namespace std::chrono_literals;
constexpr auto kKeyEvery = 2s;
constexpr double kBitsPerPixel = 0.15;  // ceiling of the rate; the quality (crf) usually stays far below it

Status configure(AVCodecContext& codec, const AVFrame& like, double nominal_fps) {
  const double fps = nominal_fps > 0 ? std::clamp(nominal_fps, 1.0, 120.0) : 25;
  codec.width = like.width;
  codec.height = like.height;
  codec.pix_fmt = static_cast<AVPixelFormat>(like.format);
  codec.color_range = like.color_range;
  codec.colorspace = like.colorspace;
  codec.color_primaries = like.color_primaries;
  codec.color_trc = like.color_trc;
  codec.sample_aspect_ratio = like.sample_aspect_ratio;
  codec.time_base = {1, static_cast<int>(kTimescale)};
  codec.framerate = av_d2q(fps, 1000);
  codec.gop_size = 100'000;  // keys are asked for by the wall clock
  codec.max_b_frames = 0;
  codec.thread_count = 1;
  codec.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  codec.rc_max_rate = std::max<std::int64_t>(500'000, static_cast<std::int64_t>(like.width * like.height * fps * kBitsPerPixel));
  codec.rc_buffer_size = static_cast<int>(std::min<std::int64_t>(codec.rc_max_rate, 100'000'000));
  AVDictionary* options = nullptr;
  av_dict_set(&options, "preset", "superfast", 0);
  av_dict_set(&options, "tune", "zerolatency", 0);
  av_dict_set(&options, "crf", "23", 0);
  av_dict_set(&options, "forced-idr", "1", 0);
  av_dict_set(&options, "x264-params", "scenecut=0:log-level=none", 0);
  const int opened = avcodec_open2(&codec, codec.codec, &options);
  av_dict_free(&options);
  if (opened < 0)
    return fail(ErrorKind::unsupported,
                fmt::format("pictures of {}x{} cannot be encoded ({})", like.width, like.height, explain_av(opened)), "codec.encoder");
  return {};
}

}  // namespace

Result<Encoder> Encoder::open(const AVFrame& like, double nominal_fps) {
  const AVCodec* x264 = avcodec_find_encoder_by_name("libx264");
  if (!x264) return fail(ErrorKind::unsupported, "this FFmpeg was built without libx264: install Debian's libavcodec", "codec.encoder");
  CodecPtr codec(avcodec_alloc_context3(x264));
  if (!codec) return fail(ErrorKind::internal, "no memory for the encoder");
  codec->codec = x264;
  VIGIE_CHECK(configure(*codec, like, nominal_fps));
  VIGIE_TRY(AvcReader reader, AvcReader::create({codec->extradata, static_cast<std::size_t>(codec->extradata_size)}));
  Encoder encoder(std::move(reader));
  encoder.codec_ = std::move(codec);
  return encoder;
}

bool Encoder::fits(const AVFrame& frame) const {
  return frame.width == codec_->width && frame.height == codec_->height && frame.format == codec_->pix_fmt;
}

Result<AvcPicture> Encoder::encode(const AVFrame& frame, UtcTime at, bool key) {
  key = key || !last_key_ || at - *last_key_ >= kKeyEvery || at < *last_key_;
  av_frame_unref(frame_.get());
  if (av_frame_ref(frame_.get(), &frame) < 0) return fail(ErrorKind::internal, "no memory for a picture");
  last_ticks_ = std::max(to_ticks(at), last_ticks_ + 1);
  frame_->pts = last_ticks_;
  frame_->pict_type = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  av_packet_unref(packet_.get());
  int done = avcodec_send_frame(codec_.get(), frame_.get());
  if (done >= 0) done = avcodec_receive_packet(codec_.get(), packet_.get());
  if (done < 0) return fail(ErrorKind::internal, fmt::format("a picture cannot be encoded ({})", explain_av(done)), "codec.encoder");
  nals_.clear();
  VIGIE_TRY(const AvcReader::Unit unit, reader_.read({packet_->data, static_cast<std::size_t>(packet_->size)}, nals_));
  if (unit.key) last_key_ = at;
  return AvcPicture{nals_, at, at, unit.key};
}

AvcParameters Encoder::parameters() const { return reader_.parameters(codec_->width, codec_->height); }

}  // namespace vigie::video
