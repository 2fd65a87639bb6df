#pragma once
// What the calendar alone says about a day.

#include "foresight/footfall.h"

namespace vigie::foresight {

Day easter(int year);  // Gregorian

}  // namespace vigie::foresight
