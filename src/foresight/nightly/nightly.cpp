#include "foresight/nightly.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "audit/ranking.h"
#include "base/thread.h"
#include "forecast/walk_forward.h"
#include "nightly/day_profile.h"
#include "numerics/count_interval.h"

namespace vigie::foresight {
namespace {

constexpr int judged_weeks = 26;
constexpr int month_days = 28;
constexpr int most_cells = 200'000;  // as the backtest takes; what is larger it refuses
constexpr double enough = 1;         // events that the best hundredth of the cells must expect in a period for it to be worth a map

struct Period {
  const char* part;  // "day", "week" or "month"
  int days;
};

// What one box is told from.
struct Outlook {
  const StudyArea& area;
  const DayProfile& profile;
  std::vector<double> week, plain_week;  // expected per cell: forecast, last 365 days
  WeeklyTotal total;
  double level_variance = 0;  // of the total's mean, relative
};

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::vector<double> doubles(const std::vector<float>& values) { return {values.begin(), values.end()}; }

double sum_of(const std::vector<double>& values, const std::vector<int>& cells, std::size_t count) {
  double all = 0;
  for (std::size_t i = 0; i < count; ++i) all += values[static_cast<std::size_t>(cells[i])];
  return all;
}

// The finest period in which the best hundredth of the cells expects an event at all.
Period finest_period(double top_of_week) {
  if (top_of_week / 7 >= enough) return {"day", 1};
  return top_of_week >= enough ? Period{"week", 7} : Period{"month", month_days};
}

Status write_box(const Outlook& outlook, const std::string& day, const char* part, const std::function<double(int)>& share,
                 double plain_share, std::string& lines) {
  for (int cell = 0; cell < outlook.area.size(); ++cell) {
    const auto at = static_cast<std::size_t>(cell);
    const double expected = outlook.week[at] * share(cell);
    const auto interval = count_interval(expected, outlook.level_variance);
    fmt::format_to(std::back_inserter(lines), "{},{},{},{},{:.6g},{},{},{:.6g}\n", day, part, outlook.area.cells()[at].x,
                   outlook.area.cells()[at].y, expected, interval.low, interval.high, outlook.plain_week[at] * plain_share);
  }
  return {};
}

Status write_boxes(const Outlook& outlook, const Period& period, const NightlyOptions& options, const PredictionSink& boxes) {
  VIGIE_CHECK(boxes("day,part,cell_x,cell_y,expected,low,high,last_365_days\n"));
  if (period.days > 1) {
    const double weeks = period.days / 7.0;
    std::string lines;
    VIGIE_CHECK(write_box(
        outlook, format_day(options.at), period.part, [&](int) { return weeks; }, weeks, lines));
    return boxes(lines);
  }
  for (int day = options.at; day < options.at + options.days; ++day) {
    const double of_week = outlook.profile.day_share(day);
    std::string lines;
    if (!outlook.profile.has_parts()) {
      VIGIE_CHECK(write_box(
          outlook, format_day(day), "day", [&](int) { return of_week; }, 1.0 / 7, lines));
    } else {
      for (std::size_t part = 0; part < day_parts; ++part)
        VIGIE_CHECK(write_box(
            outlook, format_day(day), part_names[part], [&](int cell) { return of_week * outlook.profile.part_share(day, part, cell); },
            1.0 / 7 / day_parts, lines));
    }
    VIGIE_CHECK(boxes(lines));
  }
  return {};
}

Json day_totals(const Outlook& outlook, const NightlyOptions& options) {
  Json days = Json::array();
  for (int day = options.at; day < options.at + options.days; ++day) {
    const double expected = sum(outlook.week) * outlook.profile.day_share(day);
    const double variance = expected * outlook.profile.day_spread() + outlook.level_variance * expected * expected;
    const double half = 1.6448536269514722 * std::sqrt(variance);
    Json one{{"day", format_day(day)}, {"expected", expected}, {"low", std::max(0.0, expected - half)}, {"high", expected + half}};
    if (outlook.profile.has_parts()) {
      for (std::size_t part = 0; part < day_parts; ++part) {
        double in_part = 0;
        for (int cell = 0; cell < outlook.area.size(); ++cell)
          in_part += outlook.week[static_cast<std::size_t>(cell)] * outlook.profile.part_share(day, part, cell);
        one["parts"][part_names[part]] = in_part * outlook.profile.day_share(day);
      }
    }
    days.push_back(std::move(one));
  }
  return days;
}

// What crews would meet in the best hundredth of the cells, by this forecast and by the plain map.
Json precision(const Outlook& outlook, const Period& period) {
  const auto ours = ranking(outlook.area, outlook.week), plain = ranking(outlook.area, outlook.plain_week);
  const auto count = std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(0.01 * static_cast<double>(ours.size()))));
  const double share = period.days / 7.0, all = sum(outlook.week);
  std::vector<int> own(ours.begin(), ours.begin() + static_cast<std::ptrdiff_t>(count));
  double met = 0;
  for (const int cell : own) met += 1 - std::exp(-outlook.week[static_cast<std::size_t>(cell)] * share);
  return {{"cells", count},
          {"period", period.part},
          {"expected", sum_of(outlook.week, ours, count) * share},
          {"share_of_all", all > 0 ? sum_of(outlook.week, ours, count) / all : 0.0},
          {"cells_with_an_event", met / static_cast<double>(count)},
          {"expected_in_the_plain_maps_cells", sum_of(outlook.week, plain, count) * share}};
}

