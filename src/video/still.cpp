#include "video/still.h"

#include <algorithm>

#include "decoder.h"
#include "recorded.h"
#include "scaler.h"

namespace vigie::video {
namespace {

Result<Bytes> encode_jpeg(const AVFrame& picture) {
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  CodecPtr context(codec ? avcodec_alloc_context3(codec) : nullptr);
  if (!context) return fail(ErrorKind::unsupported, "this FFmpeg writes no JPEG: install Debian's libavcodec", "codec.encoder");
  context->width = picture.width;
  context->height = picture.height;
  context->pix_fmt = AV_PIX_FMT_YUVJ420P;
  context->time_base = {1, 25};
  context->thread_count = 1;
  context->flags |= AV_CODEC_FLAG_QSCALE;
  context->global_quality = FF_QP2LAMBDA * 5;
  const PacketPtr packet(av_packet_alloc());
  int done = avcodec_open2(context.get(), codec, nullptr);
  if (done >= 0) done = avcodec_send_frame(context.get(), &picture);
  if (done >= 0) done = avcodec_receive_packet(context.get(), packet.get());
  if (done < 0)
    return fail(ErrorKind::internal, fmt::format("a picture cannot be written as JPEG ({})", explain_av(done)), "codec.encoder");
  return Bytes(packet->data, packet->data + packet->size);
}

Result<Bytes> shrink_and_encode(const AVFrame& picture, int width_px) {
  FramePtr small(av_frame_alloc());
  small->format = AV_PIX_FMT_YUVJ420P;
  small->width = std::min(width_px, picture.width) & ~1;
  small->height = std::max(2, static_cast<int>(static_cast<std::int64_t>(picture.height) * small->width / picture.width) & ~1);
  small->color_range = AVCOL_RANGE_JPEG;
  if (small->width < 2 || av_frame_get_buffer(small.get(), 0) < 0) return fail(ErrorKind::internal, "no memory for a picture");
  Scaler scaler;
  VIGIE_CHECK(scaler.convert(picture, AV_PIX_FMT_YUVJ420P, small->width, small->height, small->data, small->linesize));
  small->pts = 0;
  small->quality = FF_QP2LAMBDA * 5;
  return encode_jpeg(*small);
}

}  // namespace

Result<Bytes> make_still(const city::Permit& permit, const city::SourceId& camera, const std::filesystem::path& segment,
                         double media_time_s, int width_px) {
  using enum city::Processing;
  const city::Processing asked = permit.terms().processing;
  if (asked != search && asked != replay && asked != export_records)
    return fail(ErrorKind::denied, fmt::format("a permit to {} does not open recordings", city::to_string(asked)),
                "permit.other_processing");
  VIGIE_CHECK(permit.check(asked, camera));
  VIGIE_TRY(const FormatPtr format, open_recorded(segment));
  const AVStream& stream = *format->streams[0];
  const std::int64_t start = stream.start_time == AV_NOPTS_VALUE ? 0 : stream.start_time;
  const std::int64_t wanted = start + av_rescale_q(static_cast<std::int64_t>(media_time_s * 1e6), {1, 1'000'000}, stream.time_base);
  // To the key at or before it; a file that cannot be sought is read from its beginning.
  (void)av_seek_frame(format.get(), 0, wanted, AVSEEK_FLAG_BACKWARD);
  VIGIE_TRY(Decoder decoder, Decoder::open(*stream.codecpar));
  FramePtr found;
  bool reached = false;
  const auto take = [&](FramePtr frame, SteadyTime) -> Status {
    if (reached) return {};
    reached = frame->best_effort_timestamp >= wanted;
    found = std::move(frame);
    return {};
  };
  const PacketPtr packet(av_packet_alloc());
  while (!reached && av_read_frame(format.get(), packet.get()) >= 0) {
    SourcePacket unit;
    unit.packet = packet.get();
    const Status decoded = decoder.decode(unit, take);
    av_packet_unref(packet.get());
    VIGIE_CHECK(decoded);
  }
  VIGIE_CHECK(decoder.drain(take));
  if (!found) return fail(ErrorKind::corrupt, segment.string() + ": no picture can be decoded there");
  return shrink_and_encode(*found, width_px);
}

}  // namespace vigie::video
