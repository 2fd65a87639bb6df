// GTFS-realtime 2.0: service alerts of public transport. A row for each alert, each of its periods and each line or stop it
// names. Protobuf is read by protozero, field by field: what is not named here is skipped unread.
#include <algorithm>
#include <map>
#include <optional>
#include <protozero/pbf_message.hpp>

#include "base/clock.h"
#include "documents/table_rows.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

const std::vector<std::string> columns{"key",    "alert", "from",       "to",   "cause",  "effect",   "severity",
                                       "agency", "route", "route_type", "stop", "header", "language", "deleted"};

enum class Feed : protozero::pbf_tag_type { header = 1, entity = 2 };
enum class Header : protozero::pbf_tag_type { version = 1, incrementality = 2, timestamp = 3 };
enum class Entity : protozero::pbf_tag_type { id = 1, is_deleted = 2, alert = 5 };
enum class Alert : protozero::pbf_tag_type {
  active_period = 1,
  informed_entity = 5,
  cause = 6,
  effect = 7,
  header_text = 10,
  severity_level = 14
};
enum class Period : protozero::pbf_tag_type { start = 1, end = 2 };
enum class Selector : protozero::pbf_tag_type { agency = 1, route = 2, route_type = 3, stop = 5 };
enum class Texts : protozero::pbf_tag_type { translation = 1 };
enum class Translation : protozero::pbf_tag_type { text = 1, language = 2 };

const char* name_of(std::int32_t value, const std::map<std::int32_t, const char*>& names, const char* otherwise) {
  const auto found = names.find(value);
  return found == names.end() ? otherwise : found->second;
}

const std::map<std::int32_t, const char*> causes{{1, "unknown_cause"}, {2, "other_cause"},      {3, "technical_problem"},
                                                 {4, "strike"},        {5, "demonstration"},    {6, "accident"},
                                                 {7, "holiday"},       {8, "weather"},          {9, "maintenance"},
                                                 {10, "construction"}, {11, "police_activity"}, {12, "medical_emergency"}};
const std::map<std::int32_t, const char*> effects{{1, "no_service"},   {2, "reduced_service"},     {3, "significant_delays"},
                                                  {4, "detour"},       {5, "additional_service"},  {6, "modified_service"},
                                                  {7, "other_effect"}, {8, "unknown_effect"},      {9, "stop_moved"},
                                                  {10, "no_effect"},   {11, "accessibility_issue"}};
const std::map<std::int32_t, const char*> severities{{1, "unknown_severity"}, {2, "info"}, {3, "warning"}, {4, "severe"}};

constexpr std::uint64_t latest_second = 253'402'300'799;  // the end of year 9999

struct Read {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> periods;  // Unix seconds; 0: open
  struct Informed {
    std::string agency, route, route_type, stop;
  };
  std::vector<Informed> informed;
  std::string cause = "unknown_cause", effect = "unknown_effect", severity, header, language;
  bool damaged = false;
};

std::string word(Read& read, protozero::data_view view) {
  std::string text{view.data(), view.size()};
  if (is_utf8(text) && text.size() <= 4096) return text;
  read.damaged = true;
  return {};
}

// A field of another wire type than its tag promises is none that is known here: it is skipped, as unknown ones are.
bool is_bytes(const protozero::pbf_reader& field) { return field.wire_type() == protozero::pbf_wire_type::length_delimited; }
bool is_number(const protozero::pbf_reader& field) { return field.wire_type() == protozero::pbf_wire_type::varint; }

void read_texts(Read& read, protozero::pbf_message<Texts> texts) {
  while (texts.next()) {
    if (texts.tag() != Texts::translation || !is_bytes(texts)) {
      texts.skip();
      continue;
    }
    auto translation = protozero::pbf_message<Translation>{texts.get_message()};
    std::string text, language;
    while (translation.next()) {
      if (!is_bytes(translation))
        translation.skip();
      else if (translation.tag() == Translation::text)
        text = word(read, translation.get_view());
      else if (translation.tag() == Translation::language)
        language = word(read, translation.get_view());
      else
        translation.skip();
    }
    if (!read.header.empty()) continue;  // the first one
    read.header = std::move(text);
    read.language = std::move(language);
  }
}

