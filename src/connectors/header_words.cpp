#include "header_words.h"

namespace vigie::connectors {

std::string folded(std::string_view text) {
  static constexpr std::string_view bases = "aaaaaaaceeeeiiiidnooooo?ouuuuypsaaaaaaaceeeeiiiidnooooo?ouuuuypy";  // U+00C0…U+00FF
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == 0xC3 && i + 1 < text.size())
      plain.push_back(bases[(static_cast<unsigned char>(text[++i]) - 0x80) & 0x3F]);
    else
      plain.push_back(static_cast<char>(is_upper(text[i]) ? text[i] + 32 : text[i]));
  }
  return plain;
}

std::vector<std::string> header_words(std::string_view header) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(folded(word));
    word.clear();
  };
  for (std::size_t i = 0; i < header.size(); ++i) {
    const char c = header[i];
    if (!is_word(c) || is_digit(c)) {
      end();
      continue;
    }
    if (is_upper(c) && !word.empty() && !is_upper(word.back())) end();
    word.push_back(c);
  }
  end();
  return words;
}

}  // namespace vigie::connectors
