#include "connectors/record_text.h"

#include <cstdlib>

namespace vigie::connectors {
namespace {

void add_cell(std::string& line, std::string_view text) {
  if (!line.empty()) line.push_back(',');
  if (text.find_first_of("\",\n\r") == std::string_view::npos) {
    line.append(text);
    return;
  }
  line.push_back('"');
  for (const char c : text) {
    if (c == '"') line.push_back('"');
    line.push_back(c);
  }
  line.push_back('"');
}

// We wrote it: a text that no longer parses is damage, and shows as a record without further columns.
Json details_of(const city::Record& record) {
  auto parsed = parse_json(record.details);
  return parsed && parsed->is_object() ? std::move(*parsed) : Json::object();
}

std::string cell_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : canonical(value); }
const char* yes(bool value) { return value ? "true" : "false"; }

}  // namespace

std::string local_iso(UtcTime time, const Zone& zone) {
  const LocalTime l = zone.to_local(time);
  const int minutes = std::abs(l.utc_offset_s) / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", l.year, l.month, l.day, l.hour, l.minute, l.second,
                     l.utc_offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void RecordText::learn(const city::Record& record) {
  const Json details = details_of(record);
  for (const auto& [name, value] : details.items()) further_.insert(name);
}

std::string RecordText::header() const {
  if (format_ == TextFormat::ndjson) return "";
  std::string line = "id,source,source_key,time,lat,lon,x,y,crs,kind,known_by,time_start,time_end,exercise,supersedes";
  for (const auto& name : further_) add_cell(line, name);
  return line + "\n";
}

const Zone& RecordText::zone(const std::string& name) {
  const auto known = zones_.find(name);
  if (known != zones_.end()) return known->second;
  auto opened = Zone::open(name);
  if (!opened) opened = Zone::open("UTC");  // a zone that this machine no longer knows: the instant is right all the same
  return zones_.emplace(name, std::move(*opened)).first->second;
}

std::string RecordText::line(const city::StoredRecord& stored) {
  const city::Record& r = stored.record;
  const Zone& local = zone(r.zone);
  const Json details = details_of(r);
  const std::string time = local_iso(r.occurred.from, local);
  // Only what lasts has an end: an instant is no interval of no length.
  const bool lasts = r.occurred.to > r.occurred.from;
  const std::string end = lasts ? local_iso(r.occurred.to, local) : "";
  const bool metres = r.epsg != 0;
  const std::string crs = metres ? fmt::format("EPSG:{}", r.epsg) : "EPSG:4326";
  const std::string supersedes = stored.supersedes ? stored.supersedes->str() : "";
  if (format_ == TextFormat::ndjson) {
    Json line{{"id", r.id.str()},  {"source", r.source}, {"source_key", r.source_key},
              {"time", time},      {"lat", r.where.lat}, {"lon", r.where.lon},
              {"crs", crs},        {"kind", r.kind},     {"exercise", r.exercise},
              {"details", details}};
    if (metres) line.update({{"x", r.ground.x_m}, {"y", r.ground.y_m}});
    if (lasts) line.update({{"time_start", time}, {"time_end", end}});
    if (!r.known_by.empty()) line["known_by"] = r.known_by;
    if (!supersedes.empty()) line["supersedes"] = supersedes;
    return canonical(line) + "\n";
  }
  std::string line = r.id.str();
  add_cell(line, r.source);
  add_cell(line, r.source_key);
  add_cell(line, time);
  // A ten-millionth of a degree is a centimetre.
  add_cell(line, fmt::format("{:.7f}", r.where.lat));
  add_cell(line, fmt::format("{:.7f}", r.where.lon));
  add_cell(line, metres ? fmt::format("{:.3f}", r.ground.x_m) : fmt::format("{:.7f}", r.where.lon));
  add_cell(line, metres ? fmt::format("{:.3f}", r.ground.y_m) : fmt::format("{:.7f}", r.where.lat));
  add_cell(line, crs);
  add_cell(line, r.kind);
  add_cell(line, r.known_by);
  add_cell(line, lasts ? time : "");
  add_cell(line, end);
  add_cell(line, yes(r.exercise));
  add_cell(line, supersedes);
  for (const auto& name : further_) {
    const auto value = details.find(name);
    add_cell(line, value == details.end() ? "" : cell_of(*value));
  }
  return line + "\n";
}

std::string observation_line(const city::Observation& o, TextFormat format) {
  const std::string from = format_utc(o.span.from), to = format_utc(o.span.to);
  if (format == TextFormat::ndjson)
    return canonical({{"id", o.id.str()},
                      {"source", o.source},
                      {"kind", o.kind},
                      {"place", o.place},
                      {"direction", o.direction},
                      {"time_start", from},
                      {"time_end", to},
                      {"value", o.value},
                      {"exercise", o.exercise}}) +
           "\n";
  std::string line = o.id.str();
  for (const std::string& cell :
       {o.source, o.kind, o.place, o.direction, from, to, fmt::format("{}", o.value), std::string{yes(o.exercise)}})
    add_cell(line, cell);
  return line + "\n";
}

std::string fact_line(const city::Fact& fact, TextFormat format) {
  if (format == TextFormat::ndjson) return canonical(city::to_json(fact)) + "\n";
  std::string line = fact.id.str();
  for (const std::string& cell :
       {fact.schema, fact.source, fact.source_key, fact.subject, format_utc(fact.occurred.from), format_utc(fact.occurred.to),
        std::string{yes(fact.exercise)}, std::string{yes(fact.simulated)}, canonical(fact.body)})
    add_cell(line, cell);
  return line + "\n";
}

}  // namespace vigie::connectors
