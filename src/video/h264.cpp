#include "h264.h"

#include <algorithm>
#include <bit>

namespace vigie::video {
namespace {

// ISO/IEC 14496-10, table 7-1.
enum NalType { kIdr = 5, kSei = 6, kSps = 7, kPps = 8, kDelimiter = 9, kFiller = 12 };
constexpr std::size_t kMaxSets = 32, kMaxSetBytes = 4096;

using View = std::span<const std::uint8_t>;

// Position of the next 00 00 01 at or after `from`, or the size.
std::size_t next_start_code(View data, std::size_t from) {
  for (std::size_t i = from; i + 3 <= data.size();) {
    if (data[i + 2] > 1)
      i += 3;
    else if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1)
      return i;
    else
      ++i;
  }
  return data.size();
}

template <typename Take>
void for_each_nal_by_start_code(View data, Take take) {
  std::size_t start = next_start_code(data, 0);
  while (start + 3 < data.size()) {
    const std::size_t next = next_start_code(data, start + 3);
    std::size_t end = next;
    while (end > start + 3 && data[end - 1] == 0) --end;  // zeros before a start code of four bytes, or trailing ones
    if (end > start + 3) take(data.subspan(start + 3, end - start - 3));
    start = next;
  }
}

template <typename Take>
Status for_each_nal_by_length(View data, int length_size, Take take) {
  while (!data.empty()) {
    if (data.size() < static_cast<std::size_t>(length_size)) return fail(ErrorKind::corrupt, "an H.264 picture is cut short");
    std::size_t length = 0;
    for (int i = 0; i < length_size; ++i) length = length << 8 | data[i];
    data = data.subspan(length_size);
    if (length > data.size()) return fail(ErrorKind::corrupt, "an H.264 picture announces more bytes than it has");
    if (length > 0) take(data.first(length));
    data = data.subspan(length);
  }
  return {};
}

void append_with_length(Bytes& into, View nal) {
  const auto size = static_cast<std::uint32_t>(nal.size());
  for (const int shift : {24, 16, 8, 0}) into.push_back(static_cast<std::uint8_t>(size >> shift));
  into.insert(into.end(), nal.begin(), nal.end());
}

}  // namespace

Result<AvcReader> AvcReader::create(View extradata) {
  AvcReader reader;
  if (extradata.empty()) return reader;
  if (extradata[0] == 1) {
    VIGIE_CHECK(reader.read_avcc(extradata));
    return reader;
  }
  Bytes none;
  VIGIE_CHECK(reader.read(extradata, none));
  return reader;
}

// AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.3.3.1.
Status AvcReader::read_avcc(View avcc) {
  const auto torn = [] { return fail(ErrorKind::corrupt, "the parameters of the H.264 stream are damaged"); };
  if (avcc.size() < 7) return torn();
  length_size_ = (avcc[4] & 3) + 1;
  std::size_t at = 5;
  for (auto* sets : {&sps_, &pps_}) {
    if (at >= avcc.size()) return torn();
    const int count = sets == &sps_ ? avcc[at] & 31 : avcc[at];
    ++at;
    for (int i = 0; i < count; ++i) {
      if (at + 2 > avcc.size()) return torn();
      const std::size_t size = avcc[at] << 8 | avcc[at + 1];
      at += 2;
      if (at + size > avcc.size()) return torn();
      keep(*sets, avcc.subspan(at, size));
      at += size;
    }
  }
  return {};
}

// True when the parameters became other ones: a set is new, or replaces one of the same number.
bool AvcReader::keep(std::vector<Bytes>& sets, View set) {
  if (set.size() < (&sets == &sps_ ? 4u : 2u) || set.size() > kMaxSetBytes) return false;
  if (std::any_of(sets.begin(), sets.end(), [&](const Bytes& known) { return std::ranges::equal(known, set); })) return false;
  // The number of an SPS stands behind profile and level, that of a PPS comes first; equal leading bits are taken for equal numbers.
  const std::size_t number_at = &sets == &sps_ ? 4 : 1;
  const auto number = [number_at](auto& bytes) {
    const unsigned byte = bytes.size() > number_at ? bytes[number_at] : 0;
    const int zeros = byte == 0 ? 8 : std::countl_zero(static_cast<std::uint8_t>(byte));
    return zeros > 3 ? byte : byte >> (7 - 2 * zeros);  // Exp-Golomb, whole within the byte for numbers below 15
  };
  const auto same = std::find_if(sets.begin(), sets.end(), [&](const Bytes& known) { return number(known) == number(set); });
  if (same != sets.end()) {
    same->assign(set.begin(), set.end());
    return true;
  }
  if (sets.size() >= kMaxSets) return false;
  sets.emplace_back(set.begin(), set.end());
  return true;
}

Result<AvcReader::Unit> AvcReader::read(View packet, Bytes& into) {
  Unit unit;
  const auto take = [&](View nal) {
    switch (nal[0] & 31) {
      case kSps:
        unit.parameters_changed |= keep(sps_, nal);
        return;
      case kPps:
        unit.parameters_changed |= keep(pps_, nal);
        return;
      case kSei:
      case kDelimiter:
      case kFiller:
        return;
      case kIdr:
        unit.key = true;
        [[fallthrough]];
      default:
        unit.has_picture = true;
    }
    append_with_length(into, nal);
  };
  if (length_size_ == 0)
    for_each_nal_by_start_code(packet, take);
  else
    VIGIE_CHECK(for_each_nal_by_length(packet, length_size_, take));
  return unit;
}

std::string avc_codec_string(const Bytes& sps) { return fmt::format("avc1.{:02x}{:02x}{:02x}", sps.at(1), sps.at(2), sps.at(3)); }

}  // namespace vigie::video
