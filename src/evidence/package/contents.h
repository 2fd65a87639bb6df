#pragma once
// What a package will hold, decided before a byte is copied: which groups of which segments, and what is wrong with the recording.

#include "evidence/package.h"
#include "video/segment_parts.h"

namespace vigie::evidence {

// Something that the recording lacks or that must be known when looking at it. Never silent: on the slip, in the page, in the manifest.
struct Fault {
  std::string kind;  // gap, damaged, deleted, open, clock_back, zone_change
  city::Interval span{};
  std::string segment;  // where one is meant
};
// One sentence in French and one in English.
std::string french(const Fault& fault, const Zone& zone);
std::string english(const Fault& fault, const Zone& zone);

// A segment's part in a moment: its head and `groups` groups from `first_part` on.
struct Piece {
  city::SegmentRow row;
  video::SegmentParts parts;
  SegmentProof proof;
  std::size_t first_part = 1, groups = 0;
  std::string file;  // in the package: "original/1/camera-1_2026-11-22_05-51-14Z-main.mp4"
  std::uint64_t bytes() const;
};

struct MomentContents {
  PackageMoment moment;
  int number = 1;
  std::vector<Piece> pieces;
  std::vector<Fault> faults;
  std::string readable;  // in the package; empty where nothing could be decoded
  double readable_s = 0;
  std::uint64_t readable_pictures = 0, readable_damaged = 0;
};

// Segments of the main stream, or of the sub stream where there is no other. Roots over what has none yet are sealed on the way.
Result<std::vector<MomentContents>> choose_contents(const PackageOrder& order, const PackageDoors& doors);

}  // namespace vigie::evidence
