#pragma once
// Tracks of labelled public sets in MOTChallenge text, `frame,id,x,y,w,h,confidence,…`: read for scoring, written by the lab alone.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "perception/box.h"

namespace vigie::perception {

struct MotRow {
  std::int64_t frame = 0;  // first frame is 1
  std::int64_t id = 0;
  Box box;
  double confidence = 1;  // 1 where the file has no seventh column; in a truth 0 flags a row that does not count
};

// Commas, blanks or tabs between the numbers; empty lines are skipped. Says line and reason when it refuses:
// too few or unreadable numbers, or an id twice in one frame (a score would then be undefined). Keeps the order of the file.
Result<std::vector<MotRow>> parse_mot(std::string_view text);
Result<std::vector<MotRow>> read_mot(const std::filesystem::path& path);

std::string format_mot(const MotRow& row);  // one line with its line feed

}  // namespace vigie::perception