// RULES L21: always beside the plain map, and suspended where it was no better.
std::string sentence(const Json& judged, int at) {
  if (judged["suspended"].get<bool>())
    return fmt::format("This forecast is suspended: over the {} weeks before {} it was no better than a plain map of past events.",
                       judged_weeks, format_day(at));
  const auto& year = judged["baselines"]["last_365_days"];
  const auto& gain = judged["advantage"]["last_365_days"]["information_gain"];
  return fmt::format(
      "Over the {} weeks before {} the forecast's best hundredth of the cells held {:.1f} % of the events, that of the last 365 days' map "
      "{:.1f} %; it told places apart better by {:.3f} nats per event (95 %: {:.3f} to {:.3f}).",
      judged_weeks, format_day(at), 100 * judged["hit_rate"]["1"].get<double>(), 100 * year["hit_rate"]["1"].get<double>(),
      gain["mean"].get<double>(), gain["low"].get<double>(), gain["high"].get<double>());
}

}  // namespace

Result<Json> forecast_nights(EventSet past, const NightlyOptions& options, const PredictionSink& boxes) {
  if (options.days < 1 || options.days > 7) return fail(ErrorKind::invalid_input, "between one and seven days can be forecast");
  std::erase_if(past.events, [&](const Event& event) { return event.day >= options.at; });
  const BacktestOptions test{
      .from = options.at - 7 * judged_weeks, .to = options.at, .cell_m = options.cell_m, .origins = {options.origin}};
  VIGIE_TRY(const auto grid, geo::Grid::with(options.cell_m, options.origin));
  const StudyArea area(grid, past.events, options.at);
  Result<Json> judging = fail(ErrorKind::internal, "the half-year was not judged");
  WalkForward walk;
  {
    // Beside each other: the half-year's judgement is as much work as the forecast itself.
    const Thread judge("forecast judge", [&](std::stop_token) { judging = backtest(past, test, {}, {}); });
    if (!past.events.empty() && area.size() <= most_cells) walk = walk_forward(area, past.events, options.at, 1);
  }
  VIGIE_TRY(const Json judged, std::move(judging));
  const DayProfile profile(area, past.events, options.at);
  Outlook outlook{area, profile, doubles(walk.forecast[0]), doubles(walk.baselines[0][0]), walk.totals[0]};
  const double deviation = (outlook.total.high - outlook.total.expected) / 1.6448536269514722;
  const double mean = std::max(outlook.total.expected, 0.01);
  outlook.level_variance = std::max(0.0, deviation * deviation - mean) / (mean * mean);

  const auto order = ranking(area, outlook.week);
  const auto top = std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(0.01 * static_cast<double>(order.size()))));
  const Period period = finest_period(sum_of(outlook.week, order, top));
  if (boxes) VIGIE_CHECK(write_boxes(outlook, period, options, boxes));

  Json out{{"at", format_day(options.at)},
           {"period", period.part},
           {"cells", area.size()},
           {"week", {{"expected", outlook.total.expected}, {"low", outlook.total.low}, {"high", outlook.total.high}}},
           {"base_rate_per_cell_and_week", sum(outlook.plain_week) / static_cast<double>(area.size())},
           {"precision", precision(outlook, period)},
           {"suspended", judged["suspended"]},
           {"sentence", sentence(judged, options.at)},
           {"last_half_year",
            {{"hit_rate", judged["hit_rate"]},
             {"information_gain", judged["information_gain"]},
             {"advantage", judged["advantage"]},
             {"calibration", judged["calibration"]}}},
           {"published", past.published},
           {"data",
            {{"first_day", format_day(past.events.front().day)},
             {"last_day", format_day(past.events.back().day)},
             {"events", past.events.size()},
             {"read", past.read},
             {"left_out", past.left_out},
             {"kinds", past.kinds},
             {"epsg", past.epsg}}},
           {"parameters", {{"days", options.days}, {"cell_m", options.cell_m}, {"origin", {options.origin.x_m, options.origin.y_m}}}}};
  if (period.days == 1)
    out["days"] = day_totals(outlook, options);
  else
    out["refused"] = fmt::format(
        "boxes of a day: the best hundredth of the cells expects {:.2f} events a day, fewer than {:.0f}; the map is given for the {}",
        sum_of(outlook.week, order, top) / 7, enough, period.part);
  return out;
}

}  // namespace vigie::foresight
