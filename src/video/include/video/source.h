#pragma once
// Encoded pictures of one camera, each with the wall clock of the picture. Sound and all other streams are discarded at
// the demuxer; with RTSP they are not even asked for.
//
//   file:/abs/path   paced in real time and looped as live; a new round is a restart, the wall clock goes on
//   rtsp://host/…    over TCP
//   push:            bytes from a PushFeed
//
// Hostile input: only these schemes, only containers that cannot name other files or addresses, pictures up to
// 8192x8192, packets up to 16 MiB.

#include <memory>
#include <stop_token>
#include <string>

#include "video/permits.h"
#include "video/push_feed.h"

struct AVPacket;
struct AVCodecParameters;

namespace vigie::video {

struct SourceSettings {
  city::SourceId camera;
  std::string url;
  std::string user, password;               // RTSP; never in a message or a log line
  std::shared_ptr<PushFeed> feed;           // of push:
  bool loop = true;                         // files
  bool paced = true;                        // false: as fast as it decodes, for tests and benchmarks
  std::chrono::milliseconds silence{5000};  // no packet for so long: the connection is given up (timeout)
};

struct SourcePacket {
  const AVPacket* packet = nullptr;  // until the next call of next(); its stamps are wall clock in 1/90000 s
  UtcTime at{};                      // wall clock of the picture (presentation); grows within one decode order's reach
  UtcTime decode_at{};               // wall clock of decoding: grows strictly; equals `at` without B-frames
  SteadyTime received{};
  bool hurry = false;      // we are behind the source: what may be dropped should be
  bool restarted = false;  // first packet, a new round of a file, or a jump in the camera's time
};

// One thread at a time; `stop` may be asked from any thread and ends any waiting within a second.
class PictureSource {
 public:
  static Result<std::unique_ptr<PictureSource>> open(std::shared_ptr<const CameraPermits> permits, SourceSettings settings,
                                                     const Clock& clock, std::stop_token stop);
  ~PictureSource();
  PictureSource(const PictureSource&) = delete;
  PictureSource& operator=(const PictureSource&) = delete;

  // Waits for the next packet. Ends with denied (the permits ended), cancelled (stop), timeout or unavailable (the camera is
  // gone: open again later), not_found (a file or upload that does not loop has ended), corrupt.
  Result<SourcePacket> next();

  const AVCodecParameters& codec() const;
  bool is_h264() const;
  std::string codec_name() const;
  double nominal_fps() const;  // 0 when the source does not say

 private:
  struct State;
  explicit PictureSource(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Checks scheme and form without opening anything, for configuration.
Status check_url(const std::string& url);

// Growing delay between attempts: 1, 2, 4 … 30 s; back to 1 s after a picture came.
class Backoff {
 public:
  std::chrono::milliseconds next();
  void reset() { attempts_ = 0; }

 private:
  int attempts_ = 0;
};

}  // namespace vigie::video
