#include "record_maker.h"

#include <algorithm>
#include <cmath>

namespace vigie::connectors {
namespace {

constexpr std::size_t most_cell_bytes = 4096;
constexpr std::size_t most_category_bytes = 120;
constexpr std::size_t most_values_remembered = 4096;
constexpr std::size_t outside_to_look_at = 200;
// Fewer cells than this prove nothing about a column.
constexpr std::uint64_t cells_to_judge = 20;

bool is_none(std::string_view cell, const FieldColumns& field) {
  return cell.empty() || std::find(field.none.begin(), field.none.end(), cell) != field.none.end();
}

// How many letters must be changed, put in or taken out (Levenshtein 1966); both words are short.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

Result<std::unique_ptr<RecordMaker>> RecordMaker::open(const Mapping& mapping, const std::vector<std::string>& header, bool exercise,
                                                       const std::string& file) {
  std::unique_ptr<RecordMaker> maker{new RecordMaker(mapping, exercise, file)};
  VIGIE_CHECK(maker->bind(header));
  return maker;
}

Status RecordMaker::bind(const std::vector<std::string>& header) {
  for (const auto& name : header) {
    std::string decoded;
    if (mapping_.format == FileFormat::csv && (!encoding_.accepts(name) || !append_utf8(decoded, name, encoding_.chosen())))
      return fail(ErrorKind::invalid_input, fmt::format("{}: its header is in none of the mapping's encodings", file_), "file.encoding");
    header_.emplace_back(trimmed(mapping_.format == FileFormat::csv ? std::string_view{decoded} : std::string_view{name}));
  }
  used_.resize(header_.size());
  const auto has = [&](const std::string& name) { return std::find(header_.begin(), header_.end(), name) != header_.end(); };

  x_field_ = mapping_.x;
  y_field_ = mapping_.y;
  if (!mapping_.layouts.empty()) {
    const auto fits = [&](const Layout& one) {
      return std::all_of(one.with.begin(), one.with.end(), has) && std::none_of(one.without.begin(), one.without.end(), has);
    };
    const auto fitting = std::find_if(mapping_.layouts.begin(), mapping_.layouts.end(), fits);
    if (fitting == mapping_.layouts.end())
      return fail(ErrorKind::invalid_input,
                  fmt::format("{}: none of the mapping's layouts fits its header of {} columns: a column was renamed, added or left out; "
                              "add a [[layout]] that says how this file is to be read",
                              file_, header_.size()),
                  "file.no_layout");
    layout_ = fitting->name;
    if (fitting->x.named()) x_field_.columns = fitting->x.columns;
    if (fitting->y.named()) y_field_.columns = fitting->y.columns;
  }

  VIGIE_TRY(key_, column(mapping_.key, "key"));
  VIGIE_CHECK(refuse_personal(key_, mapping_.key_reason));
  VIGIE_CHECK(bind_times(mapping_.time, time_));
  if (mapping_.time_end.named()) VIGIE_CHECK(bind_times(mapping_.time_end, time_end_));
  if (x_field_.named()) {
    VIGIE_TRY(x_, column(x_field_, "x"));
    VIGIE_TRY(y_, column(y_field_, "y"));
    VIGIE_TRY(projection_, geo::Projection::open(mapping_.epsg));
  } else if (mapping_.lat.named()) {
    VIGIE_TRY(lat_, column(mapping_.lat, "lat"));
    VIGIE_TRY(lon_, column(mapping_.lon, "lon"));
  }
  if (mapping_.place.named()) {
    VIGIE_TRY(place_, column(mapping_.place, "place"));
  }
  if (mapping_.kind_from.named()) {
    VIGIE_TRY(kind_, column(mapping_.kind_from, "kind_from"));
    VIGIE_CHECK(refuse_personal(kind_, ""));
  }
  if (mapping_.known_by.named()) {
    VIGIE_TRY(known_by_, column(mapping_.known_by, "known_by"));
    VIGIE_CHECK(refuse_personal(known_by_, ""));
  }
  for (const auto& one : mapping_.keep) {
    Kept kept;
    kept.what = &one;
    VIGIE_TRY(kept.column, column(one.from, one.name, one.optional));
    VIGIE_CHECK(refuse_personal(kept.column, one.reason));
    kept.json_name = canonical(one.name) + ":";
    kept_.push_back(std::move(kept));
  }
  std::sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) { return a.what->name < b.what->name; });
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (!used_[i]) dropped_.push_back(header_[i]);
  return {};
}

