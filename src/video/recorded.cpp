#include "recorded.h"

namespace vigie::video {

Result<FormatPtr> open_recorded(const std::filesystem::path& segment) {
  av_log_set_level(AV_LOG_FATAL);  // what is wrong with a file is said once, by our own sentences
  AVFormatContext* context = nullptr;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", "mov", 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  const int opened = avformat_open_input(&context, segment.c_str(), nullptr, &options);
  av_dict_free(&options);
  if (opened < 0) return fail(ErrorKind::corrupt, fmt::format("{}: cannot be read ({})", segment.string(), explain_av(opened)));
  FormatPtr format(context);
  if (avformat_find_stream_info(context, nullptr) < 0 || context->nb_streams != 1 ||
      context->streams[0]->codecpar->codec_type != AVMEDIA_TYPE_VIDEO)
    return fail(ErrorKind::corrupt, segment.string() + ": is no segment of a recording");
  return format;
}

}  // namespace vigie::video
