#pragma once
// Letters and words of headers and cells, in UTF-8 of the Latin alphabet.

#include <string>
#include <string_view>
#include <vector>

namespace vigie::connectors {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
// Bytes of other than ASCII belong to letters here: é, ñ, ç.
inline bool is_word(char c) { return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

// Lower case without accents, for Latin letters of one and two bytes.
std::string folded(std::string_view text);
// Words of a header: split at everything that is no letter and where a small letter meets a capital ("firstName").
std::vector<std::string> header_words(std::string_view header);

}  // namespace vigie::connectors
