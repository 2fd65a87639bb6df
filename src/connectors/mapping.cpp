#include "connectors/mapping.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "geo/projection.h"
#include "own_fields.h"
#include "strict_table.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_mapping_bytes = 1 << 20;

template <typename Value>
Result<Value> word_of(std::string_view text, std::initializer_list<std::pair<const char*, Value>> words, const std::string& what) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    known += (known.empty() ? "" : ", ") + std::string{word};
  }
  return fail(ErrorKind::invalid_input, fmt::format("{}: '{}' is not known; write one of {}", what, text, known), "mapping.invalid");
}

FieldColumns field(StrictTable& table, const char* columns, const std::vector<std::string>& none) {
  return {table.word_or_words(columns), none};
}

TimeColumns time_columns(const toml::table* toml, const std::string& where, Status& status) {
  TimeColumns time;
  if (!toml) return time;
  StrictTable table{*toml, where};
  const auto none = table.word_or_words("none");
  time.whole = field(table, "columns", none);
  time.format = table.optional<std::string>("format").value_or("iso");
  time.year = field(table, "year", none);
  time.month = field(table, "month", none);
  time.day = field(table, "day", none);
  time.hour = field(table, "hour", none);
  time.minute = field(table, "minute", none);
  if (status) status = table.finish();
  const bool parts = time.year.named() && time.month.named() && time.day.named();
  if (status && time.whole.named() == parts)
    status = fail(ErrorKind::invalid_input,
                  fmt::format("{}:{}: a time is either 'columns' with a 'format', or 'year', 'month' and 'day' with 'hour' and 'minute' "
                              "where the file has them",
                              where, toml->source().begin.line),
                  "mapping.invalid");
  return time;
}

FieldColumns field_columns(const toml::table* toml, const std::string& where, Status& status, std::string* reason = nullptr) {
  if (!toml) return {};
  StrictTable table{*toml, where};
  FieldColumns columns{table.word_or_words("columns"), table.word_or_words("none")};
  if (reason) *reason = table.optional<std::string>("reason").value_or("");
  if (status) status = table.finish();
  if (status && !columns.named())
    status = fail(ErrorKind::invalid_input, fmt::format("{}:{}: 'columns' names no column", where, toml->source().begin.line),
                  "mapping.invalid");
  return columns;
}

Result<KeptColumn> kept_column(const toml::table& toml, const std::string& where) {
  StrictTable table{toml, where};
  KeptColumn kept;
  kept.name = table.required<std::string>("name");
  kept.from = field(table, "columns", table.word_or_words("none"));
  kept.optional = table.optional<bool>("optional").value_or(false);
  kept.reason = table.optional<std::string>("reason").value_or("");
  const auto type = table.optional<std::string>("type").value_or("category");
  VIGIE_CHECK(table.finish());
  const std::string place = fmt::format("{}:{}: keep '{}'", where, toml.source().begin.line, kept.name);
  using Type = KeptColumn::Type;
  VIGIE_TRY(kept.type,
            word_of<Type>(type, {{"integer", Type::integer}, {"number", Type::number}, {"category", Type::category}, {"text", Type::text}},
                          place));
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (kept.name.empty() || !std::all_of(kept.name.begin(), kept.name.end(), plain))
    return fail(ErrorKind::invalid_input, place + ": its name must be a word of a-z, 0-9 and _", "mapping.invalid");
  if (is_own_field(kept.name))
    return fail(ErrorKind::invalid_input, place + ": that word is one of the record's own fields", "mapping.invalid");
  if (!kept.from.named()) return fail(ErrorKind::invalid_input, place + ": 'columns' names no column", "mapping.invalid");
  if (kept.type == Type::text && kept.reason.empty())
    return fail(ErrorKind::invalid_input, place + ": free text is kept only with a written 'reason' (and scrubbed); better keep a category",
                "mapping.free_text");
  return kept;
}

Result<Layout> layout(const toml::table& toml, const std::string& where) {
  StrictTable table{toml, where};
  Layout layout;
  layout.name = table.required<std::string>("name");
  layout.with = table.word_or_words("with");
  layout.without = table.word_or_words("without");
  layout.x.columns = table.word_or_words("x");
  layout.y.columns = table.word_or_words("y");
  VIGIE_CHECK(table.finish());
  return layout;
}

