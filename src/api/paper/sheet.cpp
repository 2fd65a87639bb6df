#include "paper/sheet.h"

namespace vigie::api {

Digest Sheet::digest() const {
  Json list = Json::array();
  for (const auto& block : blocks) {
    Json columns = Json::array();
    for (const auto& column : block.columns) columns.push_back(column.title);
    list.push_back({{"text", block.text}, {"columns", std::move(columns)}, {"rows", block.rows}});
  }
  return sha256(canonical({{"title", title}, {"subtitle", subtitle}, {"blocks", std::move(list)}, {"exercise", exercise}}));
}

}  // namespace vigie::api
