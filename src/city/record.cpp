#include "city/record.h"

namespace vigie::city {

Digest Record::content() const {
  // Each part with its length, so that no two records share a text. Ids, basis and times of ours are left out.
  std::string said;
  said.reserve(160 + details.size());
  const auto part = [&](std::string_view text) {
    fmt::format_to(std::back_inserter(said), "{}:", text.size());
    said.append(text);
  };
  part(kind);
  part(known_by);
  part(zone);
  part(details);
  // Places to a hundredth of a millimetre: a library's last digit is no new version.
  if (epsg != 0)
    fmt::format_to(std::back_inserter(said), "{};{:.5f};{:.5f}", epsg, ground.x_m, ground.y_m);
  else
    fmt::format_to(std::back_inserter(said), "{:.10f};{:.10f}", where.lat, where.lon);
  fmt::format_to(std::back_inserter(said), ";{};{};{}", to_unix_us(occurred.from), to_unix_us(occurred.to), exercise ? 1 : 0);
  return sha256(said);
}

}  // namespace vigie::city
