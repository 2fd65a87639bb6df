#pragma once
// A first guess of a mapping from a register's files, for a person to read, correct and keep. What can't be told from the
// files (the kind, the clock's zone, a projection among several) is left empty, so that the mapping is refused until
// somebody has answered; what is only likely is told as a doubt.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "geo/point.h"

namespace vigie::connectors {

struct GuessOptions {
  std::string zone;                   // IANA name, when known
  std::string kind;                   // when known
  std::optional<geo::LatLon> centre;  // of the city: tells one projection from another
};

struct Guess {
  std::string mapping;  // TOML, with examples as comments; those of columns that look personal show shapes only
  std::vector<std::string> doubts;
};

// Reads the first 20,000 rows of each file. Stores nothing.
Result<Guess> guess_mapping(const std::vector<std::filesystem::path>& files, const GuessOptions& options);

}  // namespace vigie::connectors
