#include "foresight/feedback.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "feedback/weighted_draw.h"

namespace vigie::foresight {
namespace {

// The standard leaves its distributions to each library; these give the same run everywhere.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

std::vector<double> shares(std::vector<double> values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  for (auto& value : values) value /= total;
  return values;
}

// Every ball names its zone, so that one draw costs the same for two zones and for a city's two thousand cells.
std::vector<double> naive_urn(const FeedbackQuestion& question, std::mt19937_64& random) {
  const auto zones = question.find_probability.size();
  std::vector<double> balls(zones, question.first_balls);
  std::vector<std::uint32_t> urn;  // of the balls that came in
  const double first = question.first_balls * static_cast<double>(zones);
  for (std::size_t round = 0; round < question.rounds; ++round) {
    const double at = uniform(random) * (first + static_cast<double>(urn.size()));
    const std::size_t zone = at < first ? std::min(zones - 1, static_cast<std::size_t>(at / question.first_balls))
                                        : urn[std::min(urn.size() - 1, static_cast<std::size_t>(at - first))];
    if (uniform(random) < question.find_probability[zone]) {
      balls[zone] += 1;
      urn.push_back(static_cast<std::uint32_t>(zone));
    }
  }
  return shares(std::move(balls));
}

std::vector<double> guarded_loop(const FeedbackQuestion& question, std::mt19937_64& random) {
  const auto zones = question.find_probability.size();
  // A zone's rate is shrunk to the mean of all by the worth of one visit (gamma-Poisson), so that no zone starts at nothing
  // and one seldom looked at says what the others say. The mean is over zones, not over visits: where crews went must not move it.
  double mean = 0.5;
  std::vector<double> finds(zones, 0), visits(zones, 0);
  WeightedDraw rate(zones, mean);
  std::size_t post = 0;
  for (std::size_t round = 0; round < question.rounds; ++round) {
    if (round > 0 && round % zones == 0) {
      mean = rate.total() / static_cast<double>(zones);
      for (std::size_t zone = 0; zone < zones; ++zone) rate.set(zone, (mean + finds[zone]) / (1 + visits[zone]));
    }
    const double sent_by = uniform(random);
    std::size_t zone = 0;
    if (sent_by < question.directed)
      zone = rate.draw(uniform(random));
    else if (sent_by < question.directed + question.exploration)
      zone = static_cast<std::size_t>(uniform(random) * static_cast<double>(zones));
    else
      zone = post++ % zones;
    if (uniform(random) < question.find_probability[zone]) finds[zone] += 1;
    visits[zone] += 1;
    rate.set(zone, (mean + finds[zone]) / (1 + visits[zone]));
  }
  return shares(rate.weights());
}

}  // namespace

Result<FeedbackShares> simulate_feedback(const FeedbackQuestion& question, std::uint64_t seed) {
  const auto& chances = question.find_probability;
  if (chances.size() < 2) return fail(ErrorKind::invalid_input, "the simulation needs at least two zones");
  // Written so that a NaN is refused too.
  if (!std::all_of(chances.begin(), chances.end(), [](double chance) { return chance >= 0 && chance <= 1; }) || !(question.first_balls > 0))
    return fail(ErrorKind::invalid_input, "a zone's probability must lie between 0 and 1, and the urn must start with balls");
  if (!(question.directed >= 0 && question.directed <= 0.5) ||
      !(question.exploration >= 0.1 && question.directed + question.exploration <= 1))
    return fail(ErrorKind::denied, "rule L40: at most half of the time may be directed by the forecast and at least a tenth must explore");
  std::mt19937_64 random(seed);
  FeedbackShares both;
  both.naive = naive_urn(question, random);
  both.guarded = guarded_loop(question, random);
  return both;
}

}  // namespace vigie::foresight