Status RecordMaker::bind_times(const TimeColumns& times, Times& bound) {
  const auto part = [&](const FieldColumns& field, const char* what, Column& into) -> Status {
    if (!field.named()) return {};
    VIGIE_TRY(into, column(field, what));
    return {};
  };
  VIGIE_CHECK(part(times.whole, "time", bound.whole));
  VIGIE_CHECK(part(times.year, "time: year", bound.year));
  VIGIE_CHECK(part(times.month, "time: month", bound.month));
  VIGIE_CHECK(part(times.day, "time: day", bound.day));
  VIGIE_CHECK(part(times.hour, "time: hour", bound.hour));
  return part(times.minute, "time: minute", bound.minute);
}

Result<RecordMaker::Column> RecordMaker::column(const FieldColumns& field, const std::string& what, bool optional) {
  std::vector<Column> found;
  for (std::size_t i = 0; i < header_.size(); ++i)
    if (std::find(field.columns.begin(), field.columns.end(), header_[i]) != field.columns.end()) found.push_back(static_cast<Column>(i));
  if (found.size() > 1)
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: '{}' could be column {} or {}: name one of them in the mapping", file_, what, found[0] + 1, found[1] + 1),
                "file.columns");
  if (found.size() == 1) {
    used_[static_cast<std::size_t>(found[0])] = true;
    return found[0];
  }
  if (optional) return -1;
  // A header is told only where it is nearly the one that was looked for: a file without a header has data there.
  std::string nearly;
  for (const auto& name : header_)
    for (const auto& wanted : field.columns)
      if (nearly.empty() && distance(name, wanted) <= 1 + wanted.size() / 4) nearly = name;
  return fail(
      ErrorKind::invalid_input,
      fmt::format("{}: '{}' is in none of its {} columns (looked for {}){}: say in the mapping what this column is called now", file_, what,
                  header_.size(), fmt::join(field.columns, ", "), nearly.empty() ? "" : fmt::format("; '{}' comes near", nearly)),
      "file.columns");
}

Status RecordMaker::refuse_personal(Column column, const std::string& reason) const {
  if (column < 0 || !reason.empty()) return {};
  const std::string& name = header_[static_cast<std::size_t>(column)];
  if (const auto personal = header_looks_personal(name))
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: column '{}' looks like {}: leave it out of the mapping, or write there the 'reason' why it must be kept",
                            file_, name, to_string(*personal)),
                "file.personal");
  return {};
}

std::string_view RecordMaker::cell(const Row& row, Column column, const FieldColumns& field) const {
  if (column < 0) return {};
  const std::string_view value = trimmed(row.cells[static_cast<std::size_t>(column)]);
  return is_none(value, field) ? std::string_view{} : value;
}

std::string RecordMaker::text(std::string_view cell) const {
  std::string text;
  if (mapping_.format == FileFormat::csv)
    append_utf8(text, cell, encoding_.chosen());
  else
    text = cell;
  return text;
}

const Scrubbed& RecordMaker::cleaned(Kept& kept, std::string value) {
  if (kept.seen.size() >= most_values_remembered) kept.seen.clear();
  auto known = kept.seen.find(value);
  if (known == kept.seen.end()) {
    Scrubbed clean = scrub(value);
    known = kept.seen.emplace(std::move(value), std::move(clean)).first;
  }
  ++kept.cells;
  if (known->second.removed > 0) {
    ++kept.personal;
    if (!kept.first) kept.first = known->second.first;
  }
  return known->second;
}

