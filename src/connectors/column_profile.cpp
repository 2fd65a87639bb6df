#include "column_profile.h"

#include <algorithm>

#include "field_values.h"
#include "header_words.h"
#include "personal_data.h"
#include "quality.h"

namespace vigie::connectors {
namespace {

constexpr double kNearlyAll = 0.98;
constexpr double kPersonalShare = 0.02;  // a mapping is refused above 5 % (record_maker.cpp); a guess is more careful

constexpr std::array<std::string_view, 15> kNothing{"-1", "-2",  "0",   "0.0",  "NA", "N/A", "NULL", "null",
                                                    "-",  "nan", "NaN", "none", ",",  ".",   "?"};

bool is_nothing(std::string_view cell) { return std::find(kNothing.begin(), kNothing.end(), cell) != kNothing.end(); }

}  // namespace

ColumnProfile::ColumnProfile(std::string header) : header_(std::move(header)), header_words_(connectors::header_words(header_)) {}

bool ColumnProfile::header_has(std::initializer_list<std::string_view> words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return std::find(header_words_.begin(), header_words_.end(), word) != header_words_.end();
  });
}

void ColumnProfile::add(std::string_view cell) {
  ++rows_;
  if (cell.empty()) {
    ++empty_;
    return;
  }
  longest_ = std::max(longest_, cell.size());
  seen_.emplace(cell);
  const bool personal = scrub(cell).removed > 0;
  personal_ += personal;
  if (is_nothing(cell)) {
    ++nothing_[std::string(cell)];
    ++nothings_;
    number_nothings_ += parse_number(cell, ".,").has_value();
  } else if (const auto number = parse_number(cell, ".,")) {
    numbers_.push_back(*number);
    sorted_ = false;
    points_ += cell.find('.') != std::string_view::npos;
    commas_ += cell.find(',') != std::string_view::npos;
  }
  integers_ += parse_integer(cell).has_value();
  for (std::size_t i = 0; i < time_formats.size(); ++i)
    if (const auto time = parse_time(cell, time_formats[i])) times_[i] += exists(*time);
  if (!too_many_words_ && ++words_[std::string(cell)] == 1 && words_.size() > most_words) {
    too_many_words_ = true;
    words_.clear();
  }
  if (examples_.size() < 3 && std::find(examples_.begin(), examples_.end(), cell) == examples_.end() && cell.size() <= 60)
    examples_.push_back(personal || header_looks_personal(header_) ? shape_of(cell) : std::string(cell));
}

bool ColumnProfile::looks_personal() const { return header_looks_personal(header_).has_value() || share_personal() > kPersonalShare; }

std::string ColumnProfile::decimal_marks() const { return std::string(points_ ? "." : "") + (commas_ ? "," : ""); }

double ColumnProfile::quantile(double share) const {
  if (numbers_.empty()) return 0;
  if (!std::exchange(sorted_, true)) std::sort(numbers_.begin(), numbers_.end());
  return numbers_[std::min(numbers_.size() - 1, static_cast<std::size_t>(share * static_cast<double>(numbers_.size())))];
}

bool ColumnProfile::all_within(double least, double most) const { return !numbers_.empty() && quantile(0) >= least && quantile(1) <= most; }

int ColumnProfile::time_format(int& other) const {
  int best = -1;
  other = -1;
  for (std::size_t i = 0; i < time_formats.size(); ++i) {
    if (share(times_[i]) < kNearlyAll) continue;
    (best < 0 ? best : other) = static_cast<int>(i);
  }
  return best;
}

std::vector<std::string> ColumnProfile::words_for_nothing() const {
  std::vector<std::string> words;
  for (const auto& [word, count] : nothing_) words.push_back(word);
  return words;
}

std::string ColumnProfile::examples() const {
  std::string text;
  for (const auto& one : examples_) text += (text.empty() ? "" : " · ") + one;
  return text;
}

}  // namespace vigie::connectors
