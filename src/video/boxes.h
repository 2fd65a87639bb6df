#pragma once
// ISO base media boxes (ISO/IEC 14496-12): writing them, and walking them without trusting their lengths.

#include <cstring>
#include <optional>
#include <string_view>

#include "city/live.h"

namespace vigie::video {

// Writes big-endian fields into a buffer; a box's length is filled in when it ends.
class BoxWriter {
 public:
  explicit BoxWriter(Bytes& out) : out_(out) {}
  BoxWriter& u8(unsigned value) { return number(value, 1); }
  BoxWriter& u16(unsigned value) { return number(value, 2); }
  BoxWriter& u32(std::uint32_t value) { return number(value, 4); }
  BoxWriter& u64(std::uint64_t value) { return number(value, 8); }
  BoxWriter& bytes(std::span<const std::uint8_t> data);
  BoxWriter& text(std::string_view data) { return bytes(as_bytes(data)); }
  BoxWriter& zeros(std::size_t count);
  template <typename Content>
  BoxWriter& box(std::string_view type, Content content) {
    const std::size_t start = out_.size();
    u32(0).text(type);
    content();
    const auto size = static_cast<std::uint32_t>(out_.size() - start);
    for (int i = 0; i < 4; ++i) out_[start + i] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
    return *this;
  }
  template <typename Content>
  BoxWriter& full_box(std::string_view type, unsigned version, std::uint32_t flags, Content content) {
    return box(type, [&] {
      u32(version << 24 | flags);
      content();
    });
  }

 private:
  BoxWriter& number(std::uint64_t value, int bytes);
  Bytes& out_;
};

struct BoxHeader {
  std::string type;
  std::uint64_t size = 0;  // with the header
  std::size_t header = 8;
};
// nullopt: not a whole header, or a length that cannot be (smaller than its header, or "to the end of the file").
std::optional<BoxHeader> read_box_header(std::span<const std::uint8_t> data);

// The first child box of this type and its content.
std::optional<std::span<const std::uint8_t>> find_box(std::span<const std::uint8_t> boxes, std::string_view type);

// What a moof of ours (or of any muxer with one track) says of its first picture.
struct FragmentInfo {
  std::int64_t decode_ticks = 0;   // tfdt
  std::int64_t picture_ticks = 0;  // with the first sample's composition offset
  bool key = false;
};
std::optional<FragmentInfo> read_fragment_info(std::span<const std::uint8_t> moof_content);

// Of an init (ftyp+moov): the MIME type for MSE.
std::optional<std::string> read_codec(std::span<const std::uint8_t> init);

}  // namespace vigie::video
