#pragma once
namespace vigie::foresight {
extern const char* const kinds_text;  // events/kinds.toml as it was when the program was built
}  // namespace vigie::foresight
