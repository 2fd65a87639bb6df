// iCalendar (RFC 5545) by libical: the agenda of gatherings. A row for each event; of one that recurs, a row for each of its
// instances until the mapping's `until`. An instance that was taken out again (EXDATE) is a row of status CANCELLED, so that
// it supersedes what an earlier reading stored; one that was moved (RECURRENCE-ID) is told as it is now, under the same key.
#include <libical/ical.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "documents/table_rows.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

const std::vector<std::string> columns{"key",      "uid",     "recurrence", "from",       "to",      "all_day", "status",
                                       "sequence", "summary", "location",   "categories", "geo.lat", "geo.lon", "class"};

constexpr int most_instances = 5'000;            // of one event
constexpr std::size_t most_line_steps = 50'000;  // of a rule that yields few instances

struct Free {
  void operator()(icalcomponent* one) const { icalcomponent_free(one); }
  void operator()(icalrecur_iterator* one) const { icalrecur_iterator_free(one); }
};
using Component = std::unique_ptr<icalcomponent, Free>;
using Recurrence = std::unique_ptr<icalrecur_iterator, Free>;

std::string text_of(icalcomponent* event, icalproperty_kind kind) {
  icalproperty* property = icalcomponent_get_first_property(event, kind);
  const char* text = property ? icalproperty_get_value_as_string(property) : nullptr;
  if (!text) return {};
  // Escaped as in the file (RFC 5545, 3.3.11).
  std::string plain;
  for (const char* c = text; *c; ++c) {
    if (*c == '\\' && c[1]) {
      ++c;
      plain.push_back(*c == 'n' || *c == 'N' ? ' ' : *c);
    } else {
      plain.push_back(*c);
    }
  }
  return plain;
}

class Calendar {
 public:
  Calendar(const Mapping& mapping, std::string name)
      : mapping_(mapping), name_(std::move(name)), rows_(std::make_unique<TableRows>(columns)) {
    zone_ = icaltimezone_get_builtin_timezone(mapping.zone.name().c_str());
  }

