#include "foresight/audit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "audit/exposure.h"
#include "audit/ranking.h"
#include "forecast/walk_forward.h"

namespace vigie::foresight {
namespace {

constexpr auto patrol = static_cast<std::size_t>(KnownBy::patrol);

Json known_by_json(const std::array<long, known_by_count>& rows) {
  const long all = std::accumulate(rows.begin(), rows.end(), 0L);
  Json out{{"events", all}};
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] > 0) out[to_string(static_cast<KnownBy>(i))] = rows[i];
  out["share_found_by_patrol"] = all > 0 ? static_cast<double>(rows[patrol]) / static_cast<double>(all) : 0.0;
  return out;
}

// The set's events of one kind, or of all; as a forecast takes them, without what patrols found.
EventSet reported_only(const EventSet& set, std::optional<std::uint16_t> kind = {}) {
  EventSet out;
  out.read = set.read;
  out.left_out = set.left_out;
  out.epsg = set.epsg;
  out.published = set.published;
  out.kinds = set.kinds;
  for (const auto& event : set.events) {
    if (kind && event.kind != *kind) continue;
    if (event.known_by == KnownBy::patrol)
      ++out.left_out["found_by_patrol"];
    else
      out.events.push_back(event);
  }
  return out;
}

std::vector<double> next_week(const StudyArea& area, std::span<const Event> events, int day) {
  if (events.empty()) return std::vector<double>(static_cast<std::size_t>(area.size()), 1.0);
  const auto week = walk_forward(area, events, day, 1).forecast.at(0);
  return {week.begin(), week.end()};
}

std::vector<double> last_year(const StudyArea& area, std::span<const Event> events, int day) {
  std::vector<double> counts(static_cast<std::size_t>(area.size()));
  for (const auto& event : events)
    if (event.day >= day - 365 && event.day < day)
      if (const int cell = area.cell_of(event); cell >= 0) counts[static_cast<std::size_t>(cell)] += 1;
  return counts;
}

Json to_json(const RankingChange& change) {
  return {{"rank_correlation", change.rank_correlation},
          {"top_cells_kept", {{"1", change.kept[0]}, {"2", change.kept[1]}, {"5", change.kept[2]}}}};
}

Json kinds_json(const EventSet& set, const Kinds& kinds) {
  Json out = Json::array();
  for (const auto& [kind, rows] : set.known_by) {
    Json one = known_by_json(rows);
    one["kind"] = kind;
    if (const auto pattern = kinds.refused_by(kind); !pattern.empty()) one["refused"] = pattern;
    out.push_back(std::move(one));
  }
  std::stable_sort(out.begin(), out.end(), [](const Json& a, const Json& b) { return a["events"].get<long>() > b["events"].get<long>(); });
  return out;
}

// Whether a forecast of this kind alone could stand: RULES L21.
Json judge_kind(const EventSet& set, std::uint16_t kind, const AuditOptions& options) {
  const EventSet own = reported_only(set, kind);
  Json out{{"kind", set.kinds[kind]}, {"events", own.events.size()}};
  const BacktestOptions test{
      .from = options.from, .to = options.to, .cell_m = options.cell_m, .origins = {options.origin}, .threads = options.threads};
  const auto figures = backtest(own, test, {}, {});
  out["suspended"] = !figures || (*figures)["suspended"].get<bool>();
  if (!figures) {
    out["why"] = figures.error().message;
    return out;
  }
  out["information_gain"] = (*figures)["information_gain"];
  std::string worse;
  for (const auto& [map, plain] : (*figures)["baselines"].items())
    if ((*figures)["information_gain"].get<double>() <= plain["information_gain"].get<double>()) worse += (worse.empty() ? "" : ", ") + map;
  if (!worse.empty()) out["why"] = fmt::format("no better than the plain map {} in the weeks judged (rule L21)", worse);
  return out;
}

Json judge_kinds(const EventSet& set, const AuditOptions& options, const Progress& progress) {
  std::vector<std::pair<long, std::uint16_t>> order;
  for (std::size_t kind = 0; kind < set.kinds.size(); ++kind) order.emplace_back(0, static_cast<std::uint16_t>(kind));
  for (const auto& event : set.events) --order[event.kind].first;
  std::sort(order.begin(), order.end());
  Json out = Json::array();
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < options.most_kinds) {
      out.push_back(judge_kind(set, order[i].second, options));
      if (progress) progress(fmt::format("{} of {} kinds judged", i + 1, std::min(order.size(), options.most_kinds)));
    } else {
      out.push_back(
          {{"kind", set.kinds[order[i].second]}, {"suspended", true}, {"why", "not judged: one of the rarest kinds of the file"}});
    }
  }
  return out;
}

}  // namespace

Result<Json> audit(const EventSet& set, const AuditOptions& options, const Progress& progress) {
  VIGIE_TRY(const auto kinds, Kinds::built_in());
  const EventSet reported = reported_only(set);
  const BacktestOptions test{
      .from = options.from, .to = options.to, .cell_m = options.cell_m, .origins = {options.origin}, .threads = options.threads};
  VIGIE_TRY(const Json figures, backtest(reported, test, {}, {}));
  VIGIE_TRY(const auto grid, geo::Grid::with(options.cell_m, options.origin));
  const StudyArea area(grid, set.events, options.to);
  const auto without = next_week(area, reported.events, options.to);
  Json change{{"forecast", to_json(compare_rankings(area, next_week(area, set.events, options.to), without))},
              {"last_365_days",
               to_json(compare_rankings(area, last_year(area, set.events, options.to), last_year(area, reported.events, options.to)))}};
  std::array<long, known_by_count> all{};
  for (const auto& [kind, rows] : set.known_by)
    for (std::size_t i = 0; i < rows.size(); ++i) all[i] += rows[i];
  Json known = known_by_json(all);
  known["by_kind"] = kinds_json(set, kinds);
  return Json{{"inputs",
               {{"read", set.read},
                {"left_out", reported.left_out},
                {"used", {"time", "place", "kind", "known_by"}},
                {"never_used", "any column but these: no income, origin, age or anything else about a person (rule L21)"},
                {"first_day", format_day(set.events.front().day)},
                {"last_day", format_day(set.events.back().day)},
                {"kinds", set.kinds},
                {"epsg", set.epsg},
                {"cells", area.size()}}},
              {"judged", {{"from", format_day(options.from)}, {"to", format_day(options.to)}, {"weeks", figures["weeks"]}}},
              {"known_by", std::move(known)},
              {"ranking_without_patrol", std::move(change)},
              {"calibration", figures["calibration"]},
              {"advantage", figures["advantage"]},
              {"suspended", figures["suspended"]},
              {"kinds", judge_kinds(set, options, progress)},
              {"exposure", exposure_json(area, without, set.events, options.exposure)}};
}

}  // namespace vigie::foresight
