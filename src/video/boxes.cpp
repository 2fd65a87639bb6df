#include "boxes.h"

#include "h264.h"

namespace vigie::video {
namespace {

using View = std::span<const std::uint8_t>;

// Reads fields in order; once something is missing everything after it reads as zero and `ok` is false.
struct FieldReader {
  View data;
  bool ok = true;
  std::uint64_t number(int bytes) {
    if (data.size() < static_cast<std::size_t>(bytes)) {
      ok = false;
      data = {};
      return 0;
    }
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | data[i];
    data = data.subspan(bytes);
    return value;
  }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
};

constexpr std::uint32_t kNonSync = 0x00010000;

}  // namespace

BoxWriter& BoxWriter::number(std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out_.push_back(static_cast<std::uint8_t>(value >> shift));
  return *this;
}

BoxWriter& BoxWriter::bytes(View data) {
  out_.insert(out_.end(), data.begin(), data.end());
  return *this;
}

BoxWriter& BoxWriter::zeros(std::size_t count) {
  out_.insert(out_.end(), count, 0);
  return *this;
}

std::optional<BoxHeader> read_box_header(View data) {
  FieldReader fields{data};
  BoxHeader box;
  box.size = fields.u32();
  if (data.size() < 8) return std::nullopt;
  box.type.assign(reinterpret_cast<const char*>(data.data()) + 4, 4);
  fields.u32();
  if (box.size == 1) {
    box.header = 16;
    box.size = fields.number(8);
  }
  if (!fields.ok || box.size < box.header) return std::nullopt;
  return box;
}

std::optional<View> find_box(View boxes, std::string_view type) {
  while (const auto box = read_box_header(boxes)) {
    if (box->size > boxes.size()) return std::nullopt;
    if (box->type == type) return boxes.subspan(box->header, box->size - box->header);
    boxes = boxes.subspan(box->size);
  }
  return std::nullopt;
}

std::optional<FragmentInfo> read_fragment_info(View moof_content) {
  const auto traf = find_box(moof_content, "traf");
  if (!traf) return std::nullopt;
  const auto tfhd = find_box(*traf, "tfhd"), tfdt = find_box(*traf, "tfdt"), trun = find_box(*traf, "trun");
  if (!tfhd || !tfdt || !trun) return std::nullopt;

  FieldReader header{*tfhd};
  const std::uint32_t tfhd_flags = header.u32() & 0xffffff;
  header.u32();  // track
  if (tfhd_flags & 0x1) header.number(8);
  if (tfhd_flags & 0x2) header.u32();
  if (tfhd_flags & 0x8) header.u32();
  if (tfhd_flags & 0x10) header.u32();
  std::uint32_t sample_flags = tfhd_flags & 0x20 ? header.u32() : 0;

  FieldReader time{*tfdt};
  const bool wide = time.u32() >> 24 == 1;
  const std::uint64_t ticks = time.number(wide ? 8 : 4);

  FieldReader run{*trun};
  const std::uint32_t trun_flags = run.u32() & 0xffffff;
  const std::uint32_t samples = run.u32();
  if (trun_flags & 0x1) run.u32();
  if (trun_flags & 0x4) sample_flags = run.u32();
  if (trun_flags & 0x100) run.u32();
  if (trun_flags & 0x200) run.u32();
  if (trun_flags & 0x400) sample_flags = run.u32();
  const auto offset = trun_flags & 0x800 ? static_cast<std::int32_t>(run.u32()) : 0;

  // 2^52 ticks are the year 3555: more is damage, and would not survive arithmetic.
  if (!header.ok || !time.ok || !run.ok || samples == 0 || ticks >= 1ULL << 52) return std::nullopt;
  const auto decode = static_cast<std::int64_t>(ticks);
  return FragmentInfo{decode, decode + offset, (sample_flags & kNonSync) == 0};
}

std::optional<std::string> read_codec(View init) {
  std::optional<View> box = find_box(init, "moov");
  for (const char* type : {"trak", "mdia", "minf", "stbl", "stsd"})
    if (box) box = find_box(*box, type);
  if (!box || box->size() < 8) return std::nullopt;
  const auto entry = find_box(box->subspan(8), "avc1");  // behind version, flags and count
  if (!entry || entry->size() < 78) return std::nullopt;
  const auto avcc = find_box(entry->subspan(78), "avcC");  // behind the fields of a visual sample entry
  if (!avcc || avcc->size() < 4) return std::nullopt;
  return fmt::format("video/mp4; codecs=\"{}\"", avc_codec_string(Bytes(avcc->begin(), avcc->begin() + 4)));
}

}  // namespace vigie::video
