#pragma once
// Owners of FFmpeg's objects and its error texts, for the sources of this room only.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/log.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

namespace vigie::video {

inline constexpr std::int64_t kMaxPixels = 8192LL * 8192LL;
inline constexpr int kMaxPacketBytes = 16 << 20;

struct FfmpegCloser {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(SwsContext* context) const { sws_freeContext(context); }
  void operator()(AVBufferPool* pool) const { av_buffer_pool_uninit(&pool); }  // buffers still lent out keep it alive
};
using FormatPtr = std::unique_ptr<AVFormatContext, FfmpegCloser>;
using CodecPtr = std::unique_ptr<AVCodecContext, FfmpegCloser>;
using PacketPtr = std::unique_ptr<AVPacket, FfmpegCloser>;
using FramePtr = std::unique_ptr<AVFrame, FfmpegCloser>;
using ScalerPtr = std::unique_ptr<SwsContext, FfmpegCloser>;
using BufferPoolPtr = std::unique_ptr<AVBufferPool, FfmpegCloser>;

inline std::string explain_av(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

}  // namespace vigie::video
