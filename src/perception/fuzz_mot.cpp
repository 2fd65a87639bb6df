// Tracks come from anywhere: whatever the bytes, an answer; what is accepted can be scored and its ratios are numbers.
#include <cmath>
#include <cstdlib>

#include "perception/tracking_score.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::perception;
  if (size > 4096) return 0;  // a score's cost grows with the cube of a frame's rows
  const auto rows = parse_mot({reinterpret_cast<const char*>(data), size});
  if (!rows) return 0;
  const auto score = score_tracking(*rows, *rows);
  for (const auto& ratio : {score.mota, score.idf1, score.hota, score.recall, score.precision})
    if (ratio && !std::isfinite(*ratio)) std::abort();
  return 0;
}
