#pragma once
// How much two maps of the same cells agree on where the most is.

#include <vector>

#include "forecast/study_area.h"

namespace vigie::foresight {

// Cells by falling value, ties by the area's fixed hash.
std::vector<int> ranking(const StudyArea& area, const std::vector<double>& values);

struct RankingChange {
  double rank_correlation = 1;  // Spearman's, ties at their mean rank; 1 where one map is flat
  std::vector<double> kept;     // share of the first map's top 1, 2, 5 % that is in the second's
};
RankingChange compare_rankings(const StudyArea& area, const std::vector<double>& before, const std::vector<double>& after);

}  // namespace vigie::foresight
