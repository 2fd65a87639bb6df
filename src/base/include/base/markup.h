#pragma once

#include <string>
#include <string_view>

namespace vigie {

// Text as it may stand in XML or HTML, between tags or in a quoted attribute: & < > " ' as references.
std::string escape_markup(std::string_view text);

}  // namespace vigie
