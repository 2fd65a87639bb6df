#pragma once
// Which kinds of events may be forecast at all and which forecasts may be published (events/kinds.toml, RULES L40).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::foresight {

class Kinds {
 public:
  static Result<Kinds> built_in();
  static Result<Kinds> parse(std::string_view toml);
  // The pattern that refuses this kind; empty where it may be forecast.
  std::string refused_by(std::string_view kind) const;
  bool published(std::string_view kind) const;

 private:
  std::vector<std::string> refused_, published_;
};

}  // namespace vigie::foresight
