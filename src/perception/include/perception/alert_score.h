#pragma once
// How good alerts are against a truth: hits, misses, false ones and what they allow to say about false alerts per hour.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "perception/scene.h"

namespace vigie::perception {

// Times are seconds of media time from the clip's first frame; boxes in pixels.
struct TrueAlert {
  std::string kind;
  double start_s = 0, end_s = 0, tolerance_s = 10;
  std::optional<Box> box;
  std::string zone_name;        // where the truth names a zone of the scene
  std::optional<Polygon> zone;  // where it carries the polygon itself
};
struct AlertTruth {
  double seconds = 0;
  std::vector<TrueAlert> alerts;
};
struct ClaimedAlert {
  std::string kind, zone_name;
  double start_s = 0, raised_at_s = 0;
  std::optional<double> end_s;  // absent: open to the end of the clip
  std::optional<Box> box;
};
struct AlertClaims {
  std::vector<ClaimedAlert> alerts;
  std::vector<std::string> situations_active;  // of the summary
};

Result<AlertTruth> parse_alert_truth(std::string_view json);
Result<AlertClaims> parse_alert_lines(std::string_view json_lines);

struct AlertScore {
  std::size_t hits = 0, misses = 0, false_alerts = 0;
  double hours = 0;
  std::optional<double> false_per_hour_upper95;  // absent without time
  std::optional<double> delay_s;                 // median over the hits of raised_at − true start
};

// A hit: same kind; the truth's interval, widened by its tolerance, meets the alert's; and the boxes overlap (IoU ≥ 0.1) or the
// alert's centre lies in the truth's zone. A truth without box and zone asks nothing about the place. One alert per truth, as many
// hits as possible; every other alert is false. Kinds: of the truth, of the alerts, and those that were active.
std::map<std::string, AlertScore> score_alerts(const AlertTruth& truth, const AlertClaims& claims, const Scene& scene = {});

Json to_json(const std::map<std::string, AlertScore>& scores);

// The rate that would give `count` or fewer with a chance of only 5 %: exact one-sided bound of a Poisson count.
double poisson_upper95(std::size_t count);

}  // namespace vigie::perception
