#pragma once
// Did a measure work? Treated units against all others, before against after, judged by what the same calculation says where
// and when there was no measure (placebos in space and in time). No standard error is taken from a Poisson law.

#include <optional>
#include <set>

#include "foresight/table.h"

namespace vigie::foresight {

struct Panel {
  std::vector<std::string> units;  // sorted
  std::vector<Day> dates;          // first days of the periods, rising
  std::vector<double> counts;      // [unit][date]; absent rows are 0
  std::size_t absent = 0;          // pairs of unit and date without a row
  double count(std::size_t unit, std::size_t date) const { return counts[unit * dates.size() + date]; }
};
// Refuses a unit and date given twice, a count below 0, a date that is none.
Result<Panel> parse_panel(std::string_view csv);

struct MeasureQuestion {
  std::set<std::string> treated;
  Day start;                        // the first day with the measure
  std::optional<std::size_t> pre;   // periods before; default: up to twice the periods after
  std::optional<std::size_t> post;  // periods after; default: all, at most a year of the panel's periods
};

enum class Verdict { fewer, more, no_detectable_effect, cannot_tell };
const char* to_string(Verdict verdict);

struct MeasureReport {
  // Ratio − 1: −0.37 is 37 % fewer than without the measure. Absent where the data cannot carry the calculation.
  std::optional<double> effect, low, high, p;
  // The smallest fall, as a fraction, that this test finds at 5 % in four cases of five.
  std::optional<double> minimum_detectable_effect;
  Verdict verdict = Verdict::cannot_tell;
  std::string reason;  // for cannot_tell
  std::optional<double> synthetic_control_effect;
  std::size_t treated = 0, controls = 0, pre = 0, post = 0, placebos = 0;
};
// Errors only for questions that make no sense (an unknown unit, a start outside the panel). Deterministic.
Result<MeasureReport> evaluate_measure(const Panel& panel, const MeasureQuestion& question);

}  // namespace vigie::foresight