  Result<std::unique_ptr<RowReader>> read(const std::string& text) {
    if (!zone_) return fail(ErrorKind::unsupported, fmt::format("{}: libical does not know the zone {}", name_, mapping_.zone.name()));
    Component root{icalparser_parse_string(text.c_str())};
    if (!root) return fail(ErrorKind::invalid_input, name_ + ": no iCalendar that can be read", "file.no_header");
    std::vector<icalcomponent*> events;
    collect(root.get(), events, 0);
    // A moved instance stands beside the event that it belongs to, before or after it.
    for (icalcomponent* event : events)
      if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) moved_[{uid(event), original(event)}] = event;
    for (icalcomponent* event : events) VIGIE_CHECK(add_event(event));
    return std::unique_ptr<RowReader>{std::move(rows_)};
  }

 private:
  void collect(icalcomponent* component, std::vector<icalcomponent*>& events, int depth) {
    if (icalcomponent_isa(component) == ICAL_VEVENT_COMPONENT) events.push_back(component);
    if (depth > 3) return;
    for (icalcomponent* one = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT); one;
         one = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
      collect(one, events, depth + 1);
  }

  static std::string uid(icalcomponent* event) {
    const char* text = icalcomponent_get_uid(event);
    return text ? text : "";
  }

  // Unix seconds; a time without zone is the mapping's, a date its zone's midnight.
  std::int64_t seconds(icaltimetype time) const {
    const icaltimezone* zone = icaltime_is_utc(time) ? icaltimezone_get_utc_timezone() : time.zone ? time.zone : zone_;
    time.is_date = 0;
    return static_cast<std::int64_t>(icaltime_as_timet_with_zone(time, zone));
  }
  std::int64_t original(icalcomponent* event) const {
    return seconds(icalproperty_get_datetime_with_component(icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY), event));
  }
  static std::string iso(std::int64_t second) { return format_utc(UtcTime{std::chrono::seconds{second}}); }

  // A zone that is named and neither described in the file nor known by name.
  static bool zone_unknown(icalcomponent* event, icalproperty* property, const icaltimetype& time) {
    return !time.zone && !time.is_date && !icaltime_is_utc(time) &&
           icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER) != nullptr && event != nullptr;
  }

  void add_row(icalcomponent* event, std::string key, std::int64_t recurrence, std::int64_t from, std::int64_t to, bool all_day,
               bool cancelled, const char* damage) {
    std::string status = text_of(event, ICAL_STATUS_PROPERTY);
    if (cancelled) status = "CANCELLED";
    std::string lat, lon;
    if (icalproperty* geo = icalcomponent_get_first_property(event, ICAL_GEO_PROPERTY)) {
      const auto place = icalproperty_get_geo(geo);
      lat = fmt::format("{:.6f}", static_cast<double>(place.lat));
      lon = fmt::format("{:.6f}", static_cast<double>(place.lon));
    }
    std::vector<std::string> cells{std::move(key),
                                   uid(event),
                                   recurrence < 0 ? "" : iso(recurrence),
                                   iso(from),
                                   to > from ? iso(to) : "",
                                   all_day ? "true" : "false",
                                   std::move(status),
                                   std::to_string(icalcomponent_get_sequence(event)),
                                   text_of(event, ICAL_SUMMARY_PROPERTY),
                                   text_of(event, ICAL_LOCATION_PROPERTY),
                                   text_of(event, ICAL_CATEGORIES_PROPERTY),
                                   std::move(lat),
                                   std::move(lon),
                                   text_of(event, ICAL_CLASS_PROPERTY)};
    for (const auto& cell : cells)
      if (!is_utf8(cell)) damage = "bad_encoding";
    rows_->add(std::move(cells), 0, damage);
  }

  Status add_event(icalcomponent* event) {
    if (rows_->size() > most_document_rows)
      return fail(ErrorKind::invalid_input, name_ + ": it unfolds into too many events: set an earlier 'until'", "file.too_large");
    const std::string id = uid(event);
    icalproperty* start_property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    const icaltimetype start = start_property ? icalproperty_get_datetime_with_component(start_property, event) : icaltime_null_time();
    if (id.empty() || icaltime_is_null_time(start) || !icaltime_is_valid_time(start)) {
      rows_->add(std::vector<std::string>(columns.size()), 0, id.empty() ? "no_key" : "bad_time");
      return {};
    }
    if (zone_unknown(event, start_property, start)) {
      add_row(event, id, -1, 0, 0, false, false, "unknown_zone");
      return {};
    }
    const bool all_day = start.is_date != 0;
    const std::int64_t from = seconds(start);
    const icaltimetype end = icalcomponent_get_dtend(event);  // or DTSTART and DURATION
    std::int64_t length = icaltime_is_null_time(end) ? 0 : seconds(end) - from;
    if (length < 0) {
      add_row(event, id, -1, from, from, all_day, false, "ends_before_it_begins");
      return {};
    }
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) {
      const std::int64_t was = original(event);
      add_row(event, id + "/" + iso(was), was, from, day_end(start, from, length, all_day), all_day, false, nullptr);
      return {};
    }
    if (!recurs(event)) {
      add_row(event, id, -1, from, day_end(start, from, length, all_day), all_day, false, nullptr);
      return {};
    }
    return add_instances(event, id, start, length);
  }

  static bool recurs(icalcomponent* event) {
    return icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) || icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
  }

  // A day without an end lasts until the next one begins: 23 or 25 hours when the clocks change.
  std::int64_t day_end(icaltimetype start, std::int64_t from, std::int64_t length, bool all_day) const {
    if (!all_day) return from + length;
    icaltime_adjust(&start, std::max(1, static_cast<int>((length + 43'200) / 86'400)), 0, 0, 0);
    return seconds(start);
  }

  Status add_instances(icalcomponent* event, const std::string& id, const icaltimetype& start, std::int64_t length) {
    const std::int64_t until = to_unix_us(mapping_.until) / 1'000'000;
    if (until == 0)
      return fail(ErrorKind::invalid_input,
                  fmt::format("{}: it has events that recur: say in the mapping with 'until' up to which day they are wanted", name_),
                  "mapping.until");
    const bool all_day = start.is_date != 0;
    std::map<std::int64_t, icaltimetype> instances{{seconds(start), start}};
    for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); one;
         one = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
      Recurrence rule{icalrecur_iterator_new(icalproperty_get_rrule(one), start)};
      if (!rule) {
        add_row(event, id, -1, seconds(start), seconds(start), all_day, false, "bad_rule");
        return {};
      }
      std::size_t steps = 0;
      for (icaltimetype next = icalrecur_iterator_next(rule.get()); !icaltime_is_null_time(next) && ++steps < most_line_steps;
           next = icalrecur_iterator_next(rule.get())) {
        next.zone = start.zone;
        const std::int64_t second = seconds(next);
        if (second >= until) break;
        instances.emplace(second, next);
        if (instances.size() > most_instances)
          return fail(ErrorKind::invalid_input, fmt::format("{}: an event recurs more than {} times before 'until'", name_, most_instances),
                      "file.too_large");
      }
    }
    for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); one;
         one = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
      const icaltimetype time = icalproperty_get_datetime_with_component(one, event);
      if (!icaltime_is_null_time(time) && seconds(time) < until && instances.size() <= most_instances)
        instances.emplace(seconds(time), time);
    }
    std::set<std::int64_t> taken_out;
    for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one;
         one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
      taken_out.insert(seconds(icalproperty_get_datetime_with_component(one, event)));
    for (const auto& [second, time] : instances) {
      if (moved_.contains({id, second})) continue;  // told by itself
      add_row(event, id + "/" + iso(second), second, second, day_end(time, second, length, all_day), all_day, taken_out.contains(second),
              nullptr);
    }
    return {};
  }

  const Mapping& mapping_;
  const std::string name_;
  const icaltimezone* zone_ = nullptr;
  std::map<std::pair<std::string, std::int64_t>, icalcomponent*> moved_;  // (uid, original begin)
  std::unique_ptr<TableRows> rows_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_icalendar(TextInput& input, const Mapping& mapping, const std::string& name) {
  // libical keeps zones and its last error in globals.
  static std::mutex one_at_a_time;
  std::lock_guard lock(one_at_a_time);
  icalerror_set_errors_are_fatal(false);
  VIGIE_TRY(std::string text, read_document(input, name));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (text.find('\0') != std::string::npos)
    return fail(ErrorKind::invalid_input, fmt::format("{}: a NUL at byte {}", name, text.find('\0')), "file.encoding");
  if (!text.starts_with("BEGIN:VCALENDAR"))
    return fail(ErrorKind::invalid_input, name + ": it does not begin with BEGIN:VCALENDAR", "file.no_header");
  // libical closes by itself what is open at the end: a truncated calendar would look whole.
  if (const auto last = text.find_last_not_of(" \t\r\n");
      std::string_view{text}.substr(0, last + 1).substr(std::max<std::size_t>(last + 1, 13) - 13) != "END:VCALENDAR")
    return fail(ErrorKind::invalid_input, fmt::format("{}: it ends at byte {} without END:VCALENDAR: it is truncated", name, text.size()),
                "file.truncated");
  return Calendar(mapping, name).read(text);
}

}  // namespace vigie::connectors
