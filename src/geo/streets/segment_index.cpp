#include "streets/segment_index.h"

// Boost 1.74's own headers include one that it deprecates.
#define BOOST_ALLOW_DEPRECATED_HEADERS

#include <algorithm>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/geometry/strategies/strategies.hpp>
#include <cmath>
#include <numbers>
#include <tuple>

namespace vigie::geo {
namespace {

namespace bg = boost::geometry;
using Flat = bg::model::d2::point_xy<double>;
using Box = bg::model::box<Flat>;

struct Entry {
  Flat a, b;
  std::uint32_t stretch, piece;
};
using Value = std::pair<Box, std::uint32_t>;  // number of the entry

struct OnEntry {
  double share, away_m;
};
OnEntry nearest_on(const Entry& entry, const Flat& point) {
  const double dx = entry.b.x() - entry.a.x(), dy = entry.b.y() - entry.a.y();
  const double px = point.x() - entry.a.x(), py = point.y() - entry.a.y();
  const double length2 = dx * dx + dy * dy;
  const double share = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0.0;
  return {share, std::hypot(px - share * dx, py - share * dy)};
}

constexpr double metres_per_degree = 6371008.8 * std::numbers::pi / 180;

}  // namespace

struct SegmentIndex::Tree {
  double metres_per_degree_east = 0;
  std::vector<Entry> entries;
  bg::index::rtree<Value, bg::index::rstar<16>> boxes;

  // Flat metres about the map's own latitude: exact enough over a city to say which street is nearest.
  Flat flat(const LatLon& place) const { return {place.lon * metres_per_degree_east, place.lat * metres_per_degree}; }
};

SegmentIndex::SegmentIndex() = default;
SegmentIndex::SegmentIndex(SegmentIndex&&) noexcept = default;
SegmentIndex& SegmentIndex::operator=(SegmentIndex&&) noexcept = default;
SegmentIndex::~SegmentIndex() = default;

SegmentIndex::SegmentIndex(const std::vector<Segment>& segments) {
  if (segments.empty()) return;
  auto tree = std::make_unique<Tree>();
  const auto [south, north] = std::ranges::minmax(segments, {}, [](const Segment& s) { return s.a.lat; });
  tree->metres_per_degree_east = metres_per_degree * std::cos((south.a.lat + north.a.lat) / 2 * std::numbers::pi / 180);
  std::vector<Value> values;
  tree->entries.reserve(segments.size());
  values.reserve(segments.size());
  for (const Segment& segment : segments) {
    const Flat a = tree->flat(segment.a), b = tree->flat(segment.b);
    const Box box{{std::min(a.x(), b.x()), std::min(a.y(), b.y())}, {std::max(a.x(), b.x()), std::max(a.y(), b.y())}};
    values.emplace_back(box, static_cast<std::uint32_t>(tree->entries.size()));
    tree->entries.push_back({a, b, segment.stretch, segment.piece});
  }
  tree->boxes = decltype(tree->boxes)(values);  // packed: built from the whole
  tree_ = std::move(tree);
}

std::optional<NearestSegment> SegmentIndex::nearest(const LatLon& place, double farthest_m,
                                                    const std::function<bool(std::uint32_t)>& wanted) const {
  if (!tree_ || !valid(place)) return std::nullopt;
  const Flat point = tree_->flat(place);
  // Growing squares: most places lie beside a street. (The tree's own incremental search for the nearest keeps every
  // candidate sorted; with pieces to pass over that took milliseconds.)
  for (double reach_m = std::min(60.0, farthest_m);; reach_m = std::min(3 * reach_m, farthest_m)) {
    std::optional<NearestSegment> best;
    const Box around{{point.x() - reach_m, point.y() - reach_m}, {point.x() + reach_m, point.y() + reach_m}};
    for (auto it = tree_->boxes.qbegin(bg::index::intersects(around)); it != tree_->boxes.qend(); ++it) {
      const Entry& entry = tree_->entries[it->second];
      if (!wanted(entry.stretch)) continue;
      const auto [share, away_m] = nearest_on(entry, point);
      const auto rank = [](const NearestSegment& n) { return std::tuple(n.distance_m, n.stretch, n.piece); };
      const NearestSegment found{entry.stretch, entry.piece, share, away_m};
      if (away_m <= reach_m && (!best || rank(found) < rank(*best))) best = found;
    }
    if (best || reach_m >= farthest_m) return best;
  }
}

}  // namespace vigie::geo
