#pragma once
// The table behind the factors' regression: a row per day, or per day and three hours, a column per effect.

#include <Eigen/Core>

#include "foresight/factors.h"

namespace vigie::foresight {

struct Effect {
  std::string factor, level;  // "weekday", "Saturday"; the level is the sentence's subject
  std::string against;        // what the ratio compares with
  bool told = true;           // false: only held equal (season, year)
};

struct FactorDesign {
  std::vector<Effect> effects;  // by column; the first is the intercept
  Eigen::MatrixXd columns;
  Eigen::VectorXd counts;
  std::vector<std::size_t> week;     // by row
  long days = 0, days_left_out = 0;  // without a value of some factor
  bool by_hour = false;
  std::vector<std::string> passed_over;  // factors that never vary here or repeat another
};

FactorDesign factor_design(const EventSet& set, const DailyFactors& factors, const Holidays& holidays, int from, int to);

}  // namespace vigie::foresight
