#include "foresight/feedback.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace vigie::foresight {
namespace {

// The standard leaves its distributions to each library; these give the same run everywhere.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

std::size_t draw(const std::vector<double>& weights, double total, std::mt19937_64& random) {
  double at = uniform(random) * total;
  for (std::size_t zone = 0; zone + 1 < weights.size(); ++zone)
    if ((at -= weights[zone]) < 0) return zone;
  return weights.size() - 1;
}

std::vector<double> shares(std::vector<double> values) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  for (auto& value : values) value /= total;
  return values;
}

std::vector<double> naive_urn(const FeedbackQuestion& question, std::mt19937_64& random) {
  std::vector<double> balls(question.find_probability.size(), question.first_balls);
  double total = question.first_balls * static_cast<double>(balls.size());
  for (std::size_t round = 0; round < question.rounds; ++round) {
    const auto zone = draw(balls, total, random);
    if (uniform(random) < question.find_probability[zone]) balls[zone] += 1, total += 1;
  }
  return shares(std::move(balls));
}

std::vector<double> guarded_loop(const FeedbackQuestion& question, std::mt19937_64& random) {
  const auto zones = question.find_probability.size();
  // One visit with half a find before anything is known: no zone starts at nothing.
  std::vector<double> finds(zones, 0.5), visits(zones, 1), rate(zones, 0.5);
  double total = 0.5 * static_cast<double>(zones);
  std::size_t post = 0;
  for (std::size_t round = 0; round < question.rounds; ++round) {
    const double sent_by = uniform(random);
    std::size_t zone = 0;
    if (sent_by < question.directed)
      zone = draw(rate, total, random);
    else if (sent_by < question.directed + question.exploration)
      zone = static_cast<std::size_t>(uniform(random) * static_cast<double>(zones));
    else
      zone = post++ % zones;
    if (uniform(random) < question.find_probability[zone]) finds[zone] += 1;
    visits[zone] += 1;
    total -= rate[zone];
    rate[zone] = finds[zone] / visits[zone];
    total += rate[zone];
  }
  return shares(std::move(rate));
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
