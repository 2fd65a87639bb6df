#include "perception/alert_score.h"

#include <cmath>
#include <limits>
#include <set>

#include "assignment.h"

namespace vigie::perception {
namespace {

constexpr double kDefiniteOverlap = 0.1;

const Polygon* zone_of(const Scene& scene, const std::string& name) {
  for (const auto& zone : scene.zones)
    if (!name.empty() && zone.name == name) return &zone.points;
  return nullptr;
}

bool same_place(const TrueAlert& truth, const ClaimedAlert& claim, const Scene& scene) {
  const Polygon* zone = truth.zone ? &*truth.zone : zone_of(scene, truth.zone_name);
  if (!truth.box && !zone) return true;
  if (truth.box && claim.box && intersection_over_union(*truth.box, *claim.box) >= kDefiniteOverlap) return true;
  if (zone) return claim.box && contains(*zone, claim.box->centre());
  // A truth that names no zone may still lie in the one that the alert is about.
  const Polygon* claimed = zone_of(scene, claim.zone_name);
  return claimed && truth.box && contains(*claimed, truth.box->centre());
}

bool same_time(const TrueAlert& truth, const ClaimedAlert& claim) {
  const double claim_end = std::max(claim.start_s, claim.end_s.value_or(std::numeric_limits<double>::infinity()));
  return claim.start_s <= truth.end_s + truth.tolerance_s && claim_end >= truth.start_s - truth.tolerance_s;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

AlertScore score_kind(const std::string& kind, const AlertTruth& truth, const AlertClaims& claims, const Scene& scene) {
  std::vector<const TrueAlert*> truths;
  std::vector<const ClaimedAlert*> claimed;
  for (const auto& alert : truth.alerts)
    if (alert.kind == kind) truths.push_back(&alert);
  for (const auto& alert : claims.alerts)
    if (alert.kind == kind) claimed.push_back(&alert);
  // Among as many hits as possible, the ones raised nearest to the true start.
  constexpr double kNoHit = std::numeric_limits<double>::infinity();
  CostTable distance(truths.size(), claimed.size(), kNoHit);
  double farthest = 0;
  for (std::size_t t = 0; t < truths.size(); ++t)
    for (std::size_t c = 0; c < claimed.size(); ++c)
      if (same_time(*truths[t], *claimed[c]) && same_place(*truths[t], *claimed[c], scene))
        farthest = std::max(farthest, distance.at(t, c) = std::abs(claimed[c]->raised_at_s - truths[t]->start_s));
  std::vector<double> delays;
  for (const auto& [t, c] : assign_within(distance, farthest)) delays.push_back(claimed[c]->raised_at_s - truths[t]->start_s);

  AlertScore score;
  score.hits = delays.size();
  score.misses = truths.size() - delays.size();
  score.false_alerts = claimed.size() - delays.size();
  score.hours = truth.seconds / 3600;
  if (score.hours > 0) score.false_per_hour_upper95 = poisson_upper95(score.false_alerts) / score.hours;
  if (!delays.empty()) score.delay_s = median(std::move(delays));
  return score;
}

// Chance of `count` or fewer at this mean, term by term in logarithms so that large means do not underflow.
double poisson_at_most(std::size_t count, double mean) {
  double sum = 0;
  for (std::size_t k = 0; k <= count; ++k) {
    const auto n = static_cast<double>(k);
    sum += std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
  }
  return sum;
}

}  // namespace

double poisson_upper95(std::size_t count) {
  const auto n = static_cast<double>(count);
  double low = std::max(n, 1e-9), high = n + 10 + 4 * std::sqrt(n + 1);
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (poisson_at_most(count, middle) > 0.05 ? low : high) = middle;
  }
  return (low + high) / 2;
}

std::map<std::string, AlertScore> score_alerts(const AlertTruth& truth, const AlertClaims& claims, const Scene& scene) {
  std::set<std::string> kinds(claims.situations_active.begin(), claims.situations_active.end());
  for (const auto& alert : truth.alerts) kinds.insert(alert.kind);
  for (const auto& alert : claims.alerts) kinds.insert(alert.kind);
  std::map<std::string, AlertScore> scores;
  for (const auto& kind : kinds) scores[kind] = score_kind(kind, truth, claims, scene);
  return scores;
}

Json to_json(const std::map<std::string, AlertScore>& scores) {
  const auto or_null = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
  Json document = Json::object();
  for (const auto& [kind, score] : scores)
    document[kind] = {
        {"hits", score.hits},   {"misses", score.misses},          {"false", score.false_alerts},
        {"hours", score.hours}, {"delay", or_null(score.delay_s)}, {"false_per_hour_upper95", or_null(score.false_per_hour_upper95)}};
  return document;
}

}  // namespace vigie::perception
