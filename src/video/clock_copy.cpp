#include "video/clock_copy.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "decoder.h"
#include "encoder.h"
#include "recorded.h"
#include "scaler.h"
#include "video/fragmenter.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

constexpr auto kLongestPause = 2s;
constexpr int kLetter = 22;  // pixels of height of the largest text, with its margin twice in the band

struct FormatWriter {
  FormatWriter() = default;
  FormatWriter(const FormatWriter&) = delete;
  FormatWriter& operator=(const FormatWriter&) = delete;
  ~FormatWriter() {
    if (!context) return;
    if (context->pb) avio_closep(&context->pb);
    avformat_free_context(context);
  }
  AVFormatContext* context = nullptr;
};

tl::unexpected<Error> cannot_write(const std::filesystem::path& to, int code) {
  const bool full = code == AVERROR(ENOSPC) || code == AVERROR(EDQUOT) || code == AVERROR(EFBIG);
  return fail(
      full ? ErrorKind::full : ErrorKind::unavailable,
      fmt::format("{}: the readable copy cannot be written ({}){}", to.string(), explain_av(code), full ? ": the medium is full" : ""),
      full ? "package.full" : "package.write");
}

std::string ascii(const std::string& text) {
  std::string out;
  for (const unsigned char c : text)
    if (c < 0x80)
      out += c >= 0x20 && c < 0x7f ? static_cast<char>(c) : '?';
    else if ((c & 0xc0) == 0xc0)
      out += '?';  // one for each character, not for each of its bytes
  return out;
}

// One file of the copy: the band, and the picture beneath it.
class Copier {
 public:
  Copier(const ClockCopyOrder& order, const Zone& zone) : order_(order), zone_(zone) {}

  Status add(const AVFrame& picture, UtcTime at) {
    if (!encoder_) VIGIE_CHECK(begin(picture));
    const int width = canvas_->width, height = canvas_->height - band_;
    if ((picture.width & ~1) != width || (picture.height & ~1) != height)
      return fail(ErrorKind::unsupported, "the size of the pictures changes within the moment: keep its parts as moments of their own");
    if (av_frame_make_writable(canvas_.get()) < 0) return fail(ErrorKind::internal, "no memory for a picture");
    std::uint8_t* below[4] = {row(0, band_), row(1, band_ / 2), row(2, band_ / 2), nullptr};
    VIGIE_CHECK(scaler_.convert(picture, AV_PIX_FMT_YUV420P, width, height, below, canvas_->linesize));
    draw_band(at);
    if (last_) shown_ += std::clamp<std::chrono::microseconds>(at - *last_, 1ms, kLongestPause);
    last_ = at;
    VIGIE_TRY(const AvcPicture unit, encoder_->encode(*canvas_, UtcTime{shown_}, report.pictures == 0));
    ++report.pictures;
    return write(unit);
  }

  Status finish() {
    if (!encoder_) return fail(ErrorKind::corrupt, "no picture of the moment can be decoded", "package.no_picture");
    VIGIE_CHECK(flush_pending(usual_ticks_));
    if (const int done = av_write_trailer(writer_.context); done < 0) return cannot_write(order_.to, done);
    if (const int closed = avio_closep(&writer_.context->pb); closed < 0) return cannot_write(order_.to, closed);
    report.seconds = std::chrono::duration<double>(shown_).count();
    return {};
  }

  ClockCopyReport report;

