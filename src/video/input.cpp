#include "input.h"

#include <filesystem>

#include "city/camera.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

// Containers that hold their pictures inside. Playlists (hls, dash, concat, image2…) could name other files or addresses.
constexpr const char* kContainers = "avi,mov,matroska,mpegts,mpeg,mpegvideo,flv,ogg,h264,hevc,m4v,asf,mjpeg";
constexpr auto kSlice = 100ms;
constexpr int kIoBuffer = 64 << 10;

bool starts_with(const std::string& text, std::string_view with) { return text.compare(0, with.size(), with) == 0; }

// "rtsp://user:password@host/…", with both escaped. Only ever handed to FFmpeg.
std::string with_login(const std::string& url, const std::string& user, const std::string& password) {
  if (user.empty()) return url;
  const auto escape = [](const std::string& text) {
    std::string out;
    for (const unsigned char c : text)
      out += std::isalnum(c) || c == '-' || c == '_' || c == '.' ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    return out;
  };
  return "rtsp://" + escape(user) + ":" + escape(password) + "@" + url.substr(7);
}

struct Options {
  AVDictionary* all = nullptr;
  ~Options() { av_dict_free(&all); }
  void set(const char* key, const char* value) { av_dict_set(&all, key, value, 0); }
  void set(const char* key, std::int64_t value) { av_dict_set_int(&all, key, value, 0); }
};

}  // namespace

Status check_url(const std::string& url) {
  if (url.size() > 2048 || url.find('\0') != std::string::npos)
    return fail(ErrorKind::invalid_input, "the address is too long or holds a zero byte", "source.address");
  if (url == city::kPushed) return {};
  if (starts_with(url, "file:/")) return {};
  if (starts_with(url, "rtsp://") && url.size() > 7 && url[7] != '/') {
    if (url.substr(7, url.find('/', 7) - 7).find('@') != std::string::npos)
      return fail(ErrorKind::invalid_input, "the RTSP address holds a login: give user and password apart", "source.login_in_address");
    return {};
  }
  return fail(ErrorKind::invalid_input, "the address of a source starts with file:/, rtsp:// or push:", "source.address");
}

Input::Input(std::shared_ptr<const CameraPermits> permits, const SourceSettings& settings, const Clock& clock, std::stop_token stop)
    : settings_(settings),
      clock_(clock),
      stop_(std::move(stop)),
      watch_(std::move(permits), clock),
      scheme_(starts_with(settings.url, "rtsp:") ? Scheme::rtsp
              : settings.url == city::kPushed    ? Scheme::push
                                                 : Scheme::file),
      packet_(av_packet_alloc()) {}

Input::~Input() {
  format_.reset();
  if (io_) {
    av_freep(&io_->buffer);
    avio_context_free(&io_);
  }
}

Status Input::check() {
  if (stop_.stop_requested()) return fail(ErrorKind::cancelled, settings_.camera + ": stopping");
  return watch_.check();
}

// Only a connection can be silent for too long; an upload waits for its sender until it is closed.
Status Input::check_wait() {
  VIGIE_CHECK(check());
  if (scheme_ == Scheme::rtsp && clock_.steady_now() - waiting_since_ > settings_.silence)
    return fail(ErrorKind::timeout,
                fmt::format("{}: nothing came for {} s", settings_.camera, static_cast<double>(settings_.silence.count()) / 1000),
                "camera.unreachable");
  return {};
}

int Input::on_interrupt(void* self) {
  auto& input = *static_cast<Input*>(self);
  input.interrupted_ = input.check_wait();
  return input.interrupted_ ? 0 : 1;
}

