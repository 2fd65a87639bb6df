#include "documents/table_rows.h"

#include <array>

namespace vigie::connectors {

Result<std::string> read_document(TextInput& input, const std::string& name) {
  std::string text;
  std::array<char, 1 << 16> piece;
  while (true) {
    VIGIE_TRY(const std::size_t count, input.read(piece));
    if (count == 0) return text;
    text.append(piece.data(), count);
    if (text.size() > most_document_bytes)
      return fail(ErrorKind::invalid_input,
                  fmt::format("{}: a document of more than {} MiB is not taken: send it in parts", name, most_document_bytes >> 20),
                  "file.too_large");
  }
}

}  // namespace vigie::connectors
