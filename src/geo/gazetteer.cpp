#include "geo/gazetteer.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace vigie::geo {
namespace {

// Latin-1 Supplement and Latin Extended-A (U+00C0 to U+017F) without their accents; '*' marks what is no letter or
// becomes two.
constexpr std::string_view plain_letters =
    "aaaaaa*ceeeeiiii"   // À
    "*nooooo*ouuuuy**"   // Ð
    "aaaaaa*ceeeeiiii"   // à
    "*nooooo*ouuuuy*y"   // ð
    "aaaaaaccccccccdd"   // Ā
    "ddeeeeeeeeeegggg"   // Đ
    "gggghhhhiiiiiiii"   // Ġ
    "ii**jjkkklllllll"   // İ
    "lllnnnnnn***oooo"   // ŀ
    "oo**rrrrrrssssss"   // Ő
    "ssttttttuuuuuuuu"   // Š
    "uuuuwwyyyzzzzzzs";  // Ű
static_assert(plain_letters.size() == 0x180 - 0xC0);

struct Pair {
  char32_t from;
  std::string_view to;
};
constexpr std::array two_letters = {Pair{0xC6, "ae"}, Pair{0xE6, "ae"},  Pair{0x152, "oe"}, Pair{0x153, "oe"},
                                    Pair{0xDF, "ss"}, Pair{0x132, "ij"}, Pair{0x133, "ij"}, Pair{0xD0, "d"},
                                    Pair{0xF0, "d"},  Pair{0xDE, "th"},  Pair{0xFE, "th"}};

struct Abbreviation {
  std::string_view typed, meant;
};
// As people type them in a hurry; the name on the map is written out.
constexpr Abbreviation abbreviations[] = {
    {"av", "avenue"}, {"ave", "avenue"},  {"bd", "boulevard"}, {"bld", "boulevard"}, {"blvd", "boulevard"},
    {"ch", "chemin"}, {"imp", "impasse"}, {"pl", "place"},     {"rte", "route"},     {"sq", "square"},
    {"st", "saint"},  {"st", "street"},   {"ste", "sainte"},   {"rd", "road"},
};

bool starts_some_word(std::string_view folded, std::string_view word) {
  for (auto at = folded.find(word); at != std::string_view::npos; at = folded.find(word, at + 1))
    if (at == 0 || folded[at - 1] == ' ') return true;
  return false;
}

bool answers(std::string_view folded, std::string_view word) {
  return starts_some_word(folded, word) ||
         std::ranges::any_of(abbreviations, [&](const Abbreviation& a) { return a.typed == word && starts_some_word(folded, a.meant); });
}

std::vector<std::string_view> words_of(std::string_view folded) {
  std::vector<std::string_view> words;
  while (!folded.empty()) {
    const auto end = std::min(folded.find(' '), folded.size());
    if (end > 0) words.push_back(folded.substr(0, end));
    folded.remove_prefix(std::min(end + 1, folded.size()));
  }
  return words;
}

}  // namespace

std::string fold_for_search(std::string_view utf8) {
  std::string out;
  const auto separate = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x80) {
      const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
      if (letter)
        out += utf8[i];
      else if (byte >= 'A' && byte <= 'Z')
        out += static_cast<char>(byte - 'A' + 'a');
      else
        separate();
      continue;
    }
    const bool two_bytes = byte >= 0xC3 && byte <= 0xC5 && i + 1 < utf8.size();
    const char32_t code = two_bytes ? (char32_t{byte} & 0x1F) << 6 | (static_cast<unsigned char>(utf8[i + 1]) & 0x3F) : 0;
    if (code >= 0xC0 && code < 0x180) {
      ++i;
      const auto pair = std::ranges::find(two_letters, code, &Pair::from);
      if (pair != two_letters.end())
        out += pair->to;
      else if (plain_letters[code - 0xC0] != '*')
        out += plain_letters[code - 0xC0];
    } else if (utf8.substr(i).starts_with("\xE2\x80\x99") || utf8.substr(i).starts_with("\xE2\x80\x93")) {
      i += 2;  // typographic apostrophe and dash
      separate();
    } else {
      out += utf8[i];
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Gazetteer::Gazetteer(std::vector<NamedPlace> places) {
  for (NamedPlace& place : places) {
    std::string folded = fold_for_search(place.name);
    if (!folded.empty()) entries_.push_back({std::move(place), std::move(folded)});
  }
  const auto order = [](const Entry& e) {
    return std::tuple(e.place.kind != "street", e.folded.size(), std::string_view(e.folded), e.place.at.lat, e.place.at.lon);
  };
  std::ranges::sort(entries_, [&](const Entry& a, const Entry& b) { return order(a) < order(b); });
}

std::vector<NamedPlace> Gazetteer::find_place(std::string_view question, std::size_t limit) const {
  constexpr std::size_t longest_question = 200;
  const std::string folded = fold_for_search(question.substr(0, longest_question));
  const auto words = words_of(folded);
  std::vector<NamedPlace> found;
  if (words.empty()) return found;
  const auto collect = [&](bool at_the_beginning) {
    for (const Entry& entry : entries_) {
      if (found.size() >= limit) return;
      if (entry.folded.starts_with(folded) == at_the_beginning &&
          std::ranges::all_of(words, [&](std::string_view word) { return answers(entry.folded, word); }))
        found.push_back(entry.place);
    }
  };
  collect(true);
  collect(false);
  return found;
}

}  // namespace vigie::geo
