#pragma once
// From degrees to metres and back, through PROJ. Nothing is fetched from a network: where a datum shift would need a
// grid file that is not installed, PROJ's best built-in operation is used (a metre or two between European datums).

#include <memory>
#include <string_view>

#include "base/result.h"
#include "geo/point.h"

namespace vigie::geo {

// EPSG code of the WGS84 UTM zone of a place (32601–32660 north, 32701–32760 south), with the customary exceptions of
// south-west Norway and Svalbard. Beyond 84° N and 80° S UTM does not exist: invalid_input.
Result<int> utm_epsg(const LatLon& place);

// One projected system in metres. Immutable; safe to call from several threads, which then take turns (each object has
// a PROJ context of its own): a busy thread opens its own.
class Projection {
 public:
  static Result<Projection> for_place(const LatLon& place);  // the UTM zone of the place
  static Result<Projection> open(int epsg);                  // must be a projected system in metres
  static Result<Projection> parse(std::string_view text);    // "EPSG:2154"

  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;
  ~Projection();

  int epsg() const;
  // invalid_input where the point cannot be expressed, e.g. the antipode of a UTM zone.
  Result<GroundPoint> forward(const LatLon& place) const;
  Result<LatLon> inverse(const GroundPoint& point) const;

 private:
  struct State;
  explicit Projection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::geo
