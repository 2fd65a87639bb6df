#pragma once
// The middle 90 % of a count with a given mean, by the negative binomial law; Poisson's where nothing spreads it further.

namespace vigie::foresight {

struct CountInterval {
  long low = 0, high = 0;
};
// `relative_variance`: of the mean itself, 0 or more (the count's variance is mean + relative_variance × mean²).
CountInterval count_interval(double mean, double relative_variance);

}  // namespace vigie::foresight