 private:
  Status begin(const AVFrame& picture) {
    const int width = picture.width & ~1, height = picture.height & ~1;
    band_ = kLetter * 2;
    canvas_.reset(av_frame_alloc());
    canvas_->format = AV_PIX_FMT_YUV420P;
    canvas_->width = width;
    canvas_->height = height + band_;
    canvas_->color_range = AVCOL_RANGE_MPEG;
    canvas_->colorspace = picture.colorspace;
    canvas_->color_primaries = picture.color_primaries;
    canvas_->color_trc = picture.color_trc;
    canvas_->sample_aspect_ratio = picture.sample_aspect_ratio;
    if (av_frame_get_buffer(canvas_.get(), 0) < 0) return fail(ErrorKind::internal, "no memory for a picture");
    VIGIE_TRY(Encoder opened, Encoder::open(*canvas_, 25));
    encoder_.emplace(std::move(opened));
    report.width_px = width;
    report.height_px = canvas_->height;

    int done = avformat_alloc_output_context2(&writer_.context, nullptr, "mp4", order_.to.c_str());
    if (done < 0) return cannot_write(order_.to, done);
    AVStream* stream = avformat_new_stream(writer_.context, nullptr);
    const AvcParameters parameters = encoder_->parameters();
    Bytes annex_b;
    for (const auto* sets : {&parameters.sps, &parameters.pps})
      for (const Bytes& set : *sets) {
        annex_b.insert(annex_b.end(), {0, 0, 0, 1});
        annex_b.insert(annex_b.end(), set.begin(), set.end());
      }
    AVCodecParameters& codec = *stream->codecpar;
    codec.codec_type = AVMEDIA_TYPE_VIDEO;
    codec.codec_id = AV_CODEC_ID_H264;
    codec.width = width;
    codec.height = canvas_->height;
    codec.extradata = static_cast<std::uint8_t*>(av_mallocz(annex_b.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (!codec.extradata) return fail(ErrorKind::internal, "no memory for the copy");
    std::copy(annex_b.begin(), annex_b.end(), codec.extradata);
    codec.extradata_size = static_cast<int>(annex_b.size());
    stream->time_base = {1, static_cast<int>(kTimescale)};
    done = avio_open(&writer_.context->pb, order_.to.c_str(), AVIO_FLAG_WRITE);
    if (done < 0) return cannot_write(order_.to, done);
    AVDictionary* options = nullptr;
    av_dict_set(&options, "movflags", "+faststart", 0);
    writer_.context->flags |= AVFMT_FLAG_BITEXACT;  // no date and no name of a program in it
    done = avformat_write_header(writer_.context, &options);
    av_dict_free(&options);
    if (done < 0) return cannot_write(order_.to, done);
    return {};
  }

  std::uint8_t* row(int plane, int number) const {
    return canvas_->data[plane] + static_cast<std::ptrdiff_t>(number) * canvas_->linesize[plane];
  }

  // Above the picture: players lay their controls over the lower edge.
  void draw_band(UtcTime at) {
    cv::Mat luma(band_, canvas_->width, CV_8UC1, canvas_->data[0], static_cast<std::size_t>(canvas_->linesize[0]));
    luma.setTo(16);
    for (int plane : {1, 2})
      cv::Mat(band_ / 2, canvas_->width / 2, CV_8UC1, canvas_->data[plane], static_cast<std::size_t>(canvas_->linesize[plane])).setTo(128);
    write_line(luma, ascii(order_.label + "  " + clock_text(at, zone_)), kLetter - 6);
    write_line(luma, ascii(order_.note), 2 * kLetter - 6);
  }

  // As large as the width allows, never larger than the band.
  static void write_line(cv::Mat& luma, const std::string& text, int baseline) {
    if (text.empty()) return;
    const cv::Size size = cv::getTextSize(text, cv::FONT_HERSHEY_SIMPLEX, 1.0, 1, nullptr);
    const double scale = std::min(0.6, (luma.cols - 8.0) / std::max(1, size.width));
    cv::putText(luma, text, {4, baseline}, cv::FONT_HERSHEY_SIMPLEX, scale, 235, 1, cv::LINE_AA);
  }

  // A picture lasts until the next one: it is written when that is known.
  Status write(const AvcPicture& unit) {
    const std::int64_t at = to_ticks(unit.at);
    if (pending_) VIGIE_CHECK(flush_pending(at - pending_->pts));
    pending_.reset(av_packet_alloc());
    if (!pending_ || av_new_packet(pending_.get(), static_cast<int>(unit.nals.size())) < 0)
      return fail(ErrorKind::internal, "no memory for a picture");
    std::copy(unit.nals.begin(), unit.nals.end(), pending_->data);
    // Lengths of four bytes become start codes of four bytes: the muxer is told of Annex B.
    for (std::size_t i = 0; i + 4 <= unit.nals.size();) {
      const std::size_t size = std::size_t{pending_->data[i]} << 24 | std::size_t{pending_->data[i + 1]} << 16 |
                               std::size_t{pending_->data[i + 2]} << 8 | std::size_t{pending_->data[i + 3]};
      const std::uint8_t start[4] = {0, 0, 0, 1};
      std::copy(std::begin(start), std::end(start), pending_->data + i);
      i += 4 + size;
    }
    pending_->pts = pending_->dts = at;
    if (unit.key) pending_->flags |= AV_PKT_FLAG_KEY;
    return {};
  }

  Status flush_pending(std::int64_t duration) {
    if (!pending_) return {};
    usual_ticks_ = duration;
    pending_->duration = duration;
    pending_->stream_index = 0;
    av_packet_rescale_ts(pending_.get(), {1, static_cast<int>(kTimescale)}, writer_.context->streams[0]->time_base);
    const int done = av_interleaved_write_frame(writer_.context, pending_.get());
    pending_.reset();
    if (done < 0) return cannot_write(order_.to, done);
    // A full disk is told by the writer of bytes, later than by the writer of packets.
    if (writer_.context->pb->error < 0) return cannot_write(order_.to, writer_.context->pb->error);
    return {};
  }

  const ClockCopyOrder& order_;
  const Zone& zone_;
  Scaler scaler_;
  FramePtr canvas_;
  int band_ = 0;
  std::optional<Encoder> encoder_;
  FormatWriter writer_;
  PacketPtr pending_;
  std::int64_t usual_ticks_ = kTimescale / 25;
  std::optional<UtcTime> last_;
  std::chrono::microseconds shown_{0};
};

}  // namespace

std::string clock_text(UtcTime at, const Zone& zone) {
  const LocalTime local = zone.to_local(at);
  const auto us = (to_unix_us(at) % 1'000'000 + 1'000'000) % 1'000'000;
  const int offset = std::abs(local.utc_offset_s) / 60;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:02} {}{:02}:{:02} ({})", local.year, local.month, local.day, local.hour,
                     local.minute, local.second, us / 10'000, local.utc_offset_s < 0 ? '-' : '+', offset / 60, offset % 60,
                     local.abbreviation);
}

