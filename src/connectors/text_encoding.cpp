#include "text_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace vigie::connectors {
namespace {

// Windows-1252 from 0x80 to 0x9f (WHATWG Encoding, index-windows-1252); 0: undefined.
constexpr std::array<std::uint16_t, 32> windows_1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                                     0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                                     0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_code_point(std::string& to, unsigned code) {
  if (code < 0x80) {
    to.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    to.push_back(static_cast<char>(0xC0 | code >> 6));
    to.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    to.push_back(static_cast<char>(0xE0 | code >> 12));
    to.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    to.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

bool valid_in(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::utf8) return is_utf8(text);
  if (encoding == Encoding::latin_1) return true;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 && byte < 0xA0 && windows_1252[byte - 0x80] == 0;
  });
}

}  // namespace

bool is_ascii(std::string_view text) {
  const char* at = text.data();
  std::size_t left = text.size();
  for (std::uint64_t eight; left >= sizeof eight; at += sizeof eight, left -= sizeof eight) {
    std::memcpy(&eight, at, sizeof eight);
    if (eight & 0x8080808080808080ULL) return false;
  }
  return std::all_of(at, at + left, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u; };
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0) == 0x80; };
    const unsigned b = byte(i);
    if (b < 0x80) {
      i += 1;
    } else if (b >= 0xC2 && b < 0xE0 && follows(i + 1)) {
      i += 2;
    } else if (b >= 0xE0 && b < 0xF0 && follows(i + 1) && follows(i + 2)) {
      const unsigned code = (b & 0xF) << 12 | (byte(i + 1) & 0x3F) << 6 | (byte(i + 2) & 0x3F);
      if (code < 0x800 || (code >= 0xD800 && code < 0xE000)) return false;
      i += 3;
    } else if (b >= 0xF0 && b < 0xF5 && follows(i + 1) && follows(i + 2) && follows(i + 3)) {
      const unsigned top = (b & 0x7) << 18 | (byte(i + 1) & 0x3F) << 12;
      if (top < 0x10000 || top > 0x10FFFF) return false;
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

bool append_utf8(std::string& to, std::string_view text, Encoding from) {
  if (!valid_in(text, from)) return false;
  if (from == Encoding::utf8) {
    to.append(text);
    return true;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    append_code_point(to, from == Encoding::windows_1252 && byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

bool EncodingChoice::accepts(std::string_view row) {
  if (is_ascii(row)) return true;
  if (decided_) return valid_in(row, chosen_);
  for (const Encoding one : allowed_) {
    if (!valid_in(row, one)) continue;
    chosen_ = one;
    decided_ = true;
    return true;
  }
  return false;
}

}  // namespace vigie::connectors
