#pragma once
// Documents compiled in by embed.py.

#include <string_view>

namespace vigie::api::embedded {

std::string_view openapi();  // openapi/vigie.yaml as JSON
std::string_view catalogue_fr();
std::string_view catalogue_en();

}  // namespace vigie::api::embedded
