#include "guess_fields.h"

#include <algorithm>
#include <functional>

#include "base/result.h"
#include "personal_data.h"

namespace vigie::connectors {
namespace {

using Fits = std::function<bool(const ColumnProfile&)>;
using WordList = std::initializer_list<std::string_view>;

// The first column whose header has one of the words, earlier words first, and whose cells fit.
Index find(const Columns& columns, const FieldGuess& taken, WordList words, const Fits& fits) {
  for (const std::string_view word : words)
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (!taken.uses(i) && columns[i].header_has({word}) && fits(columns[i])) return i;
  return std::nullopt;
}

bool degrees(const ColumnProfile& column, double most) {
  return column.share_numbers() > 0.9 && column.has_decimals() && column.quantile(0.01) >= -most && column.quantile(0.99) <= most;
}

bool metres(const ColumnProfile& column) { return column.share_numbers() > 0.8 && std::abs(column.quantile(0.5)) > 1000; }

Fits whole_number(double least, double most) {
  return [=](const ColumnProfile& column) { return column.share_integers() > 0.98 && column.all_within(least, most); };
}

// By the header alone whether it is somebody's (a birth date): "01/03/2024 10:15" has the form of a phone number, too.
bool is_time(const ColumnProfile& column) {
  int other = 0;
  return column.time_format(other) >= 0 && !header_looks_personal(column.header());
}

void places(const Columns& columns, FieldGuess& guess) {
  const WordList lat_words{"lat", "latitude", "latitud", "latitudine", "breite", "breitengrad"};
  const WordList lon_words{"lon", "lng", "long", "longitude", "longitud", "longitudine", "laenge", "langengrad"};
  guess.lat = find(columns, guess, lat_words, [](const auto& column) { return degrees(column, 90); });
  guess.lon = find(columns, guess, lon_words, [](const auto& column) { return degrees(column, 180); });
  if (guess.lat && guess.lon) return;
  // A shapefile's point is called x and y in degrees, too.
  const WordList x_words{"x", "easting", "este", "est", "utmx", "coordx", "xcoord", "rechtswert"};
  const WordList y_words{"y", "northing", "norte", "nord", "utmy", "coordy", "ycoord", "hochwert"};
  guess.lat = guess.lon = std::nullopt;
  guess.lat = find(columns, guess, y_words, [](const auto& column) { return degrees(column, 90); });
  guess.lon = find(columns, guess, x_words, [](const auto& column) { return degrees(column, 180); });
  if (guess.lat && guess.lon) return;
  guess.lat = guess.lon = std::nullopt;
  for (const auto& column : columns)
    if ((column.header_has(lat_words) || column.header_has(lon_words)) && column.filled() > 0 && column.share_numbers() < 0.9)
      guess.doubts.push_back("'" + column.header() + "' is called degrees and its cells are no numbers: not used");
  guess.x = find(columns, guess, x_words, metres);
  guess.y = find(columns, guess, y_words, metres);
  if (guess.x && guess.y) return;
  guess.x = guess.y = std::nullopt;
  guess.doubts.push_back("no pair of columns looks like a place: name [lat] and [lon], or [x] and [y] with 'crs'");
}

void times(const Columns& columns, FieldGuess& guess) {
  guess.time_end = find(columns, guess, {"end", "fin", "hasta", "until", "fine", "ende", "cloture", "closed"}, is_time);
  guess.time = find(columns, guess,
                    {"occurred",   "occurrence", "start", "debut", "begin", "from",  "faits", "incident", "time", "datetime", "timestamp",
                     "horodatage", "date",       "fecha", "data",  "datum", "heure", "hora",  "when",     "dh",   "day",      "jour"},
                    is_time);
  if (!guess.time && !guess.time_end) {
    guess.year = find(columns, guess, {"year", "annee", "any", "ano", "anno", "jahr", "an"}, whole_number(1900, 2100));
    guess.month = find(columns, guess, {"month", "mois", "mes", "mese", "monat"}, whole_number(1, 12));
    guess.day = find(columns, guess, {"day", "jour", "dia", "giorno", "tag"}, whole_number(1, 31));
    guess.hour = find(columns, guess, {"hour", "heure", "hora", "ora", "stunde"}, whole_number(0, 23));
    guess.minute = find(columns, guess, {"minute", "minuto", "minut", "min"}, whole_number(0, 59));
    if (guess.year && guess.month && guess.day) return;
    guess.year = guess.month = guess.day = guess.hour = guess.minute = std::nullopt;
    // Nothing by its header: then by its cells alone.
    for (std::size_t i = 0; i < columns.size() && !guess.time; ++i)
      if (!guess.uses(i) && is_time(columns[i])) guess.time = i;
    if (guess.time)
      guess.doubts.push_back("'" + columns[*guess.time].header() + "' is taken for the time because of its cells alone");
    else
      guess.doubts.push_back("no column looks like a time: name [time]");
  }
  if (!guess.time) std::swap(guess.time, guess.time_end);
  if (!guess.time) return;
  int other = -1;
  const int format = columns[*guess.time].time_format(other);
  if (other >= 0)
    guess.doubts.push_back(fmt::format("'{}' could be '{}' or '{}': no day above 12 was seen that would tell",
                                       columns[*guess.time].header(), time_formats[static_cast<std::size_t>(format)],
                                       time_formats[static_cast<std::size_t>(other)]));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!guess.uses(i) && is_time(columns[i]))
      guess.doubts.push_back(fmt::format("'{}' looks like a time, too; '{}' is taken for when it happened", columns[i].header(),
                                         columns[*guess.time].header()));
}

void key(const Columns& columns, FieldGuess& guess) {
  const Fits unique = [](const ColumnProfile& column) {
    return column.share_filled() > 0.999 && column.share_unique() > 0.99 && !column.has_decimals() && column.share_personal() < 0.02;
  };
  guess.key = find(columns, guess,
                   {"expedient", "expediente", "dossier", "case", "incident", "ref", "reference", "uuid", "key", "id", "numero", "number",
                    "num", "no", "nr", "objectid", "fid"},
                   unique);
  if (!guess.key) {
    guess.doubts.push_back("no column is filled and different in every row: name the register's own key in [key]");
    return;
  }
  const ColumnProfile& column = columns[*guess.key];
  if (column.header_has({"fid", "objectid"}))
    guess.doubts.push_back("'" + column.header() + "' may be numbered anew by each export: prefer a number of the register's own");
  if (column.share_unique() < 1)
    guess.doubts.push_back(
        fmt::format("'{}' is the same in a few rows: the later one becomes a new version of the earlier", column.header()));
}

}  // namespace

bool FieldGuess::uses(std::size_t column) const {
  const std::array all{key, time, time_end, year, month, day, hour, minute, lat, lon, x, y, kind, known_by};
  return std::find(all.begin(), all.end(), Index{column}) != all.end();
}

FieldGuess guess_fields(const Columns& columns) {
  FieldGuess guess;
  places(columns, guess);
  times(columns, guess);
  key(columns, guess);
  const Fits category = [](const ColumnProfile& column) {
    return column.is_category() && column.different_words() > 1 && column.share_integers() < 0.5 && !column.looks_personal();
  };
  guess.known_by = find(columns, guess, {"known"}, category);
  guess.kind =
      find(columns, guess, {"kind", "type", "tipo", "tipus", "category", "categorie", "categoria", "nature", "offense", "art"}, category);
  return guess;
}

}  // namespace vigie::connectors
