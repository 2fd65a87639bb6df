#pragma once
// How good a tracker's result is against a truth, by the public definitions: CLEAR-MOT (Bernardin & Stiefelhagen 2008) as
// MOTChallenge applies it, IDF1 (Ristani et al. 2016), HOTA (Luiten et al. 2021).

#include <cstdint>
#include <optional>
#include <span>

#include "base/json.h"
#include "perception/mot_text.h"

namespace vigie::perception {

// Ratios are 0–1 and absent where they would divide by nothing.
struct TrackingScore {
  std::optional<double> mota, idf1, hota, recall, precision;
  std::int64_t false_positives = 0, misses = 0, switches = 0;
};

// Rows of the truth with confidence 0 (flagged) are left out, so that a result on them is a false positive. Frames that only
// one side knows count. `last_frame` < 0: all frames; else only frames first..last.
TrackingScore score_tracking(std::span<const MotRow> truth, std::span<const MotRow> result, std::int64_t first_frame = 0,
                             std::int64_t last_frame = -1);

Json to_json(const TrackingScore& score);

}  // namespace vigie::perception