Status Input::explain(int code, const char* doing) {
  if (!interrupted_) return std::exchange(interrupted_, Status{});
  if (scheme_ == Scheme::rtsp) {
    if (code == AVERROR_HTTP_UNAUTHORIZED || code == AVERROR_HTTP_FORBIDDEN)
      return fail(ErrorKind::unavailable, settings_.camera + ": the camera refuses user or password", "camera.login_refused");
    if (code == AVERROR_EOF)
      return fail(ErrorKind::unavailable, settings_.camera + ": the camera closed the connection", "camera.unreachable");
    return fail(ErrorKind::unavailable, fmt::format("{}: the camera cannot be {} ({})", settings_.camera, doing, explain_av(code)),
                "camera.unreachable");
  }
  if (code == AVERROR_EXIT) return fail(ErrorKind::not_found, settings_.camera + ": the upload was closed", "push.ended");
  const char* what = scheme_ == Scheme::push ? "the upload" : "the file";
  if (code == AVERROR(ENOENT)) return fail(ErrorKind::not_found, settings_.camera + ": there is no such file", "source.no_file");
  return fail(ErrorKind::corrupt,
              fmt::format("{}: {} cannot be {} as a video ({}); give an MP4, MKV, WebM or AVI file", settings_.camera, what, doing,
                          explain_av(code)),
              "source.not_a_video");
}

int Input::read_push(std::uint8_t* into, int size) {
  for (;;) {
    const int got = settings_.feed->read(into, size, kSlice);
    if (got > 0) return got;
    if (got == PushFeed::kEnd) return AVERROR_EOF;
    if (got == PushFeed::kClosed) return AVERROR_EXIT;
    if (on_interrupt(this)) return AVERROR_EXIT;
  }
}

std::int64_t Input::seek_push(std::int64_t offset, int whence) {
  const std::int64_t size = settings_.feed->size();
  if (whence & AVSEEK_SIZE) return size >= 0 ? size : AVERROR(ENOSYS);
  switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += settings_.feed->position();
      break;
    case SEEK_END:
      if (size < 0) return AVERROR(ENOSYS);
      offset += size;
      break;
    default:
      return AVERROR(EINVAL);
  }
  return settings_.feed->seek(offset) ? offset : AVERROR(EIO);
}

Status Input::prepare_push() {
  PushFeed::Kind kind = PushFeed::Kind::unknown;
  while ((kind = settings_.feed->kind(kSlice)) == PushFeed::Kind::unknown) VIGIE_CHECK(check());
  is_file_ = kind == PushFeed::Kind::file;
  if (is_file_) settings_.feed->seek(0);
  if (io_) {
    av_freep(&io_->buffer);
    avio_context_free(&io_);
  }
  io_ = avio_alloc_context(
      static_cast<unsigned char*>(av_malloc(kIoBuffer)), kIoBuffer, 0, this,
      [](void* self, std::uint8_t* into, int size) { return static_cast<Input*>(self)->read_push(into, size); }, nullptr,
      is_file_ ? +[](void* self, std::int64_t offset, int whence) { return static_cast<Input*>(self)->seek_push(offset, whence); }
               : nullptr);
  return io_ ? Status{} : fail(ErrorKind::internal, "no memory for the demuxer");
}