Made RecordMaker::make(const Row& row) {
  Made made;
  const auto reject = [&](const char* why) {
    made.rejected = why;
    return std::move(made);
  };
  if (row.damage) return reject(row.damage);
  if (mapping_.format == FileFormat::csv && !encoding_.accepts(row.whole)) return reject("bad_encoding");
  city::Record record;
  // The time is read first, for the month in the report; a row without a place is told as such all the same.
  std::string_view time_fault;
  const char* bad_time = read_time(row, mapping_.time, time_, made.time, time_fault);
  if (const char* why = place(row, record, made)) return reject(why);
  if (bad_time) {
    made.rejected_cell = time_fault;
    return reject(bad_time);
  }
  ClockChange change = ClockChange::none;
  record.occurred = hours_.interval(*made.time, change);
  if (change == ClockChange::skipped) return reject("time_skipped");
  made.repeated_hour = change == ClockChange::repeated;
  if (mapping_.time_end.named()) {
    std::optional<CivilTime> end;
    if (const char* why = read_time(row, mapping_.time_end, time_end_, end, made.rejected_cell)) {
      if (std::string_view{why} != "no_time") return reject("bad_time_end");
    } else {
      record.occurred.to = hours_.interval(*end, change).from;
      if (record.occurred.to < record.occurred.from) return reject("ends_before_it_begins");
    }
  }
  const std::string_view key = cell(row, key_, mapping_.key);
  if (key.empty()) return reject("no_key");
  if (key.size() > 256) return reject("key_too_long");
  record.source_key = text(key);
  ++key_seen_.cells;
  if (mapping_.key_reason.empty()) {
    if (const Scrubbed clean = scrub(record.source_key); clean.removed > 0) {
      ++key_seen_.personal;
      key_seen_.first = clean.first;
      return reject("personal_key");
    }
  }
  const auto word = [&](Kept& kept, Column column, const FieldColumns& field) {
    const Scrubbed& clean = cleaned(kept, text(cell(row, column, field)));
    scrubbed_ += clean.removed;
    return clean.text;
  };
  record.kind = kind_ < 0 ? mapping_.kind : word(kind_seen_, kind_, mapping_.kind_from);
  if (record.kind.empty()) record.kind = mapping_.kind;
  if (known_by_ >= 0) record.known_by = word(known_by_seen_, known_by_, mapping_.known_by);
  if (record.kind.size() > most_category_bytes || record.known_by.size() > most_category_bytes) return reject("word_too_long");
  if (const char* why = details(row, record, made.rejected_cell)) return reject(why);
  record.source = "records:" + mapping_.source;
  record.zone = mapping_.zone.name();
  record.exercise = exercise_;
  made.record = std::move(record);
  return made;
}

const char* RecordMaker::place(const Row& row, city::Record& record, Made& made) {
  const bool metres = x_ >= 0;
  const std::string_view first = metres ? cell(row, x_, x_field_) : cell(row, lat_, mapping_.lat);
  const std::string_view second = metres ? cell(row, y_, y_field_) : cell(row, lon_, mapping_.lon);
  if (first.empty() || second.empty()) return place_by_name(row, record, made);
  const auto a = parse_number(first, mapping_.decimal_marks), b = parse_number(second, mapping_.decimal_marks);
  if (!a || !b) {
    made.rejected_cell = a ? second : first;
    return "bad_place";
  }
  const auto lies = [&](double one, double other) -> std::optional<geo::LatLon> {
    if (!metres) return geo::valid(geo::LatLon{one, other}) ? std::optional{geo::LatLon{one, other}} : std::nullopt;
    const auto place = projection_->inverse({one, other});
    return place ? std::optional{*place} : std::nullopt;
  };
  const auto where = lies(*a, *b);
  made.placed = true;
  if (!where || !mapping_.box.contains(*where)) {
    if (looked_at_ < outside_to_look_at) {
      ++looked_at_;
      const auto exchanged = lies(*b, *a);
      if (exchanged && mapping_.box.contains(*exchanged)) ++inside_exchanged_;
    }
    return "outside";
  }
  record.where = *where;
  if (metres) {
    record.ground = {*a, *b};
    record.epsg = mapping_.epsg;
  }
  return nullptr;
}

// The place that the row names, or the one that stands for all others.
const char* RecordMaker::place_by_name(const Row& row, city::Record& record, Made& made) const {
  const std::string_view named = cell(row, place_, mapping_.place);
  const NamedPlace* found = nullptr;
  for (const auto& place : mapping_.places) {
    if (place.name == "*") found = found ? found : &place;
    if (!named.empty() && place.name == named) {
      found = &place;
      break;
    }
  }
  if (!found) return "no_place";
  made.placed = true;
  record.where = found->where;
  return mapping_.box.contains(found->where) ? nullptr : "outside";
}