Read read_alert(protozero::pbf_message<Alert> alert) {
  Read read;
  while (alert.next()) {
    const bool numeric = alert.tag() == Alert::cause || alert.tag() == Alert::effect || alert.tag() == Alert::severity_level;
    if (numeric ? !is_number(alert) : !is_bytes(alert)) {
      alert.skip();
      continue;
    }
    switch (alert.tag()) {
      case Alert::active_period: {
        auto period = protozero::pbf_message<Period>{alert.get_message()};
        auto& times = read.periods.emplace_back(0, 0);
        while (period.next()) {
          if (!is_number(period))
            period.skip();
          else if (period.tag() == Period::start)
            times.first = period.get_uint64();
          else if (period.tag() == Period::end)
            times.second = period.get_uint64();
          else
            period.skip();
        }
        break;
      }
      case Alert::informed_entity: {
        auto selector = protozero::pbf_message<Selector>{alert.get_message()};
        auto& informed = read.informed.emplace_back();
        while (selector.next()) {
          if (selector.tag() == Selector::route_type ? !is_number(selector) : !is_bytes(selector)) {
            selector.skip();
            continue;
          }
          switch (selector.tag()) {
            case Selector::agency:
              informed.agency = word(read, selector.get_view());
              break;
            case Selector::route:
              informed.route = word(read, selector.get_view());
              break;
            case Selector::route_type:
              informed.route_type = std::to_string(selector.get_int32());
              break;
            case Selector::stop:
              informed.stop = word(read, selector.get_view());
              break;
            default:
              selector.skip();
          }
        }
        break;
      }
      case Alert::cause:
        read.cause = name_of(alert.get_enum(), causes, "unknown_cause");
        break;
      case Alert::effect:
        read.effect = name_of(alert.get_enum(), effects, "unknown_effect");
        break;
      case Alert::severity_level:
        read.severity = name_of(alert.get_enum(), severities, "unknown_severity");
        break;
      case Alert::header_text:
        read_texts(read, protozero::pbf_message<Texts>{alert.get_message()});
        break;
      default:
        alert.skip();
    }
  }
  return read;
}

std::string iso(std::uint64_t second) { return format_utc(UtcTime{std::chrono::seconds{second}}); }

// `now`: the feed's own time, where a period is open at its beginning.
Status add_rows(TableRows& rows, const std::string& id, Read read, std::uint64_t now, bool deleted, std::uint64_t byte,
                const std::string& name) {
  if (read.periods.empty()) read.periods.emplace_back(0, 0);
  if (read.informed.empty()) read.informed.emplace_back();
  if (rows.size() + read.periods.size() * read.informed.size() > most_document_rows)
    return fail(ErrorKind::invalid_input, name + ": its alerts name too many lines and stops", "file.too_large");
  std::size_t period_number = 0;
  for (const auto& [start, end] : read.periods) {
    ++period_number;
    const std::uint64_t from = start == 0 ? now : start;
    const char* damage = id.empty() || read.damaged                                 ? "bad_gtfs"
                         : from == 0 || from > latest_second || end > latest_second ? "bad_time"
                                                                                    : nullptr;
    std::size_t informed_number = 0;
    for (const auto& informed : read.informed) {
      ++informed_number;
      rows.add({fmt::format("{}/{}/{}", id, period_number, informed_number), id, damage ? "" : iso(from),
                damage || end == 0 ? "" : iso(end), read.cause, read.effect, read.severity, informed.agency, informed.route,
                informed.route_type, informed.stop, read.header, read.language, deleted ? "true" : "false"},
               byte, damage);
    }
  }
  return {};
}

Status read_feed(const std::string& bytes, TableRows& rows, const std::string& name) {
  protozero::pbf_message<Feed> feed{bytes};
  std::uint64_t now = 0;
  bool has_header = false;
  while (feed.next()) {
    if (feed.tag() == Feed::header && is_bytes(feed)) {
      has_header = true;
      auto header = protozero::pbf_message<Header>{feed.get_message()};
      while (header.next()) {
        if (header.tag() == Header::timestamp && is_number(header))
          now = header.get_uint64();
        else
          header.skip();
      }
      continue;
    }
    if (feed.tag() != Feed::entity || !is_bytes(feed)) {
      feed.skip();
      continue;
    }
    const auto view = feed.get_view();
    auto entity = protozero::pbf_message<Entity>{view};
    std::string id;
    std::optional<Read> alert;
    bool deleted = false;
    Read words;
    while (entity.next()) {
      if (entity.tag() == Entity::id && is_bytes(entity))
        id = word(words, entity.get_view());
      else if (entity.tag() == Entity::is_deleted && is_number(entity))
        deleted = entity.get_bool();
      else if (entity.tag() == Entity::alert && is_bytes(entity))
        alert = read_alert(protozero::pbf_message<Alert>{entity.get_message()});
      else
        entity.skip();
    }
    if (alert)
      VIGIE_CHECK(add_rows(rows, id, std::move(*alert), now, deleted, static_cast<std::uint64_t>(view.data() - bytes.data()), name));
  }
  if (!has_header) return fail(ErrorKind::invalid_input, name + ": it is no GTFS-realtime feed: its header is missing", "file.no_header");
  return {};
}

}  // namespace

Result<std::unique_ptr<RowReader>> open_gtfs_alerts(TextInput& input, const std::string& name) {
  VIGIE_TRY(const std::string bytes, read_document(input, name));
  auto rows = std::make_unique<TableRows>(columns);
  try {
    VIGIE_CHECK(read_feed(bytes, *rows, name));
  } catch (const protozero::exception& error) {
    return fail(ErrorKind::invalid_input, fmt::format("{}: no protobuf that can be read to its end: {}", name, error.what()),
                "file.protobuf");
  }
  return rows;
}

}  // namespace vigie::connectors
