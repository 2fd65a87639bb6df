#include "decoder.h"

namespace vigie::video {

Result<Decoder> Decoder::open(const AVCodecParameters& parameters) {
  const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
  if (!decoder)
    return fail(ErrorKind::unsupported,
                fmt::format("video in {} cannot be decoded here: set the camera to H.264", avcodec_get_name(parameters.codec_id)),
                "codec.unsupported");
  Decoder result;
  result.codec_.reset(avcodec_alloc_context3(decoder));
  AVCodecContext* codec = result.codec_.get();
  if (!codec || avcodec_parameters_to_context(codec, &parameters) < 0)
    return fail(ErrorKind::corrupt, "the parameters of the video are damaged", "codec.damaged");
  codec->thread_count = 1;
  codec->max_pixels = kMaxPixels;
  codec->pkt_timebase = {1, 90'000};
  if (const int opened = avcodec_open2(codec, decoder, nullptr); opened < 0)
    return fail(ErrorKind::corrupt, fmt::format("the {} video cannot be decoded ({})", decoder->name, explain_av(opened)), "codec.damaged");
  return result;
}

Status Decoder::receive(const Take& take) {
  for (;;) {
    FramePtr frame(av_frame_alloc());
    const int got = avcodec_receive_frame(codec_.get(), frame.get());
    if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return {};
    if (got < 0) {
      ++damaged_;
      return {};
    }
    if (frame->width <= 0 || frame->height <= 0 || !frame->data[0]) continue;
    const SteadyTime received{std::chrono::nanoseconds{frame->reordered_opaque}};
    VIGIE_CHECK(take(std::move(frame), received));
  }
}

Status Decoder::decode(const SourcePacket& packet, const Take& take) {
  codec_->reordered_opaque = packet.received.time_since_epoch().count();
  if (avcodec_send_packet(codec_.get(), packet.packet) < 0) ++damaged_;
  return receive(take);
}

Status Decoder::drain(const Take& take) {
  avcodec_send_packet(codec_.get(), nullptr);
  Status status = receive(take);
  avcodec_flush_buffers(codec_.get());
  return status;
}

}  // namespace vigie::video
