#include "connectors/camera_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "connectors/onvif.h"
#include "memory_input.h"
#include "onvif/http.h"
#include "row_reader.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

enum class Field { number, name, lat, lon, heading, url, sub_url, onvif, secret, count };
constexpr std::size_t field_count = static_cast<std::size_t>(Field::count);

// What lists call it, in lower case and without accents.
constexpr std::array<std::pair<std::string_view, Field>, 24> names{{{"number", Field::number},
                                                                    {"numero", Field::number},
                                                                    {"no", Field::number},
                                                                    {"name", Field::name},
                                                                    {"nom", Field::name},
                                                                    {"lat", Field::lat},
                                                                    {"latitude", Field::lat},
                                                                    {"lon", Field::lon},
                                                                    {"lng", Field::lon},
                                                                    {"longitude", Field::lon},
                                                                    {"heading", Field::heading},
                                                                    {"heading_deg", Field::heading},
                                                                    {"azimut", Field::heading},
                                                                    {"cap", Field::heading},
                                                                    {"url", Field::url},
                                                                    {"main_url", Field::url},
                                                                    {"flux", Field::url},
                                                                    {"sub_url", Field::sub_url},
                                                                    {"flux_secondaire", Field::sub_url},
                                                                    {"onvif", Field::onvif},
                                                                    {"adresse_onvif", Field::onvif},
                                                                    {"secret", Field::secret},
                                                                    {"secret_name", Field::secret},
                                                                    {"nom_secret", Field::secret}}};
constexpr std::array<std::pair<Field, const char*>, field_count> canonical_names{{{Field::number, "number"},
                                                                                  {Field::name, "name"},
                                                                                  {Field::lat, "lat"},
                                                                                  {Field::lon, "lon"},
                                                                                  {Field::heading, "heading"},
                                                                                  {Field::url, "url"},
                                                                                  {Field::sub_url, "sub_url"},
                                                                                  {Field::onvif, "onvif"},
                                                                                  {Field::secret, "secret"}}};
constexpr std::array required{Field::number, Field::name, Field::lat, Field::lon, Field::url};

constexpr std::size_t most_rows = 5000, most_errors = 1000, most_name = 200, most_url = 1024, most_secret = 64;
constexpr int most_number = 9999;  // four digits are what the desk's keys take

const char* name_of(Field field) { return canonical_names[static_cast<std::size_t>(field)].second; }

// A cell as UTF-8: as it is, else as Windows-1252, which French spreadsheets still write.
std::optional<std::string> decoded(std::string_view cell) {
  if (is_utf8(cell)) return std::string{trimmed(cell)};
  std::string out;
  if (!append_utf8(out, cell, Encoding::windows_1252)) return std::nullopt;
  return std::string{trimmed(out)};
}

std::string column_key(std::string_view cell) {
  std::string text = decoded(cell).value_or("");
  for (const auto& [accented, plain] : {std::pair{"é", "e"}, {"É", "e"}, {"è", "e"}, {"ê", "e"}, {"°", "o"}, {"º", "o"}})
    for (std::size_t at; (at = text.find(accented)) != std::string::npos;) text.replace(at, std::string_view{accented}.size(), plain);
  for (char& c : text) c = c == ' ' || c == '-' ? '_' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return text;
}

