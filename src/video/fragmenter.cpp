#include "video/fragmenter.h"

#include <algorithm>

#include "boxes.h"
#include "h264.h"

namespace vigie::video {
namespace {

constexpr std::int64_t kShortest = kTimescale / 240, kLongest = kTimescale, kClockPutRight = 10 * kTimescale;
constexpr unsigned kTrack = 1;
constexpr std::uint32_t kKeyFlags = 0x02000000, kDeltaFlags = 0x01010000;  // depends on none; depends on others and is no sync point

void write_matrix(BoxWriter& w) {
  for (const std::uint32_t value : {0x10000u, 0u, 0u, 0u, 0x10000u, 0u, 0u, 0u, 0x40000000u}) w.u32(value);
}

void write_avcc(BoxWriter& w, const AvcParameters& parameters) {
  const Bytes& first = parameters.sps.front();
  w.u8(1).u8(first[1]).u8(first[2]).u8(first[3]).u8(0xfc | 3);  // lengths of four bytes
  w.u8(0xe0 | static_cast<unsigned>(parameters.sps.size()));
  for (const Bytes& set : parameters.sps) w.u16(static_cast<unsigned>(set.size())).bytes(set);
  w.u8(static_cast<unsigned>(parameters.pps.size()));
  for (const Bytes& set : parameters.pps) w.u16(static_cast<unsigned>(set.size())).bytes(set);
}

void write_sample_description(BoxWriter& w, const AvcParameters& parameters) {
  w.full_box("stsd", 0, 0, [&] {
    w.u32(1).box("avc1", [&] {
      w.zeros(6).u16(1).zeros(16);
      w.u16(static_cast<unsigned>(parameters.width_px)).u16(static_cast<unsigned>(parameters.height_px));
      w.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24).u16(0xffff);
      w.box("avcC", [&] { write_avcc(w, parameters); });
    });
  });
}

void write_track(BoxWriter& w, const AvcParameters& parameters) {
  w.full_box("tkhd", 0, 3, [&] {
    w.u32(0).u32(0).u32(kTrack).u32(0).u32(0).zeros(8).u16(0).u16(0).u16(0).u16(0);
    write_matrix(w);
    w.u32(static_cast<std::uint32_t>(parameters.width_px) << 16).u32(static_cast<std::uint32_t>(parameters.height_px) << 16);
  });
  w.box("mdia", [&] {
    w.full_box("mdhd", 0, 0, [&] { w.u32(0).u32(0).u32(kTimescale).u32(0).u16(0x55c4).u16(0); });  // language "und"
    w.full_box("hdlr", 0, 0, [&] { w.u32(0).text("vide").zeros(12).text("video").u8(0); });
    w.box("minf", [&] {
      w.full_box("vmhd", 0, 1, [&] { w.zeros(8); });
      w.box("dinf", [&] { w.full_box("dref", 0, 0, [&] { w.u32(1).full_box("url ", 0, 1, [] {}); }); });
      w.box("stbl", [&] {
        write_sample_description(w, parameters);
        for (const char* empty : {"stts", "stsc", "stco"}) w.full_box(empty, 0, 0, [&] { w.u32(0); });
        w.full_box("stsz", 0, 0, [&] { w.u32(0).u32(0); });
      });
    });
  });
}

}  // namespace

std::int64_t to_ticks(UtcTime time) {
  const std::int64_t us = to_unix_us(time);
  return us / 1'000'000 * kTimescale + us % 1'000'000 * kTimescale / 1'000'000;
}

UtcTime from_ticks(std::int64_t ticks) {
  return from_unix_us(ticks / kTimescale * 1'000'000 + (ticks % kTimescale * 1'000'000 + kTimescale / 2) / kTimescale);
}

