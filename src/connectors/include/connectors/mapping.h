#pragma once
// A mapping says how a register's files become records: which columns (with the variants of their headers) mean which of
// our words, and in which encoding, numbers, clock and projection they are written. A small TOML file that a city keeps
// and shares (docs/import.md). What it does not name is dropped at the door.

#include <filesystem>
#include <string>
#include <vector>

#include "base/zone.h"
#include "geo/point.h"

namespace vigie::connectors {

enum class FileFormat { csv, ndjson, geojson, xlsx, shapefile, icalendar, cap, datex2, gtfs_alerts };
const char* to_string(FileFormat format);
enum class Encoding { utf8, windows_1252, latin_1 };
const char* to_string(Encoding encoding);

// A field of ours in their file: the first of `columns` that the header has. `none` are the words for "nothing".
struct FieldColumns {
  std::vector<std::string> columns;
  std::vector<std::string> none;
  bool named() const { return !columns.empty(); }
};

// A time, either one column in `format` ("iso" or %Y %m %d %H %M %S and plain characters) or a column for each part.
// A time without minutes lasts its hour, one without an hour its day.
struct TimeColumns {
  FieldColumns whole;
  std::string format = "iso";
  FieldColumns year, month, day, hour, minute;
  bool named() const { return whole.named() || year.named(); }
};

// Another column that is kept, as detail `name`.
struct KeptColumn {
  enum class Type { integer, number, category, text } type = Type::category;
  std::string name;
  FieldColumns from;
  bool optional = false;
  std::string reason;  // why something that looks personal, or free text, is kept
};

// Files of one register that write some fields otherwise. It applies when the header has each of `with` and none of `without`.
struct Layout {
  std::string name;
  std::vector<std::string> with, without;
  FieldColumns x, y;  // instead of the mapping's where named
};

struct Box {
  geo::LatLon south_west, north_east;
  bool contains(const geo::LatLon& place) const;
};

// A place that rows call by name: a stop, a square, "*" for every row that has no other.
struct NamedPlace {
  std::string name;
  geo::LatLon where;
};

struct Mapping {
  std::string source, kind;
  FileFormat format = FileFormat::csv;
  std::vector<Encoding> encodings{Encoding::utf8};  // the first row with other than ASCII decides among them
  char separator = ',';
  std::string sheet;  // of a workbook; empty: its first
  std::string decimal_marks = ".";
  Zone zone;
  int epsg = 0;  // of x and y
  Box box;       // the city: what lies outside is refused
  double outside_max_share = 0.05;
  enum class Damage { row, file } damage = Damage::row;  // what a row that cannot be read takes with it

  FieldColumns key;
  std::string key_reason;
  TimeColumns time, time_end;
  FieldColumns x, y, lat, lon, kind_from, known_by;
  FieldColumns place;  // a column with the name of one of `places`, for rows without coordinates
  std::vector<NamedPlace> places;
  UtcTime until{};  // events that recur are wanted up to then (icalendar)
  std::vector<KeptColumn> keep;
  std::vector<Layout> layouts;

  // Refuses unknown keys; errors name `where` and the line.
  static Result<Mapping> parse(std::string_view toml, const std::string& where);
  static Result<Mapping> load(const std::filesystem::path& file);

 private:
  explicit Mapping(Zone its_zone) : zone(std::move(its_zone)) {}
};

}  // namespace vigie::connectors
