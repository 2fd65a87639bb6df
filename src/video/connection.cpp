#include "connection.h"

#include <algorithm>
#include <cmath>

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kPatience = 3000;        // packets without one picture: this is no video we can read
constexpr auto kSlowest = 500ms;                 // also when behind, a picture is encoded this often
constexpr double kMostPixels = 1920.0 * 1080.0;  // of a file or upload that is encoded anew; a camera keeps its size

// A mask that is drawn is painted, whatever the review says, unless the camera itself does so.
bool copied_as_it_came(const PipelineSettings& settings, const MaskPainter& painter, const PictureSource& source) {
  const bool in_camera = settings.review == city::MaskReview::masked_in_camera;
  const bool nothing_to_mask = settings.review == city::MaskReview::no_dwelling && painter.empty();
  return (in_camera || nothing_to_mask) && source.is_h264();
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(PictureSource& source, const PipelineSettings& settings, MaskPainter& painter,
                                                     Delivery& delivery, HealthMeter& health) {
  std::unique_ptr<Connection> connection(new Connection(source, settings, painter, delivery, health));
  connection->copies_ = copied_as_it_came(settings, painter, source);
  const AVCodecParameters& codec = source.codec();
  if (connection->copies_) {
    VIGIE_TRY(connection->avc_, AvcReader::create({codec.extradata, static_cast<std::size_t>(std::max(0, codec.extradata_size))}));
  }
  VIGIE_TRY(connection->decoder_, Decoder::open(codec));
  return connection;
}

Error Connection::run() {
  for (;;) {
    delivery_.refresh();
    auto packet = source_.next();
    if (!packet) return packet.error();
    last_at_ = packet->at;
    Status done = packet->restarted ? restart(*packet) : Status{};
    if (done) done = copies_ ? copy(*packet) : transcode(*packet);
    if (!done) return done.error();
  }
}

// A new round or a jump: what the decoder still holds belongs to what was before.
Status Connection::restart(const SourcePacket& packet) {
  if (had_picture_)
    VIGIE_CHECK(decoder_->drain([&](FramePtr frame, SteadyTime received) { return take_decoded(std::move(frame), received, false); }));
  encoder_.reset();
  last_encoded_.reset();
  decoding_ = false;
  needs_start_ = true;
  delivery_.restarted(packet.at);
  return {};
}

Status Connection::copy(const SourcePacket& packet) {
  nals_.clear();
  VIGIE_TRY(const AvcReader::Unit unit, avc_->read({packet.packet->data, static_cast<std::size_t>(packet.packet->size)}, nals_));
  if (unit.parameters_changed && had_picture_)
    return fail(ErrorKind::unavailable, settings_.source.camera + ": the camera changed its picture; opened again", "source.changed");
  if (!unit.has_picture) return {};
  const bool key = unit.key || (packet.packet->flags & AV_PKT_FLAG_KEY);
  if (++packets_without_picture_ > kPatience)
    return fail(ErrorKind::unsupported, settings_.source.camera + ": the camera sends no key pictures that can be recorded",
                "codec.no_key");
  if (delivery_.wants_fragments()) {
    if (needs_start_ && key && avc_->has_parameters()) {
      const AVCodecParameters& codec = source_.codec();
      VIGIE_CHECK(delivery_.start(avc_->parameters(codec.width, codec.height), packet.at, source_.nominal_fps()));
      needs_start_ = false;
    }
    if (!needs_start_) delivery_.add({nals_, packet.at, packet.decode_at, key});
  } else {
    needs_start_ = true;
  }
  if (key || had_picture_) {
    packets_without_picture_ = 0;
    had_picture_ = true;
    health_.picture(packet.at, source_.codec().width, source_.codec().height);
  }
  return decode_copied(packet, key);
}

// A copied stream is decoded only while analysis wants it, from a key on.
Status Connection::decode_copied(const SourcePacket& packet, bool key) {
  decoding_ = delivery_.wants_pictures() && (decoding_ || key);
  if (!decoding_) return {};
  return decoder_->decode(packet, [&](FramePtr frame, SteadyTime received) { return take_decoded(std::move(frame), received, false); });
}

Status Connection::transcode(const SourcePacket& packet) {
  if (++packets_without_picture_ > kPatience)
    return fail(ErrorKind::corrupt,
                fmt::format("{}: no picture can be decoded from its {} video", settings_.source.camera, source_.codec_name()),
                "codec.damaged");
  return decoder_->decode(packet,
                          [&](FramePtr frame, SteadyTime received) { return take_decoded(std::move(frame), received, packet.hurry); });
}

Status Connection::take_decoded(FramePtr frame, SteadyTime received, bool hurry) {
  const UtcTime at = frame->best_effort_timestamp == AV_NOPTS_VALUE ? last_at_ : from_ticks(frame->best_effort_timestamp);
  VIGIE_TRY(const std::shared_ptr<const AVFrame> prepared, prepare(std::move(frame)));
  if (!copies_) {
    packets_without_picture_ = 0;
    had_picture_ = true;
    health_.picture(at, prepared->width, prepared->height);
    const bool skip = hurry && last_encoded_ && at - *last_encoded_ < kSlowest;
    if (!delivery_.wants_fragments())
      needs_start_ = true;
    else if (!skip)
      VIGIE_CHECK(encode(*prepared, at));
  }
  if (delivery_.wants_pictures()) delivery_.publish({prepared, at, received, prepared->width, prepared->height});
  return {};
}

Result<FramePtr> Connection::new_frame(const AVFrame& like, AVPixelFormat format, int width, int height) {
  constexpr int kAlign = 64;
  const int bytes = av_image_get_buffer_size(format, width, height, kAlign);
  if (bytes <= 0) return fail(ErrorKind::unsupported, fmt::format("pictures of {}x{} cannot be held", width, height));
  // Slack behind the last row: x264 and swscale read in wide steps.
  const std::size_t wanted = static_cast<std::size_t>(bytes) + 4096;
  if (!pool_ || pool_bytes_ != wanted) {
    pool_.reset(av_buffer_pool_init(wanted, nullptr));
    pool_bytes_ = wanted;
  }
  FramePtr frame(av_frame_alloc());
  if (!frame || !pool_) return fail(ErrorKind::internal, "no memory for a picture");
  frame->buf[0] = av_buffer_pool_get(pool_.get());
  if (!frame->buf[0]) return fail(ErrorKind::internal, "no memory for a picture");
  frame->format = format;
  frame->width = width;
  frame->height = height;
  av_image_fill_arrays(frame->data, frame->linesize, frame->buf[0]->data, format, width, height, kAlign);
  av_frame_copy_props(frame.get(), &like);
  return frame;
}

// 4:2:0 with even sides and the mask painted; the decoder's own buffer only where nothing has to be changed in it,
// because the decoder still looks at it for the pictures to come.
Result<std::shared_ptr<const AVFrame>> Connection::prepare(FramePtr frame) {
  const auto share = [](FramePtr done) {
    return std::shared_ptr<const AVFrame>(done.release(), [](const AVFrame* old) { FfmpegCloser{}(const_cast<AVFrame*>(old)); });
  };
  if (copies_) return share(std::move(frame));
  const bool full_range = frame->format == AV_PIX_FMT_YUVJ420P;
  if (full_range) frame->color_range = AVCOL_RANGE_JPEG;
  const double pixels = static_cast<double>(frame->width) * frame->height;
  const bool is_camera = settings_.source.url.compare(0, 5, "rtsp:") == 0;
  const double shrink = is_camera || pixels <= kMostPixels ? 1.0 : std::sqrt(kMostPixels / pixels);
  const int width = std::max(2, static_cast<int>(frame->width * shrink) & ~1),
            height = std::max(2, static_cast<int>(frame->height * shrink) & ~1);
  const bool planes_fit = frame->format == AV_PIX_FMT_YUV420P || full_range;

  if (planes_fit && shrink == 1.0 && frame->width >= 2 && frame->height >= 2) {
    frame->width = width;  // an odd last row or column is left off
    frame->height = height;
    if (painter_.empty()) return share(std::move(frame));
    VIGIE_TRY(FramePtr own, new_frame(*frame, static_cast<AVPixelFormat>(frame->format), width, height));
    if (av_frame_copy(own.get(), frame.get()) < 0) return fail(ErrorKind::internal, "a picture cannot be copied");
    painter_.paint(*own);
    return share(std::move(own));
  }
  VIGIE_TRY(FramePtr own, new_frame(*frame, AV_PIX_FMT_YUV420P, width, height));
  VIGIE_CHECK(scaler_.convert(*frame, AV_PIX_FMT_YUV420P, width, height, own->data, own->linesize));
  own->color_range = AVCOL_RANGE_MPEG;
  painter_.paint(*own);
  return share(std::move(own));
}

Status Connection::encode(const AVFrame& frame, UtcTime at) {
  if (encoder_ && !encoder_->fits(frame)) encoder_.reset();
  if (!encoder_) {
    VIGIE_TRY(encoder_, Encoder::open(frame, source_.nominal_fps()));
    needs_start_ = true;
  }
  VIGIE_TRY(const AvcPicture picture, encoder_->encode(frame, at, needs_start_ || delivery_.is_gap(at)));
  if (needs_start_) VIGIE_CHECK(delivery_.start(encoder_->parameters(), at, source_.nominal_fps()));
  needs_start_ = false;
  last_encoded_ = at;
  delivery_.add(picture);
  return {};
}

}  // namespace vigie::video