Result<NamedPlace> named_place(const toml::table& toml, const std::string& where) {
  StrictTable table{toml, where};
  NamedPlace place;
  place.name = table.required<std::string>("name");
  const auto at = table.numbers("at");
  VIGIE_CHECK(table.finish());
  if (at.size() == 2) place.where = {at[0], at[1]};
  if (place.name.empty() || at.size() != 2 || !geo::valid(place.where))
    return fail(ErrorKind::invalid_input,
                fmt::format("{}:{}: place '{}': it has a name, and 'at' is [latitude, longitude] in degrees", where,
                            toml.source().begin.line, place.name),
                "mapping.invalid");
  return place;
}

Result<Box> box_of(const std::vector<double>& numbers, const std::string& where) {
  if (numbers.size() == 4) {
    const Box box{{numbers[1], numbers[0]}, {numbers[3], numbers[2]}};
    if (geo::valid(box.south_west) && geo::valid(box.north_east) && box.south_west.lat < box.north_east.lat &&
        box.south_west.lon < box.north_east.lon)
      return box;
  }
  return fail(ErrorKind::invalid_input, where + ": 'box' must be [west, south, east, north] in degrees", "mapping.invalid");
}

Status check_places(const Mapping& mapping, const std::string& where) {
  const auto bad = [&](const char* what) { return fail(ErrorKind::invalid_input, fmt::format("{}: {}", where, what), "mapping.invalid"); };
  const bool metres = mapping.x.named() && mapping.y.named(), degrees = mapping.lat.named() && mapping.lon.named();
  const bool by_name = mapping.place.named() ||
                       std::any_of(mapping.places.begin(), mapping.places.end(), [](const NamedPlace& one) { return one.name == "*"; });
  if (mapping.x.named() != mapping.y.named() || mapping.lat.named() != mapping.lon.named() || (metres && degrees) ||
      (!metres && !degrees && !by_name))
    return bad(
        "a place is [x] and [y] with 'crs', or [lat] and [lon]: name one pair; or name places in [[places]] and their column in [place]");
  if (metres && mapping.epsg == 0) return bad("[x] and [y] need a 'crs', e.g. crs = \"EPSG:25831\"");
  if (mapping.epsg != 0) VIGIE_CHECK(geo::Projection::open(mapping.epsg));
  return {};
}

}  // namespace

const char* to_string(FileFormat format) {
  switch (format) {
    case FileFormat::csv:
      return "csv";
    case FileFormat::ndjson:
      return "ndjson";
    case FileFormat::geojson:
      return "geojson";
    case FileFormat::xlsx:
      return "xlsx";
    case FileFormat::shapefile:
      return "shapefile";
    case FileFormat::icalendar:
      return "icalendar";
    case FileFormat::cap:
      return "cap";
    case FileFormat::datex2:
      return "datex2";
    case FileFormat::gtfs_alerts:
      return "gtfs_alerts";
  }
  return "csv";
}

const char* to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::windows_1252:
      return "windows-1252";
    case Encoding::latin_1:
      return "latin-1";
  }
  return "utf-8";
}

bool Box::contains(const geo::LatLon& place) const {
  return place.lat >= south_west.lat && place.lat <= north_east.lat && place.lon >= south_west.lon && place.lon <= north_east.lon;
}

