#pragma once
// Does sending crews where the map says make the map say it again? The urn of Ensign et al. ("Runaway Feedback Loops in
// Predictive Policing", FAT* 2018): each round one crew goes to one zone, finds an event there with the zone's own probability,
// and only what it finds is learnt.

#include <cstdint>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

struct FeedbackQuestion {
  std::vector<double> find_probability;  // per visit of each zone, 0–1; at least two zones
  std::size_t rounds = 5000;
  double first_balls = 5;  // of the naive urn, in each zone
  // Rule L40: at most half of the crew's time is directed by the forecast, at least a tenth is random exploration; the rest
  // follows posts that the forecast does not move, here all zones in turn.
  double directed = 0.5, exploration = 0.1;
};

// Share of each zone in what the forecast expects at the end.
struct FeedbackShares {
  std::vector<double> naive;    // learns every find as if all zones were looked at equally
  std::vector<double> guarded;  // finds per visit (rule L22: exposure is recorded), crews sent within L40's limits
};
Result<FeedbackShares> simulate_feedback(const FeedbackQuestion& question, std::uint64_t seed);

}  // namespace vigie::foresight
