#pragma once
// The maximum covering location problem (Church & ReVelle 1974), solved exactly by GLPK.

#include <cstddef>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

struct CoveringProblem {
  std::vector<double> weight;                  // of each place, 0 or more
  std::vector<std::vector<std::size_t>> near;  // by place: the sites that reach it in time
  std::size_t sites = 0, chosen = 1;           // how many there are, how many to choose
  double most_seconds = 20;
};
struct Covering {
  std::vector<std::size_t> sites;  // rising
  double covered = 0;              // weight reached
  bool proven = true;              // false: the time ran out before the best was known to be the best
};
// Refused: more to choose than there are sites, none to choose, a negative weight.
Result<Covering> solve_covering(const CoveringProblem& problem);

}  // namespace vigie::foresight
