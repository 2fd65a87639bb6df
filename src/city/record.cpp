#include "city/record.h"

#include <array>
#include <cmath>

namespace vigie::city {

Digest Record::content() const {
  // Each text with its length and each number as eight bytes, low byte first, so that no two records say the same. Ids,
  // basis and times of ours are left out. Made for every row of an import: hence bytes, not decimal text.
  std::string said;
  said.reserve(128 + details.size());
  const auto number = [&](std::int64_t value) {
    std::array<char, 8> bytes;
    for (std::size_t byte = 0; byte < bytes.size(); ++byte) bytes[byte] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * byte));
    said.append(bytes.data(), bytes.size());
  };
  const auto text = [&](std::string_view words) {
    number(static_cast<std::int64_t>(words.size()));
    said.append(words);
  };
  text(kind);
  text(known_by);
  text(zone);
  text(details);
  // Metres to a hundredth of a millimetre and degrees likewise: a library's last digit is no new version.
  number(epsg);
  number(std::llround((epsg != 0 ? ground.x_m : where.lat * 1e5) * 1e5));
  number(std::llround((epsg != 0 ? ground.y_m : where.lon * 1e5) * 1e5));
  number(to_unix_us(occurred.from));
  number(to_unix_us(occurred.to));
  number(exercise ? 1 : 0);
  return sha256(said);
}

}  // namespace vigie::city
