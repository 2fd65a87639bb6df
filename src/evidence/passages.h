#pragma once
// From a mover to the moments that a question asks for.

#include <vector>

#include "evidence/search.h"
#include "movers.h"

namespace vigie::evidence {

// Of what the detector named. None when the mover does not answer the question.
std::vector<Finding> findings_of(const Mover& mover, const Question& question);
// Of blobs for which the detector had no name: class null.
std::vector<Finding> findings_of_unnamed(const Mover& mover, const Question& question);
// What lies near enough to the question's area or line to be looked at, in a picture of this size.
perception::Box interest_of(const Question& question, int width_px, int height_px);

}  // namespace vigie::evidence
