#include "geo/projection.h"

#include <proj.h>

#include <charconv>
#include <cmath>
#include <mutex>

namespace vigie::geo {
namespace {

struct FreeContext {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct FreeObject {
  void operator()(PJ* object) const { proj_destroy(object); }
};
using Context = std::unique_ptr<PJ_CONTEXT, FreeContext>;
using Object = std::unique_ptr<PJ, FreeObject>;

Status check_metric(PJ_CONTEXT* context, const std::string& name) {
  const Object system{proj_create(context, name.c_str())};
  if (!system) return fail(ErrorKind::invalid_input, name + " is not known to the installed PROJ database");
  if (proj_get_type(system.get()) != PJ_TYPE_PROJECTED_CRS)
    return fail(ErrorKind::invalid_input, name + " is not a projected system: give one in metres, e.g. EPSG:32632");
  const Object axes{proj_crs_get_coordinate_system(context, system.get())};
  double metres_per_unit = 0;
  if (!axes || !proj_cs_get_axis_info(context, axes.get(), 0, nullptr, nullptr, nullptr, &metres_per_unit, nullptr, nullptr, nullptr) ||
      metres_per_unit != 1.0)
    return fail(ErrorKind::invalid_input, name + " is not in metres: give a metric system, e.g. EPSG:32632");
  return {};
}

}  // namespace

struct Projection::State {
  int epsg;
  Context context;
  Object transform;  // after the context, so that it goes first
  std::mutex mutex;  // a PROJ context must not be used by two threads at once
};

Projection::Projection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

int Projection::epsg() const { return state_->epsg; }

Result<int> utm_epsg(const LatLon& place) {
  if (!valid(place)) return fail(ErrorKind::invalid_input, "not a place on Earth");
  if (place.lat > 84 || place.lat < -80)
    return fail(ErrorKind::invalid_input, fmt::format("UTM ends at 84° N and 80° S; latitude {} needs a polar system", place.lat));
  // Longitude 180 is the same meridian as −180: zone 1.
  int zone = place.lon == 180 ? 1 : static_cast<int>(std::floor((place.lon + 180) / 6)) + 1;
  if (place.lat >= 56 && place.lat < 64 && place.lon >= 3 && place.lon < 12) zone = 32;  // south-west Norway
  if (place.lat >= 72 && place.lon >= 0 && place.lon < 42)                               // Svalbard has four wide zones
    zone = place.lon < 9 ? 31 : place.lon < 21 ? 33 : place.lon < 33 ? 35 : 37;
  return (place.lat >= 0 ? 32600 : 32700) + zone;
}

Result<Projection> Projection::for_place(const LatLon& place) {
  VIGIE_TRY(const int epsg, utm_epsg(place));
  return open(epsg);
}

Result<Projection> Projection::open(int epsg) {
  const std::string name = fmt::format("EPSG:{}", epsg);
  Context context{proj_context_create()};
  if (!context) return fail(ErrorKind::internal, "PROJ gave no context");
  proj_context_set_enable_network(context.get(), 0);
  proj_log_level(context.get(), PJ_LOG_NONE);  // failures come back as values; nothing is printed
  VIGIE_CHECK(check_metric(context.get(), name));
  const Object as_defined{proj_create_crs_to_crs(context.get(), "EPSG:4326", name.c_str(), nullptr)};
  if (!as_defined) return fail(ErrorKind::invalid_input, "PROJ knows no way from WGS84 to " + name);
  Object transform{proj_normalize_for_visualization(context.get(), as_defined.get())};  // longitude, latitude → east, north
  if (!transform) return fail(ErrorKind::invalid_input, "PROJ cannot order the axes of " + name);
  return Projection(std::unique_ptr<State>(new State{epsg, std::move(context), std::move(transform), {}}));
}

Result<Projection> Projection::parse(std::string_view text) {
  constexpr std::string_view prefix = "EPSG:";
  int epsg = 0;
  if (text.starts_with(prefix)) {
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data() + prefix.size(), end, epsg);
    if (error == std::errc{} && stopped == end && epsg > 0) return open(epsg);
  }
  return fail(ErrorKind::invalid_input, fmt::format("\"{}\" is not a coordinate system: write it as EPSG:2154", text));
}

Result<GroundPoint> Projection::forward(const LatLon& place) const {
  if (!valid(place)) return fail(ErrorKind::invalid_input, "not a place on Earth");
  const std::lock_guard lock(state_->mutex);
  proj_errno_reset(state_->transform.get());
  const PJ_COORD out = proj_trans(state_->transform.get(), PJ_FWD, proj_coord(place.lon, place.lat, 0, HUGE_VAL));
  const GroundPoint point{out.xy.x, out.xy.y};
  if (proj_errno(state_->transform.get()) != 0 || !valid(point))
    return fail(ErrorKind::invalid_input, fmt::format("{}, {} lies outside EPSG:{}", place.lat, place.lon, state_->epsg));
  return point;
}

Result<LatLon> Projection::inverse(const GroundPoint& point) const {
  if (!valid(point)) return fail(ErrorKind::invalid_input, "not a point of the plane");
  const std::lock_guard lock(state_->mutex);
  proj_errno_reset(state_->transform.get());
  const PJ_COORD out = proj_trans(state_->transform.get(), PJ_INV, proj_coord(point.x_m, point.y_m, 0, HUGE_VAL));
  const LatLon place{out.xy.y, out.xy.x};
  if (proj_errno(state_->transform.get()) != 0 || !valid(place))
    return fail(ErrorKind::invalid_input, fmt::format("({}, {}) lies outside EPSG:{}", point.x_m, point.y_m, state_->epsg));
  return place;
}

}  // namespace vigie::geo
