#pragma once
// Where a recording lacks something: said in what exists, in results and on the slip alike.

#include <string>
#include <vector>

#include "city/words.h"

namespace vigie::evidence {

struct Pause {
  enum class Kind { gap, clock_back } kind = Kind::gap;
  city::Interval span{};
  std::size_t before = 0;  // which of `covered` comes after it, or how many there are
};
// `covered`: in the order of recording, from first to last picture. A gap is longer than two seconds: cameras with fewer pictures are said
// to have gaps. A clock put forward looks like a gap; one put back shows as times that occur twice.
std::vector<Pause> find_pauses(const city::Interval& span, const std::vector<city::Interval>& covered);

}  // namespace vigie::evidence