std::optional<double> decimal(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  if (text.starts_with('+')) text.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<int> whole(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

char separator_of(std::string_view text) {
  const auto header = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char one : {',', ';', '\t'})
    if (std::count(header.begin(), header.end(), one) > std::count(header.begin(), header.end(), best)) best = one;
  return best;
}

class RowCheck {
 public:
  RowCheck(const Row& row, const std::array<std::optional<std::size_t>, field_count>& columns) : row_(row), columns_(columns) {
    listed_.row = row.number;
  }

  // nullopt: something is wrong, all of it in `errors`.
  std::optional<ListedCamera> read(std::vector<CameraListError>& errors) {
    take_number();
    take_name();
    take_place();
    take_heading();
    take_secret();
    take_streams();
    take_onvif();
    const bool good = errors_.empty();
    std::move(errors_.begin(), errors_.end(), std::back_inserter(errors));
    return good ? std::optional{std::move(listed_)} : std::nullopt;
  }

 private:
  std::string cell(Field field) {
    const auto column = columns_[static_cast<std::size_t>(field)];
    if (!column) return {};
    const auto text = decoded(row_.cells[*column]);
    if (!text) wrong(field, "list.encoding", "is neither UTF-8 nor Windows-1252; save the list as UTF-8");
    if (text && std::any_of(text->begin(), text->end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
      wrong(field, "list.control", "has a line break or another control character; take it out");
      return {};
    }
    return text.value_or("");
  }
  void wrong(Field field, const char* code, const std::string& what) {
    errors_.push_back({row_.number, name_of(field), code, fmt::format("'{}' {}", name_of(field), what)});
  }

  void take_number() {
    const std::string text = cell(Field::number);
    const auto value = whole(text);
    if (!value || *value < 1 || *value > most_number)
      return wrong(Field::number, "list.not_a_number",
                   fmt::format("is '{}'; give the number that operators type, 1 to {}", text.substr(0, 40), most_number));
    listed_.camera.number = *value;
  }
  void take_name() {
    listed_.camera.name = cell(Field::name);
    if (listed_.camera.name.empty()) wrong(Field::name, "list.missing", "is empty; say where the camera looks, as operators call it");
    if (listed_.camera.name.size() > most_name)
      wrong(Field::name, "list.too_long", fmt::format("has more than {} bytes; shorten it", most_name));
  }
  void take_place() {
    const std::string lat_text = cell(Field::lat), lon_text = cell(Field::lon);
    const auto lat = decimal(lat_text), lon = decimal(lon_text);
    if (!lat) wrong(Field::lat, "list.not_a_number", fmt::format("is '{}'; give degrees north, like 43.2965", lat_text.substr(0, 40)));
    if (!lon) wrong(Field::lon, "list.not_a_number", fmt::format("is '{}'; give degrees east, like 5.3698", lon_text.substr(0, 40)));
    if (lat && std::abs(*lat) > 90)
      wrong(Field::lat, "list.no_place", "is not between -90 and 90; are these degrees, and lat and lon not exchanged?");
    if (lon && std::abs(*lon) > 180) wrong(Field::lon, "list.no_place", "is not between -180 and 180; are these degrees?");
    if (lat && lon && *lat == 0 && *lon == 0)
      wrong(Field::lat, "list.no_place", "and 'lon' are both 0: that is in the Gulf of Guinea; give the camera's place");
    if (lat && lon) listed_.camera.where = {*lat, *lon};
  }
  void take_heading() {
    const std::string text = cell(Field::heading);
    if (text.empty()) return;
    const auto value = decimal(text);
    if (!value || *value < 0 || *value > 360)
      return wrong(Field::heading, "list.not_a_number",
                   fmt::format("is '{}'; give degrees clockwise from north, 0 to 360, or leave it empty", text.substr(0, 40)));
    listed_.camera.heading_deg = *value == 360 ? 0 : *value;
    listed_.has_heading = true;
  }
  void take_secret() {
    listed_.secret = cell(Field::secret);
    const auto is_name = [](unsigned char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    // The cell is not repeated: it may be the password itself.
    if (listed_.secret.size() > most_secret || !std::all_of(listed_.secret.begin(), listed_.secret.end(), is_name)) {
      listed_.secret.clear();
      wrong(Field::secret, "list.not_a_name",
            "is the name of a secret (letters, digits, . _ -), never user and password themselves; store those with 'vigie cameras secret "
            "NAME'");
    }
  }
  std::optional<std::string> stream(Field field) {
    const std::string text = cell(field);
    if (text.empty()) return text;
    const auto parts = onvif::split_url(text);
    if (parts && parts->credentials) {
      wrong(field, "list.password_in_address",
            "has user and password in it; take them out, store them with 'vigie cameras secret NAME' and write NAME into 'secret'");
      return std::nullopt;
    }
    const bool printable = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (!parts || parts->host.empty() || (parts->scheme != "rtsp" && parts->scheme != "rtsps") || text.size() > most_url || !printable) {
      wrong(field, "list.not_an_address", "is no address that begins with rtsp:// or rtsps:// and names a host");
      return std::nullopt;
    }
    return text;
  }
  void take_streams() {
    const auto main = stream(Field::url), sub = stream(Field::sub_url);
    if (main && main->empty()) wrong(Field::url, "list.missing", "is empty; give the camera's main stream, rtsp://…");
    if (main && sub && !main->empty() && *main == *sub)
      wrong(Field::sub_url, "list.same_address", "is the same as 'url'; give the smaller stream or leave it empty");
    if (main) listed_.camera.streams.push_back({city::StreamKind::main, *main, listed_.secret});
    if (sub && !sub->empty()) listed_.camera.streams.push_back({city::StreamKind::sub, *sub, listed_.secret});
  }
  void take_onvif() {
    const std::string text = cell(Field::onvif);
    if (text.empty()) return;
    const auto address = onvif_address(text);
    if (!address)
      return wrong(Field::onvif, "list.not_an_address",
                   "is no address like http://192.0.2.7/onvif/device_service without user and password");
    listed_.onvif = *address;
  }

  const Row& row_;
  const std::array<std::optional<std::size_t>, field_count>& columns_;
  ListedCamera listed_;
  std::vector<CameraListError> errors_;
};

const char* what_damage(const std::string& damage) {
  if (damage == "wrong_columns")
    return "has another number of cells than the header; look for a separator inside a name and put the name into quotes";
  if (damage == "open_quote" || damage == "bad_quote")
    return "has a quote that is not closed or stands inside a cell; double it or take it out";
  if (damage == "row_too_long") return "is longer than 1 MiB";
  return "has a zero byte; save the list as UTF-8 text";
}

}  // namespace

Result<CameraList> read_camera_list(std::string_view text, const std::string& name) {
  MemoryInput input{text.data(), text.size()};
  VIGIE_TRY(const auto reader, open_csv(input, separator_of(text), name));
  CameraList list;
  std::array<std::optional<std::size_t>, field_count> columns;
  for (std::size_t at = 0; at < reader->columns().size(); ++at) {
    const std::string key = column_key(reader->columns()[at]);
    const auto known = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == key; });
    if (known == names.end()) {
      list.ignored.push_back(decoded(reader->columns()[at]).value_or("?").substr(0, 80));
      continue;
    }
    auto& column = columns[static_cast<std::size_t>(known->second)];
    if (column)
      return fail(ErrorKind::invalid_input, fmt::format("{} has the column '{}' twice", name, name_of(known->second)), "list.columns");
    column = at;
  }
  for (const Field field : required)
    if (!columns[static_cast<std::size_t>(field)])
      return fail(
          ErrorKind::invalid_input,
          fmt::format(
              "{} has no column '{}'; the header needs number, name, lat, lon and url, and may have heading, sub_url, onvif and secret",
              name, name_of(field)),
          "list.columns");

  const auto error = [&](CameraListError one) {
    if (list.errors.size() < most_errors)
      list.errors.push_back(std::move(one));
    else
      ++list.more_errors;
  };
  std::map<int, std::uint64_t> numbers;
  std::map<std::string, std::uint64_t> addresses;
  Row row;
  while (true) {
    VIGIE_TRY(const bool there, reader->next(row));
    if (!there) break;
    if (++list.rows > most_rows)
      return fail(ErrorKind::invalid_input, fmt::format("{} has more than {} rows; split it", name, most_rows), "list.too_long");
    if (row.damage) {
      error({row.number, "", "list.damaged", fmt::format("the row {}", what_damage(row.damage))});
      continue;
    }
    std::vector<CameraListError> wrong;
    auto listed = RowCheck{row, columns}.read(wrong);
    if (listed) {
      if (const auto [first, fresh] = numbers.emplace(listed->camera.number, row.number); !fresh)
        wrong.push_back(
            {row.number, "number", "list.repeated",
             fmt::format("'number' {} stands in row {} already; every camera has its own", listed->camera.number, first->second)});
      if (const auto [first, fresh] = addresses.emplace(listed->camera.streams.front().url, row.number); !fresh)
        wrong.push_back(
            {row.number, "url", "list.repeated", fmt::format("'url' stands in row {} already; is this row a copy?", first->second)});
    }
    const bool good = listed && wrong.empty();
    for (auto& one : wrong) error(std::move(one));
    if (good) list.cameras.push_back(std::move(*listed));
  }
  return list;
}

}  // namespace vigie::connectors
