#pragma once
// Repeatable chance for the exercise: the same seed and purpose give the same sequence with every standard library
// (the distributions of <random> do not promise that).

#include <cstdint>
#include <random>

namespace vigie::app {

class Dice {
 public:
  // One stream per purpose, so that a crew's choices do not depend on how many calls came before.
  Dice(std::uint64_t seed, std::uint64_t purpose) {
    std::seed_seq sequence{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), static_cast<std::uint32_t>(purpose)};
    random_.seed(sequence);
  }

  double share() { return static_cast<double>(random_() >> 11) * 0x1p-53; }  // [0, 1)
  double between(double low, double high) { return low + share() * (high - low); }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(share() * static_cast<double>(count)); }  // count > 0

 private:
  std::mt19937_64 random_;
};

}  // namespace vigie::app
