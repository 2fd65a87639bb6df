#include "video/segment_parts.h"

#include <algorithm>
#include <fstream>

#include "segment_file.h"

namespace vigie::video {
namespace {

constexpr std::uint8_t kLeaf = 0x00;  // RFC 6962, 2.1: tells leaves from inner nodes

// Where parts begin, from the boxes alone.
Result<std::vector<SegmentPart>> find_parts(const std::filesystem::path& segment) {
  VIGIE_TRY(SegmentFile file, SegmentFile::open(segment));
  std::vector<SegmentPart> parts(1);
  parts[0].bytes = file.position();
  while (const auto entry = file.next()) {
    if (entry->key || parts.size() == 1) {
      if (!entry->key) return fail(ErrorKind::corrupt, segment.string() + ": the segment does not begin with a key picture");
      parts.push_back({entry->offset, 0, {}, entry->at, entry->at});
    }
    SegmentPart& group = parts.back();
    group.bytes += entry->size;
    group.first = std::min(group.first, entry->at);
    group.last = std::max(group.last, entry->at);
  }
  if (parts.size() == 1) return fail(ErrorKind::corrupt, segment.string() + ": there is no whole picture in it");
  parts[0].first = parts[0].last = parts[1].first;
  return parts;
}

}  // namespace

Result<SegmentParts> read_segment_parts(const std::filesystem::path& segment) {
  SegmentParts result;
  VIGIE_TRY(result.parts, find_parts(segment));
  std::ifstream in(segment, std::ios::binary);
  if (!in) return fail(ErrorKind::not_found, segment.string() + ": the segment cannot be opened");
  Sha256 whole;
  std::vector<char> block(1 << 16);
  for (SegmentPart& part : result.parts) {
    Sha256 leaf;
    leaf.update(std::span<const std::uint8_t>(&kLeaf, 1));
    for (std::uint64_t left = part.bytes; left > 0;) {
      const auto size = static_cast<std::streamsize>(std::min<std::uint64_t>(left, block.size()));
      if (!in.read(block.data(), size)) return fail(ErrorKind::corrupt, segment.string() + ": the segment is shorter than its boxes say");
      const std::string_view bytes(block.data(), static_cast<std::size_t>(size));
      leaf.update(bytes);
      whole.update(bytes);
      left -= static_cast<std::uint64_t>(size);
    }
    part.leaf = leaf.finish();
    result.bytes += part.bytes;
  }
  if (in.peek() != std::char_traits<char>::eof())
    return fail(ErrorKind::corrupt, segment.string() + ": there are bytes behind its last whole picture");
  result.digest = whole.finish();
  return result;
}

}  // namespace vigie::video
