#pragma once
// Points as they are given on the command line: x,y,x,y,… in pixels of the picture.

#include <string>
#include <vector>

#include "base/result.h"
#include "perception/box.h"

namespace vigie::lab {

// invalid_input names the option. At least one point.
Result<std::vector<perception::PicturePoint>> points_of(const std::string& option, const std::string& text);

}  // namespace vigie::lab
