#pragma once
// What a column's cells look like, learnt from a sample: numbers, times, repeated words, things that must not get in.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace vigie::connectors {

// The forms of a time that are tried, as a mapping writes them.
inline constexpr std::array time_formats{"iso",
                                         "%d/%m/%Y %H:%M:%S",
                                         "%d/%m/%Y %H:%M",
                                         "%d/%m/%Y",
                                         "%m/%d/%Y %H:%M:%S",
                                         "%m/%d/%Y %H:%M",
                                         "%m/%d/%Y",
                                         "%d-%m-%Y %H:%M:%S",
                                         "%d-%m-%Y %H:%M",
                                         "%d-%m-%Y",
                                         "%d.%m.%Y %H:%M:%S",
                                         "%d.%m.%Y %H:%M",
                                         "%d.%m.%Y",
                                         "%Y/%m/%d %H:%M:%S",
                                         "%Y/%m/%d %H:%M",
                                         "%Y/%m/%d",
                                         "%Y%m%d"};

class ColumnProfile {
 public:
  static constexpr std::size_t most_words = 200;  // a category has so many different ones at most
  static constexpr std::size_t most_word_bytes = 120;

  explicit ColumnProfile(std::string header);
  void add(std::string_view cell);  // UTF-8, trimmed

  const std::string& header() const { return header_; }
  bool header_has(std::initializer_list<std::string_view> words) const;

  std::uint64_t filled() const { return rows_ - empty_; }
  double share_filled() const { return rows_ ? static_cast<double>(filled()) / static_cast<double>(rows_) : 0; }
  double share_numbers() const { return share(numbers_.size() + nothings_); }
  double share_integers() const { return share(integers_); }
  double share_unique() const { return share(seen_.size()); }
  double share_personal() const { return share(personal_); }
  bool looks_personal() const;
  bool all_numbers() const { return filled() > 0 && numbers_.size() + number_nothings_ == filled(); }
  bool has_decimals() const { return points_ + commas_ > 0; }
  std::string decimal_marks() const;  // those seen: ".", ",", ".," or ""
  // Of cells that are numbers and no word for nothing. 0 to 1.
  double quantile(double share) const;
  bool all_within(double least, double most) const;
  // The form that nearly every cell has; -1: none. `other`: a second one that fits as well (day and month may change places).
  int time_format(int& other) const;
  bool is_category() const { return filled() > 0 && !too_many_words_ && longest_ <= most_word_bytes; }
  std::size_t different_words() const { return words_.size(); }
  // Words like "-1" or "NULL" that stand where a coordinate is not known.
  std::vector<std::string> words_for_nothing() const;
  std::string examples() const;  // up to three, as a comment

 private:
  double share(std::uint64_t part) const { return filled() ? static_cast<double>(part) / static_cast<double>(filled()) : 0; }

  std::string header_;
  std::vector<std::string> header_words_;
  std::uint64_t rows_ = 0, empty_ = 0, integers_ = 0, points_ = 0, commas_ = 0, nothings_ = 0, number_nothings_ = 0, personal_ = 0;
  std::size_t longest_ = 0;
  mutable std::vector<double> numbers_;  // sorted when first asked
  mutable bool sorted_ = false;
  std::array<std::uint64_t, time_formats.size()> times_{};
  std::unordered_set<std::string> seen_;
  std::map<std::string, std::uint64_t> words_;
  bool too_many_words_ = false;
  std::map<std::string, std::uint64_t> nothing_;
  std::vector<std::string> examples_;
};

}  // namespace vigie::connectors
