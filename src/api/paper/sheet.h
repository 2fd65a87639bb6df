#pragma once
// What a sheet of paper says, free of how it is drawn: headings, paragraphs and tables, in the order of reading. The digest
// printed at the foot of each page is taken over exactly this, so that the same content printed twice carries the same digest.

#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json.h"

namespace vigie::api {

struct Column {
  std::string title;
  double share = 1;  // of the page's width, relative to the other columns
};

struct Block {
  enum class Kind { heading, text, table } kind = Kind::text;
  std::string text;  // of heading and text; lines end with '\n'
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  // each as long as `columns`
};

struct Sheet {
  std::string title, subtitle;
  std::vector<Block> blocks;
  bool exercise = false;

  void heading(std::string text) { blocks.push_back({Block::Kind::heading, std::move(text), {}, {}}); }
  void text(std::string words) { blocks.push_back({Block::Kind::text, std::move(words), {}, {}}); }
  Block& table(std::vector<Column> columns) {
    blocks.push_back({Block::Kind::table, {}, std::move(columns), {}});
    return blocks.back();
  }
  Digest digest() const;  // SHA-256 of the canonical JSON of all the above
};

}  // namespace vigie::api