const char* RecordMaker::read_time(const Row& row, const TimeColumns& fields, const Times& columns, std::optional<CivilTime>& time,
                                   std::string_view& fault) const {
  if (columns.whole >= 0) {
    const std::string_view value = cell(row, columns.whole, fields.whole);
    if (value.empty()) return "no_time";
    time = parse_time(value, fields.format);
    fault = value;
  } else {
    CivilTime parts;
    using Precision = CivilTime::Precision;
    parts.precision = columns.minute >= 0 ? Precision::minute : columns.hour >= 0 ? Precision::hour : Precision::day;
    const auto part = [&](const FieldColumns& field, Column column, int& into) -> const char* {
      if (column < 0) return nullptr;
      const std::string_view value = cell(row, column, field);
      if (value.empty()) return "no_time";
      const auto number = parse_integer(value);
      fault = value;
      if (!number || *number < 0 || *number > 9999) return "bad_time";
      into = static_cast<int>(*number);
      return nullptr;
    };
    if (const char* why = part(fields.year, columns.year, parts.year)) return why;
    if (const char* why = part(fields.month, columns.month, parts.month)) return why;
    if (const char* why = part(fields.day, columns.day, parts.day)) return why;
    if (const char* why = part(fields.hour, columns.hour, parts.hour)) return why;
    if (const char* why = part(fields.minute, columns.minute, parts.minute)) return why;
    time = parts;
  }
  if (time && exists(*time)) return nullptr;
  time.reset();
  return "bad_time";
}

const char* RecordMaker::details(const Row& row, city::Record& record, std::string_view& fault) {
  using Type = KeptColumn::Type;
  std::string& json = record.details;
  json = "{";
  for (Kept& kept : kept_) {
    const std::string_view value = cell(row, kept.column, kept.what->from);
    if (value.empty()) continue;
    if (json.size() > 1) json.push_back(',');
    json.append(kept.json_name);
    fault = value;
    switch (kept.what->type) {
      case Type::integer: {
        const auto number = parse_integer(value);
        if (!number) return "bad_number";
        fmt::format_to(std::back_inserter(json), "{}", *number);
        break;
      }
      case Type::number: {
        const auto number = parse_number(value, mapping_.decimal_marks);
        if (!number) return "bad_number";
        json.append(canonical(*number));
        break;
      }
      case Type::category:
      case Type::text: {
        const bool free = kept.what->type == Type::text;
        if (value.size() > (free ? most_cell_bytes : most_category_bytes)) return free ? "cell_too_long" : "free_text";
        std::string written = text(value);
        // A category with a written reason is kept as it is; free text is scrubbed whatever the reason.
        if (free || kept.what->reason.empty()) {
          const Scrubbed& clean = cleaned(kept, std::move(written));
          scrubbed_ += clean.removed;
          json.append(canonical(clean.text));
        } else {
          json.append(canonical(written));
        }
        break;
      }
    }
  }
  json.push_back('}');
  return nullptr;
}

Status RecordMaker::check_contents() const {
  const auto check = [&](const Kept& kept, Column column) -> Status {
    if (kept.cells < cells_to_judge || kept.personal * 20 <= kept.cells) return {};
    return fail(
        ErrorKind::invalid_input,
        fmt::format(
            "{}: {} of {} cells of column '{}' look like {}: leave it out of the mapping, or write there the 'reason' why it must be "
            "kept; nothing of this file was stored",
            file_, kept.personal, kept.cells, header_[static_cast<std::size_t>(column)], to_string(kept.first.value_or(Personal::name))),
        "file.personal");
  };
  VIGIE_CHECK(check(key_seen_, key_));
  VIGIE_CHECK(check(kind_seen_, kind_));
  VIGIE_CHECK(check(known_by_seen_, known_by_));
  for (const Kept& kept : kept_)
    if (kept.what->type != KeptColumn::Type::text) VIGIE_CHECK(check(kept, kept.column));
  return {};
}

}  // namespace vigie::connectors
