#pragma once
// Text as their file wrote it to UTF-8.

#include <string>
#include <string_view>

#include "connectors/mapping.h"

namespace vigie::connectors {

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);  // RFC 3629: no overlong forms, no surrogates
// Appends; false where the encoding has no such character.
bool append_utf8(std::string& to, std::string_view text, Encoding from);
std::string_view trimmed(std::string_view text);

// Which of the mapping's encodings a file is in: the first row with other than ASCII decides, once; it is told in the report.
class EncodingChoice {
 public:
  explicit EncodingChoice(const std::vector<Encoding>& allowed) : allowed_(allowed), chosen_(allowed.front()) {}
  // False: the row is not valid in the file's encoding.
  bool accepts(std::string_view row);
  Encoding chosen() const { return chosen_; }
  bool decided() const { return decided_; }

 private:
  const std::vector<Encoding>& allowed_;
  Encoding chosen_;
  bool decided_ = false;
};

}  // namespace vigie::connectors