Result<ClockCopyReport> make_clock_copy(const city::Permit& permit, const city::SourceId& camera, const ClockCopyOrder& order,
                                        const Zone& zone, const Clock& clock, const std::stop_token& stop) {
  std::optional<SteadyTime> asked;
  const auto may_go_on = [&]() -> Status {
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "the readable copy was stopped");
    if (asked && clock.steady_now() - *asked < 1s) return {};
    asked = clock.steady_now();
    return permit.check(city::Processing::export_records, camera);
  };
  VIGIE_CHECK(may_go_on());
  Copier copier(order, zone);
  for (const auto& path : order.segments) {
    VIGIE_TRY(const FormatPtr format, open_recorded(path));
    const AVRational base = format->streams[0]->time_base;
    VIGIE_TRY(Decoder decoder, Decoder::open(*format->streams[0]->codecpar));
    const auto take = [&](const FramePtr& frame, SteadyTime) -> Status {
      const UtcTime at = from_ticks(frame->best_effort_timestamp);
      if (frame->best_effort_timestamp == AV_NOPTS_VALUE || at < order.span.from || at >= order.span.to) return {};
      return copier.add(*frame, at);
    };
    PacketPtr packet(av_packet_alloc());
    while (av_read_frame(format.get(), packet.get()) >= 0) {
      av_packet_rescale_ts(packet.get(), base, {1, static_cast<int>(kTimescale)});
      VIGIE_CHECK(may_go_on());
      SourcePacket unit;
      unit.packet = packet.get();
      const Status decoded = decoder.decode(unit, take);
      av_packet_unref(packet.get());
      VIGIE_CHECK(decoded);
    }
    VIGIE_CHECK(decoder.drain(take));
    copier.report.damaged += decoder.damaged();
  }
  VIGIE_CHECK(copier.finish());
  return copier.report;
}

}  // namespace vigie::video