Result<Mapping> Mapping::parse(std::string_view text, const std::string& where) {
  VIGIE_TRY(const toml::table toml, parse_toml(text, where));
  StrictTable table{toml, where};
  const auto version = table.required<std::int64_t>("version");
  const auto zone_name = table.required<std::string>("zone");
  auto zone = Zone::open(zone_name);
  if (!zone) return fail_in(where, zone.error());
  Mapping mapping{std::move(*zone)};
  mapping.source = table.required<std::string>("source");
  mapping.kind = table.required<std::string>("kind");
  const auto format = table.optional<std::string>("format").value_or("csv");
  const auto separator = table.optional<std::string>("separator").value_or(",");
  mapping.sheet = table.optional<std::string>("sheet").value_or("");
  mapping.decimal_marks = table.optional<std::string>("decimal").value_or(".");
  const auto encodings = table.word_or_words("encodings");
  const auto crs = table.optional<std::string>("crs");
  const auto until = table.optional<std::string>("until").value_or("");
  const auto places = table.tables("places");
  const auto box = table.numbers("box");
  mapping.outside_max_share = table.optional<double>("outside_max_share").value_or(0.05);
  const auto damage = table.optional<std::string>("damage").value_or("row");
  Status fields;
  mapping.key = field_columns(table.table("key"), where, fields, &mapping.key_reason);
  mapping.time = time_columns(table.table("time"), where, fields);
  mapping.time_end = time_columns(table.table("time_end"), where, fields);
  mapping.x = field_columns(table.table("x"), where, fields);
  mapping.y = field_columns(table.table("y"), where, fields);
  mapping.lat = field_columns(table.table("lat"), where, fields);
  mapping.place = field_columns(table.table("place"), where, fields);
  mapping.lon = field_columns(table.table("lon"), where, fields);
  mapping.kind_from = field_columns(table.table("kind_from"), where, fields);
  mapping.known_by = field_columns(table.table("known_by"), where, fields);
  const auto kept = table.tables("keep"), layouts = table.tables("layout");
  VIGIE_CHECK(table.finish());
  VIGIE_CHECK(fields);

  const auto bad = [&](const std::string& what) { return fail(ErrorKind::invalid_input, where + ": " + what, "mapping.invalid"); };
  if (version != 1) return bad(fmt::format("version {} is not known, 1 is", version));
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
  for (const std::string& word : {mapping.source, mapping.kind})
    if (word.empty() || word.size() > 64 || !std::all_of(word.begin(), word.end(), plain))
      return bad("'source' and 'kind' must be words of a-z, 0-9, '-', '_' and '.'");
  VIGIE_TRY(mapping.format, word_of<FileFormat>(format,
                                                {{"csv", FileFormat::csv},
                                                 {"ndjson", FileFormat::ndjson},
                                                 {"geojson", FileFormat::geojson},
                                                 {"xlsx", FileFormat::xlsx},
                                                 {"shapefile", FileFormat::shapefile},
                                                 {"icalendar", FileFormat::icalendar},
                                                 {"cap", FileFormat::cap},
                                                 {"datex2", FileFormat::datex2},
                                                 {"gtfs_alerts", FileFormat::gtfs_alerts}},
                                                where + ": format"));
  if (!encodings.empty()) mapping.encodings.clear();
  for (const auto& word : encodings) {
    VIGIE_TRY(const Encoding one,
              word_of<Encoding>(word, {{"utf-8", Encoding::utf8}, {"windows-1252", Encoding::windows_1252}, {"latin-1", Encoding::latin_1}},
                                where + ": encodings"));
    mapping.encodings.push_back(one);
  }
  if (separator.size() != 1 || separator == "\"" || separator == "\n" || separator == "\r")
    return bad("'separator' must be one character; a tab is \"\\t\"");
  mapping.separator = separator[0];
  if (mapping.decimal_marks.empty() || mapping.decimal_marks.find_first_not_of(".,") != std::string::npos)
    return bad("'decimal' must be \".\", \",\" or both");
  if (crs) {
    const auto projection = geo::Projection::parse(*crs);
    if (!projection) return fail_in(where, projection.error());
    mapping.epsg = projection->epsg();
  }
  VIGIE_TRY(mapping.box, box_of(box, where));
  if (!(mapping.outside_max_share >= 0 && mapping.outside_max_share <= 1)) return bad("'outside_max_share' is a share from 0 to 1");
  if (!until.empty()) {
    const auto time = parse_utc(until + "T00:00:00Z");
    if (!time) return bad("'until' must be a day like \"2027-12-31\"");
    mapping.until = *time;
  }
  for (const toml::table* one : places) {
    VIGIE_TRY(NamedPlace place, named_place(*one, where));
    mapping.places.push_back(std::move(place));
  }
  VIGIE_TRY(mapping.damage, word_of<Damage>(damage, {{"row", Damage::row}, {"file", Damage::file}}, where + ": damage"));
  if (!mapping.key.named()) return bad("[key] is missing: without the register's own key a row could not be known again");
  if (!mapping.time.named()) return bad("[time] is missing");
  VIGIE_CHECK(check_places(mapping, where));
  std::set<std::string> names;
  for (const toml::table* one : kept) {
    VIGIE_TRY(KeptColumn column, kept_column(*one, where));
    if (!names.insert(column.name).second) return bad(fmt::format("'{}' is kept twice", column.name));
    mapping.keep.push_back(std::move(column));
  }
  for (const toml::table* one : layouts) {
    VIGIE_TRY(Layout parsed, layout(*one, where));
    mapping.layouts.push_back(std::move(parsed));
  }
  return mapping;
}

Result<Mapping> Mapping::load(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in) return fail(ErrorKind::invalid_input, fmt::format("cannot read the mapping {}", file.string()));
  std::error_code error;
  if (std::filesystem::file_size(file, error) > most_mapping_bytes || error)
    return fail(ErrorKind::invalid_input, fmt::format("{} is no mapping: it is no file of at most 1 MiB", file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return parse(text.str(), file.string());
}

}  // namespace vigie::connectors
