#pragma once
// A closed segment as the parts that evidence is cut at: its head (init and label), then one part per group of pictures (a key
// fragment and all until the next one). Each part is hashed as a leaf of RFC 6962 (SHA-256 over 0x00 and its bytes), so that a copy of
// some groups can be proven to come from the segment without handing over the others (docs/decisions/0041-parts-and-daily-roots.md).

#include <filesystem>
#include <vector>

#include "base/digest.h"
#include "city/permit.h"

namespace vigie::video {

struct SegmentPart {
  std::uint64_t offset = 0, bytes = 0;
  Digest leaf{};
  UtcTime first{}, last{};  // its first and last picture; of the head: the first picture of the segment
};

struct SegmentParts {
  Digest digest{};  // of the whole file, as the writer hashed it
  std::uint64_t bytes = 0;
  std::vector<SegmentPart> parts;  // [0] is the head; then at least one group
};

// Reads the file once. corrupt: not a segment of ours, or bytes behind its last whole picture; the caller compares `digest` with the index.
Result<SegmentParts> read_segment_parts(const std::filesystem::path& segment);

}  // namespace vigie::video
