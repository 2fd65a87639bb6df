#pragma once
// Opens a demuxer on untrusted input: which schemes and containers are possible, how long anything may wait, and that
// everything but one video stream is thrown away.

#include "ffmpeg.h"
#include "video/source.h"

namespace vigie::video {

// One thread. FFmpeg calls back into it while it waits; that is where stop, silence and permits end the waiting.
class Input {
 public:
  Input(std::shared_ptr<const CameraPermits> permits, const SourceSettings& settings, const Clock& clock, std::stop_token stop);
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input();

  Status open();  // again after `close`, or for a new round of a file: from its start
  // nullptr at the end of the file.
  Result<AVPacket*> read();
  // Why everything has to end now, if it has to: stop, or no permit any more.
  Status check();

  AVStream& stream() const { return *format_->streams[stream_index_]; }
  AVFormatContext* format() const { return format_.get(); }
  bool is_file() const { return is_file_; }  // pictures are due when their stamps say, and it can be read again

 private:
  enum class Scheme { file, rtsp, push };
  Status check_wait();
  Status prepare_push();
  void keep_only_video();
  bool needs_probing() const;
  Status choose_stream();
  Status explain(int code, const char* doing);
  int read_push(std::uint8_t* into, int size);
  std::int64_t seek_push(std::int64_t offset, int whence);
  static int on_interrupt(void* self);

  const SourceSettings& settings_;
  const Clock& clock_;
  std::stop_token stop_;
  PermitWatch watch_;
  Scheme scheme_;
  bool is_file_ = false;
  SteadyTime waiting_since_{};
  Status interrupted_;  // why a wait was ended
  AVIOContext* io_ = nullptr;
  FormatPtr format_;
  PacketPtr packet_;
  int stream_index_ = -1;
};

}  // namespace vigie::video
