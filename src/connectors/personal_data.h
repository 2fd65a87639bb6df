#pragma once
// What must never get in: names, plates, phone numbers, addresses of persons, birth dates, account handles. Headers and
// cells are looked at; a cell's hits are taken out. A pattern finds what has a form; a name without title or known first
// name has none, which is why free text needs a written reason in the mapping at all.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vigie::connectors {

enum class Personal { name, plate, phone, address, birth_date, account, mail, identity_number };
const char* to_string(Personal personal);

// By the words of its header: "NOM_CONDUCTEUR", "Teléfono", "birth date". A name of a street or district is no person's.
std::optional<Personal> header_looks_personal(std::string_view header);

struct Scrubbed {
  std::string text;
  std::uint32_t removed = 0;
  std::optional<Personal> first;
};
// Replaces each find by "[…]". UTF-8.
Scrubbed scrub(std::string_view text);

}  // namespace vigie::connectors