Result<city::Fragment> Fragmenter::start(const AvcParameters& parameters, UtcTime at, double nominal_fps) {
  const auto usable = [](const std::vector<Bytes>& sets, std::size_t least) {
    return !sets.empty() && sets.size() < 32 &&
           std::ranges::all_of(sets, [least](const Bytes& set) { return set.size() >= least && set.size() <= 0xffff; });
  };
  if (!usable(parameters.sps, 4) || !usable(parameters.pps, 2))
    return fail(ErrorKind::corrupt, "the H.264 stream does not say its parameters", "codec.damaged");
  if (parameters.width_px <= 0 || parameters.height_px <= 0 || parameters.width_px > 8192 || parameters.height_px > 8192)
    return fail(ErrorKind::unsupported,
                fmt::format("pictures of {}x{}: up to 8192x8192 are taken", parameters.width_px, parameters.height_px));

  if (nominal_fps > 0) usual_ticks_ = std::clamp(static_cast<std::int64_t>(kTimescale / nominal_fps), kShortest, kLongest);
  if (last_ticks_ && to_ticks(at) + kClockPutRight < *last_ticks_) last_ticks_.reset();  // only here may time go back
  auto out = std::make_shared<Bytes>();
  out->reserve(1024);
  BoxWriter w(*out);
  w.box("ftyp", [&] { w.text("iso6").u32(0).text("iso6").text("avc1").text("mp41"); });
  w.box("moov", [&] {
    w.full_box("mvhd", 0, 0, [&] {
      w.u32(0).u32(0).u32(kTimescale).u32(0).u32(0x10000).u16(0x100).zeros(10);
      write_matrix(w);
      w.zeros(24).u32(kTrack + 1);
    });
    w.box("trak", [&] { write_track(w, parameters); });
    w.box("mvex", [&] { w.full_box("trex", 0, 0, [&] { w.u32(kTrack).u32(1).u32(0).u32(0).u32(0); }); });
  });
  return city::Fragment{out, city::Fragment::Kind::init, at,
                        fmt::format("video/mp4; codecs=\"{}\"", avc_codec_string(parameters.sps.front()))};
}

city::Fragment Fragmenter::add(const AvcPicture& picture) {
  std::int64_t ticks = to_ticks(picture.decode_at);
  if (last_ticks_) {
    ticks = std::max(ticks, *last_ticks_ + 1);
    // What a picture lasts is known only when the next is there, and waiting for it would cost a picture's time of delay.
    // So the usual interval is declared: it grows at once and shrinks slowly, because a browser forgives a long one.
    const std::int64_t interval = std::clamp(ticks - *last_ticks_, kShortest, kLongest);
    usual_ticks_ = interval > usual_ticks_ ? interval : (7 * usual_ticks_ + interval) / 8;
  }
  last_ticks_ = ticks;

  constexpr std::uint32_t kBeforeData = 112;  // moof and the header of mdat
  auto out = std::make_shared<Bytes>();
  out->reserve(kBeforeData + picture.nals.size());
  BoxWriter w(*out);
  w.box("moof", [&] {
    w.full_box("mfhd", 0, 0, [&] { w.u32(++sequence_); });
    w.box("traf", [&] {
      w.full_box("tfhd", 0, 0x020000, [&] { w.u32(kTrack); });  // offsets count from the moof
      w.full_box("tfdt", 1, 0, [&] { w.u64(static_cast<std::uint64_t>(ticks)); });
      w.full_box("trun", 1, 0xf01, [&] {
        w.u32(1).u32(kBeforeData).u32(static_cast<std::uint32_t>(usual_ticks_)).u32(static_cast<std::uint32_t>(picture.nals.size()));
        w.u32(picture.key ? kKeyFlags : kDeltaFlags);
        w.u32(static_cast<std::uint32_t>(to_ticks(picture.at) - ticks));  // signed in version 1
      });
    });
  });
  w.box("mdat", [&] { w.bytes(picture.nals); });
  return {out, picture.key ? city::Fragment::Kind::key : city::Fragment::Kind::delta, picture.at, {}};
}

bool Fragmenter::is_gap(UtcTime decode_at) const { return last_ticks_ && to_ticks(decode_at) - *last_ticks_ > 2 * usual_ticks_; }

}  // namespace vigie::video