Status Input::open() {
  format_.reset();
  stream_index_ = -1;
  interrupted_ = {};
  waiting_since_ = clock_.steady_now();
  is_file_ = scheme_ == Scheme::file;
  if (scheme_ == Scheme::push) VIGIE_CHECK(prepare_push());
  if (scheme_ == Scheme::file) {  // never a device, a pipe or a socket
    std::error_code error;
    const auto status = std::filesystem::status(settings_.url.substr(5), error);
    if (!std::filesystem::exists(status)) return explain(AVERROR(ENOENT), "opened");
    if (!std::filesystem::is_regular_file(status)) return explain(AVERROR(EINVAL), "opened");
  }

  Options options;
  options.set("format_whitelist", scheme_ == Scheme::rtsp ? "rtsp" : kContainers);
  options.set("protocol_whitelist", scheme_ == Scheme::rtsp ? "rtsp,rtp,tcp" : scheme_ == Scheme::file ? "file" : "");
  options.set("max_streams", 32);
  if (scheme_ == Scheme::rtsp) {
    options.set("rtsp_transport", "tcp");
    options.set("allowed_media_types", "video");
    options.set("timeout", std::chrono::microseconds{settings_.silence}.count());
    options.set("fpsprobesize", std::int64_t{0});
    options.set("analyzeduration", std::int64_t{2'000'000});
  } else if (!is_file_) {
    options.set("fpsprobesize", std::int64_t{0});
    options.set("probesize", std::int64_t{256 << 10});  // a browser's camera: show it at once
  }

  AVFormatContext* raw = avformat_alloc_context();
  if (!raw) return fail(ErrorKind::internal, "no memory for the demuxer");
  raw->interrupt_callback = {on_interrupt, this};
  if (scheme_ == Scheme::push) raw->pb = io_;
  const std::string url = scheme_ == Scheme::rtsp   ? with_login(settings_.url, settings_.user, settings_.password)
                          : scheme_ == Scheme::file ? settings_.url
                                                    : "";
  if (const int opened = avformat_open_input(&raw, url.c_str(), nullptr, &options.all); opened < 0) return explain(opened, "opened");
  format_.reset(raw);
  keep_only_video();  // before probing, which would decode sound to learn about it
  if (needs_probing()) {
    if (const int probed = avformat_find_stream_info(raw, nullptr); probed < 0) return explain(probed, "read");
  }
  return choose_stream();
}

// No sound: neither kept nor decoded (RULES L05).
void Input::keep_only_video() {
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    AVStream& stream = *format_->streams[i];
    const bool ours = stream_index_ < 0 ? stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO : static_cast<int>(i) == stream_index_;
    stream.discard = ours ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
  }
}

// A browser's camera says all we need in its header; probing would wait for sound that we do not take.
bool Input::needs_probing() const {
  if (scheme_ != Scheme::push || is_file_) return true;
  for (unsigned i = 0; i < format_->nb_streams; ++i) {
    const AVCodecParameters& codec = *format_->streams[i]->codecpar;
    if (codec.codec_type == AVMEDIA_TYPE_VIDEO && codec.codec_id != AV_CODEC_ID_NONE && codec.width > 0 && codec.height > 0) return false;
  }
  return true;
}

Status Input::choose_stream() {
  stream_index_ = av_find_best_stream(format_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (stream_index_ < 0) {
    if (!interrupted_) return std::exchange(interrupted_, Status{});
    return fail(ErrorKind::unsupported, settings_.camera + ": there is no video in it", "source.no_video");
  }
  keep_only_video();
  const AVCodecParameters& codec = *stream().codecpar;
  if (codec.width < 0 || codec.height < 0 || codec.width > 8192 || codec.height > 8192)
    return fail(ErrorKind::unsupported,
                fmt::format("{}: pictures of {}x{}: up to 8192x8192 are taken", settings_.camera, codec.width, codec.height),
                "source.too_large");
  return {};
}

Result<AVPacket*> Input::read() {
  for (;;) {
    VIGIE_CHECK(check());
    av_packet_unref(packet_.get());
    waiting_since_ = clock_.steady_now();
    const int got = av_read_frame(format_.get(), packet_.get());
    if (got == AVERROR(EAGAIN)) continue;
    if (!interrupted_) return tl::make_unexpected(std::exchange(interrupted_, Status{}).error());
    if (got == AVERROR_EOF && scheme_ != Scheme::rtsp) return nullptr;
    if (got < 0) {
      VIGIE_CHECK(explain(got, "read further"));
      return nullptr;
    }
    if (packet_->stream_index != stream_index_) continue;
    if (packet_->size > kMaxPacketBytes)
      return fail(ErrorKind::unsupported, fmt::format("{}: a picture of {} MiB: up to 16 are taken", settings_.camera, packet_->size >> 20),
                  "source.too_large");
    if (packet_->size > 0) return packet_.get();
  }
}

}  // namespace vigie::video
