#pragma once
// The straight pieces of all stretches in a spatial index: what lies nearest to a place.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "geo/point.h"

namespace vigie::geo {

struct Segment {
  LatLon a, b;
  std::uint32_t stretch = 0;
  std::uint32_t piece = 0;  // from the stretch's point `piece` to the next
};

struct NearestSegment {
  std::uint32_t stretch = 0;
  std::uint32_t piece = 0;
  double share = 0;  // of the piece, from its first point
  double distance_m = 0;
};

class SegmentIndex {
 public:
  SegmentIndex();
  explicit SegmentIndex(const std::vector<Segment>& segments);
  SegmentIndex(SegmentIndex&&) noexcept;
  SegmentIndex& operator=(SegmentIndex&&) noexcept;
  ~SegmentIndex();

  // The nearest piece of a stretch for which `wanted` holds, within `farthest_m`. Of equally near ones the lowest number.
  std::optional<NearestSegment> nearest(const LatLon& place, double farthest_m,
                                        const std::function<bool(std::uint32_t stretch)>& wanted) const;

 private:
  struct Tree;
  std::unique_ptr<const Tree> tree_;
};

}  // namespace vigie::geo
