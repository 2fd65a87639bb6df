#include "foresight/backtest.h"

#include <algorithm>
#include <optional>

#include "base/thread.h"
#include "forecast/figures.h"
#include "forecast/walk_forward.h"

namespace vigie::foresight {
namespace {

constexpr std::size_t fewest_events = 200;
constexpr int most_cells = 200'000;  // of one origin: what two origins at a time keep in 2 GiB

struct OriginResult {
  WeekScores forecast;
  std::array<WeekScores, 3> baselines;
  std::string predictions;
};

struct Task {
  const std::vector<Event>& events;
  int start, weeks;
  bool with_predictions;
};

std::string prediction_lines(const StudyArea& area, const ExpectedCounts& expected, int start) {
  std::string lines;
  const auto origin = area.grid().origin();
  for (std::size_t week = 0; week < expected.size(); ++week) {
    const std::string day = format_day(start + 7 * static_cast<int>(week));
    for (std::size_t cell = 0; cell < expected[week].size(); ++cell)
      fmt::format_to(std::back_inserter(lines), "{},{},{},{},{},{}\n", origin.x_m, origin.y_m, day, area.cells()[cell].x,
                     area.cells()[cell].y, expected[week][cell]);
  }
  return lines;
}

OriginResult run_origin(const StudyArea& area, const Task& task) {
  const WalkForward walk = walk_forward(area, task.events, task.start, task.weeks);
  const TestWeeks truth = count_test_weeks(area, task.events, task.start, task.weeks);
  OriginResult result;
  result.forecast = score(area, truth, walk.forecast, walk.totals);
  for (std::size_t map = 0; map < walk.baselines.size(); ++map) result.baselines[map] = score(area, truth, walk.baselines[map], {});
  if (task.with_predictions) result.predictions = prediction_lines(area, walk.forecast, task.start);
  return result;
}

Status check(const EventSet& set, const BacktestOptions& options, int weeks) {
  if (weeks < 1) return fail(ErrorKind::invalid_input, "from --from to --to there is not one whole week");
  if (set.events.size() < fewest_events)
    return fail(ErrorKind::invalid_input,
                fmt::format("{} usable events of {} read are too few: at least {} are needed", set.events.size(), set.read, fewest_events));
  if (set.events.front().day >= options.from)
    return fail(ErrorKind::invalid_input, "no usable event lies before --from: there is nothing to learn from");
  const auto in_test = std::count_if(set.events.begin(), set.events.end(),
                                     [&](const Event& event) { return event.day >= options.from && event.day < options.from + 7 * weeks; });
  if (in_test == 0) return fail(ErrorKind::invalid_input, "no usable event lies from --from to --to: there is nothing to judge by");
  VIGIE_TRY(const auto grid, geo::Grid::with(options.cell_m, options.origins.at(0)));
  const auto first = grid.cell_of({set.events[0].x_m, set.events[0].y_m});
  if (std::all_of(set.events.begin(), set.events.end(), [&](const Event& event) { return grid.cell_of({event.x_m, event.y_m}) == first; }))
    return fail(ErrorKind::invalid_input,
                "all events lie in one cell: there is no map to forecast; are the coordinates those of one address?");
  return {};
}

Json to_json(const EventSet& set, const WeekScores& ours, const std::array<WeekScores, 3>& plain, std::size_t origins) {
  Json out = figures(ours, origins);
  Json baselines, better;
  bool beats_all = true;
  for (std::size_t map = 0; map < plain.size(); ++map) {
    baselines[baseline_names[map]] = figures(plain[map], origins);
    better[baseline_names[map]] = advantage(ours, plain[map]);
    beats_all = beats_all && gain_per_event(ours) > gain_per_event(plain[map]);
  }
  double inside = 0, all = 0;
  for (std::size_t week = 0; week < ours.events.size(); ++week) {
    inside += ours.events[week];
    all += ours.all_events[week];
  }
  out["baselines"] = std::move(baselines);
  out["advantage"] = std::move(better);
  out["suspended"] = !beats_all;  // RULES L21: not better than every plain map
  out["events"] = std::lround(all / static_cast<double>(origins));
  out["outside_share"] = all > 0 ? 1 - inside / all : 0.0;
  out["published"] = set.published;
  out["kinds"] = set.kinds;
  out["read"] = set.read;
  out["left_out"] = set.left_out;
  out["epsg"] = set.epsg;
  out["weeks"] = ours.events.size();
  out["origins"] = origins;
  return out;
}

}  // namespace

std::vector<geo::GroundPoint> usual_origins(double cell_m) {
  std::vector<geo::GroundPoint> origins;
  for (int x = 0; x < 4; ++x)
    for (int y = 0; y < 4; ++y) origins.push_back({x * cell_m / 4, y * cell_m / 4});
  return origins;
}

Result<Json> backtest(const EventSet& set, const BacktestOptions& options, const PredictionSink& predictions, const Progress& progress) {
  const Task task{set.events, options.from, (options.to - options.from) / 7, static_cast<bool>(predictions)};
  if (options.origins.empty()) return fail(ErrorKind::invalid_input, "no grid origin was asked for");
  VIGIE_CHECK(check(set, options, task.weeks));
  WeekScores ours;
  std::array<WeekScores, 3> plain;
  if (predictions) VIGIE_CHECK(predictions("origin_x,origin_y,week,cell_x,cell_y,expected\n"));
  const std::size_t side_by_side = static_cast<std::size_t>(std::max(1, options.threads));
  for (std::size_t from = 0; from < options.origins.size(); from += side_by_side) {
    const std::size_t count = std::min(side_by_side, options.origins.size() - from);
    std::vector<std::optional<StudyArea>> areas(count);
    for (std::size_t i = 0; i < count; ++i) {
      VIGIE_TRY(const auto grid, geo::Grid::with(options.cell_m, options.origins[from + i]));
      areas[i].emplace(grid, set.events, options.from);
      if (areas[i]->size() > most_cells)
        return fail(ErrorKind::invalid_input,
                    fmt::format("the area has {} cells, more than {}: take larger cells with --cell", areas[i]->size(), most_cells));
    }
    std::vector<OriginResult> results(count);
    {
      std::vector<Thread> threads;
      for (std::size_t i = 0; i < count; ++i)
        threads.emplace_back("backtest", [&, i](std::stop_token) { results[i] = run_origin(*areas[i], task); });
    }  // each joins here
    for (auto& result : results) {
      ours.add(result.forecast);
      for (std::size_t map = 0; map < plain.size(); ++map) plain[map].add(result.baselines[map]);
      if (predictions) VIGIE_CHECK(predictions(result.predictions));
    }
    if (progress) progress(fmt::format("{} of {} origins done", from + count, options.origins.size()));
  }
  return to_json(set, ours, plain, options.origins.size());
}

}  // namespace vigie::foresight
