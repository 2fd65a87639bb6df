#include "paper/papers.h"

#include <algorithm>

#include "http/catalogue.h"

namespace vigie::api {
namespace {

constexpr std::size_t most_entries = 10'000;  // of one day: more than a line every ten seconds

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const auto& part : parts)
    if (!part.empty()) all += (all.empty() ? "" : between) + part;
  return all;
}

std::string number_of(const Json& value) { return value.is_number() ? std::to_string(value.get<std::int64_t>()) : ""; }

std::string told_line(const PaperWords& words, const Json& told) {
  return words.t("paper.told", {{"partner", joined({words.word("partner", text_or(told, "partner")), text_or(told, "name")}, " ")},
                                {"time", words.clock(told["at"])},
                                {"reference", text_or(told, "reference").empty() ? "—" : text_or(told, "reference")}});
}

std::string cameras_of(const operations::Board& board, const PaperWords& words, const Json& ids) {
  std::vector<std::string> numbers;
  for (const auto& id : ids)
    if (const auto camera = board.camera(id.get<std::string>())) numbers.push_back(std::to_string(camera->number));
  return numbers.empty() ? "" : words.t("paper.cameras", {{"list", joined(numbers, ", ")}});
}

std::string units_of(const operations::Board& board, const PaperWords& words, const Json& ids) {
  std::vector<std::string> names;
  for (const auto& id : ids)
    if (const auto unit = board.unit(id.get<std::string>())) names.push_back(unit->name);
  return names.empty() ? "" : words.t("paper.crews", {{"list", joined(names, ", ")}});
}

// Everything of an entry that is not a column of its own.
std::string what_happened(const operations::Board& board, const PaperWords& words, const Json& entry) {
  std::vector<std::string> lines{text_or(entry, "place"), text_or(entry, "words")};
  for (const auto& told : entry["partners"]) lines.push_back(told_line(words, told));
  lines.push_back(joined({cameras_of(board, words, entry["cameras"]), units_of(board, words, entry["units"])}, " · "));
  if (entry.contains("clip"))
    lines.push_back(words.t("paper.clip", {{"from", words.clock(entry["clip"]["from"])}, {"to", words.clock(entry["clip"]["to"])}}));
  if (const auto incident = board.incident(text_or(entry, "incident")))
    lines.push_back(words.t("paper.of_incident", {{"number", incident->number}}));
  if (!text_or(entry, "outcome").empty())
    lines.push_back(words.t("paper.outcome", {{"outcome", words.word("outcome", text_or(entry, "outcome"))}}));
  if (entry.contains("corrects_number")) lines.push_back(words.t("paper.corrects", {{"number", entry["corrects_number"]}}));
  for (const auto& later : entry["corrected_by"]) lines.push_back(words.t("paper.corrected_by", {{"number", later["number"]}}));
  return joined(lines, "\n");
}

std::vector<std::string> entry_row(const operations::Board& board, const PaperWords& words, const Json& entry) {
  const std::string entered = words.clock(entry["entered_at"]), fact = words.moment(entry["occurred_at"]);
  const bool same = fact == words.moment(entry["entered_at"]);
  return {number_of(entry["number"]), same ? entered : entered + "\n" + words.t("paper.fact_at", {{"time", fact}}),
          joined({words.word("kind", text_or(entry, "kind")), words.word("origin", text_or(entry, "origin")),
                  words.word("urgency", number_of(entry["urgency"]))},
                 "\n"),
          what_happened(board, words, entry), text_or(entry, "author_name")};
}

std::vector<Column> entry_columns(const PaperWords& words) {
  return {{words.t("paper.number"), 5},
          {words.t("paper.time"), 13},
          {words.t("screen.kind"), 17},
          {words.t("paper.what"), 51},
          {words.t("paper.author"), 14}};
}

Sheet begin(const PaperCity& city, std::string title, std::string subtitle) {
  Sheet sheet;
  sheet.title = std::move(title);
  sheet.subtitle = joined({city.name, subtitle}, " · ");
  sheet.exercise = city.exercise;
  return sheet;
}

void add_cameras_down(Sheet& sheet, const PaperWords& words, const Json& cameras) {
  if (cameras.empty()) return sheet.text(words.t("screen.all_cameras_live"));
  auto& table = sheet.table(
      {{words.t("paper.number"), 8}, {words.t("paper.camera"), 40}, {words.t("paper.since"), 22}, {words.t("screen.reason"), 30}});
  for (const auto& camera : cameras)
    table.rows.push_back({number_of(camera.value("number", Json{})), text_or(camera, "name", text_or(camera, "camera")),
                          words.moment(camera["since"]), words.t(text_or(camera, "reason"))});
}

}  // namespace

std::string PaperWords::t(const std::string& code, const Json& params) const {
  std::string text = Catalogue::embedded().text(language_, code);
  for (const auto& [name, value] : params.items()) {
    const std::string hole = "{" + name + "}";
    const std::string filling = value.is_string() ? value.get<std::string>() : value.dump();
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + filling.size()))
      text.replace(at, hole.size(), filling);
  }
  return text;
}

std::string PaperWords::word(const std::string& group, const std::string& value) const {
  const std::string code = group + "." + value, text = t(code);
  return text == code ? value : text;
}

std::string PaperWords::day(UtcTime time) const {
  const auto local = zone_.to_local(time);
  return fmt::format("{:02}/{:02}/{:04}", local.day, local.month, local.year);
}

std::string PaperWords::moment(UtcTime time) const {
  const auto local = zone_.to_local(time);
  return fmt::format("{} {:02}:{:02}", day(time), local.hour, local.minute);
}

std::string PaperWords::moment(const Json& utc) const {
  const auto time = parse_utc(utc.is_string() ? utc.get<std::string>() : "");
  return time ? moment(*time) : "—";
}

std::string PaperWords::clock(const Json& utc) const {
  const auto time = parse_utc(utc.is_string() ? utc.get<std::string>() : "");
  if (!time) return "—";
  const auto local = zone_.to_local(*time);
  return fmt::format("{:02}:{:02}", local.hour, local.minute);
}

Sheet day_book_sheet(const operations::Board& board, const PaperCity& city, const PaperWords& words, city::Interval day) {
  operations::DayBook::Filter filter;
  filter.entered = day;
  auto entries = board.day_book().entries(filter, most_entries);
  std::reverse(entries.begin(), entries.end());  // paper is read from the morning on
  Sheet sheet = begin(city, words.t("paper.day_book", {{"day", words.day(day.from)}}), words.t("paper.entries", {{"n", entries.size()}}));
  if (entries.empty()) {
    sheet.text(words.t("paper.no_entry"));
    return sheet;
  }
  auto& table = sheet.table(entry_columns(words));
  for (const auto& entry : entries) table.rows.push_back(entry_row(board, words, board.day_book().entry_json(entry.id)));
  return sheet;
}

Sheet incident_sheet(const operations::Board& board, const PaperCity& city, const PaperWords& words, const Json& incident) {
  Sheet sheet =
      begin(city, words.t("paper.incident", {{"number", incident["number"]}, {"kind", words.word("kind", text_or(incident, "kind"))}}),
            text_or(incident, "place"));
  const bool placed = incident["lat"].is_number() && incident["lon"].is_number();
  sheet.text(
      joined({words.word("urgency", number_of(incident["urgency"])), words.word("origin", text_or(incident, "origin")),
              words.t("paper.opened", {{"time", words.moment(incident["opened_at"])}, {"name", text_or(incident, "opened_by_name")}}),
              placed ? fmt::format("{:.5f}, {:.5f}", incident["lat"].get<double>(), incident["lon"].get<double>()) : ""},
             " · "));
  if (!text_or(incident, "words").empty()) sheet.text(text_or(incident, "words"));
  if (text_or(incident, "state") == "closed")
    sheet.text(joined({words.t("paper.closed", {{"time", words.moment(incident["closed_at"])},
                                                {"outcome", words.word("outcome", text_or(incident, "outcome"))}}),
                       text_or(incident, "words_at_close")},
                      " "));

  sheet.heading(words.t("paper.times"));
  auto& times = sheet.table({{"", 30}, {words.t("paper.time"), 35}, {words.t("paper.source"), 35}});
  for (const char* name : {"fact", "seen", "told", "acknowledged", "on_scene", "closed"}) {
    const Json& time = incident["times"][name];
    times.rows.push_back({words.t(std::string{"screen.time_"} + name), time.is_null() ? "—" : words.moment(time["at"]),
                          time.is_null() ? "" : words.word("fact_source", text_or(time, "source"))});
  }
  if (!incident["assignments"].empty()) {
    sheet.heading(words.t("paper.crews_title"));
    auto& crews = sheet.table({{words.t("screen.crew"), 24},
                               {words.t("unit_state.told"), 19},
                               {words.t("unit_state.acknowledged"), 19},
                               {words.t("unit_state.on_scene"), 19},
                               {words.t("unit_state.ended"), 19}});
    for (const auto& crew : incident["assignments"]) {
      const auto at = [&](const char* state) { return words.clock(crew.value(std::string{state} + "_at", Json{})); };
      crews.rows.push_back({text_or(crew, "unit_name"), at("told"), at("acknowledged"), at("on_scene"), at("ended")});
    }
  }
  if (!incident["partners"].empty()) {
    sheet.heading(words.t("paper.partners"));
    for (const auto& told : incident["partners"]) sheet.text(told_line(words, told));
  }
  const Json& list = incident["checklist"];
  if (!list["steps"].empty() || !list["earlier"].empty()) {
    sheet.heading(words.t("paper.checklist", {{"version", list["version"]}}));
    auto& steps = sheet.table({{words.t("paper.step"), 60}, {words.t("paper.done"), 40}});
    for (const char* part : {"steps", "earlier"})
      for (const auto& step : list[part])
        steps.rows.push_back(
            {text_or(step, "text"),
             step.contains("ticked") ? joined({words.moment(step["ticked"]["at"]), text_or(step["ticked"], "by_name")}, " · ") : "☐"});
  }
  if (!incident["entries"].empty()) {
    sheet.heading(words.t("paper.entries_title"));
    auto& entries = sheet.table(entry_columns(words));
    for (const auto& one : incident["entries"])
      entries.rows.push_back(entry_row(board, words, board.day_book().entry_json(text_or(one, "id"))));
  }
  return sheet;
}

Sheet hand_over_sheet(const PaperCity& city, const PaperWords& words, const Json& hand_over) {
  const Json& draft = hand_over["draft"];
  Sheet sheet = begin(city, words.t("paper.hand_over", {{"number", hand_over["number"]}}),
                      words.t("paper.from_to", {{"from", words.moment(draft["since"])}, {"to", words.moment(draft["until"])}}));
  sheet.text(words.t("paper.signed", {{"leaving", text_or(hand_over, "leaving_name")},
                                      {"arriving", text_or(hand_over, "arriving_name")},
                                      {"time", words.moment(hand_over["signed_at"])}}));
  if (!text_or(hand_over, "words").empty()) sheet.text(text_or(hand_over, "words"));

  auto& shift = sheet.table({});
  for (const char* name : {"entries", "calls", "incidents", "alerts", "not_seen"})
    shift.columns.push_back({words.t(std::string{"handover.shift_"} + name), 1});
  shift.rows.emplace_back();
  for (const char* name : {"entries", "calls", "incidents", "alerts", "not_seen"})
    shift.rows.back().push_back(number_of(draft["shift"][name]));

  sheet.heading(words.t("handover.instructions"));
  if (draft["instructions"].empty()) sheet.text(words.t("handover.none"));
  for (const auto& one : draft["instructions"])
    sheet.text("• " +
               joined({text_or(one, "words"), one.contains("until") ? words.t("screen.until", {{"time", words.moment(one["until"])}}) : ""},
                      " · "));
  sheet.heading(words.t("screen.incidents", {{"n", draft["open_incidents"].size()}}));
  if (draft["open_incidents"].empty()) sheet.text(words.t("screen.no_incident"));
  for (const auto& incident : draft["open_incidents"]) {
    std::vector<std::string> crews;
    for (const auto& crew : incident["crews"])
      crews.push_back(text_or(crew, "name") + " (" + words.word("unit_state", text_or(crew, "state")) + ")");
    sheet.text("• " + joined({words.t("screen.no", {{"n", incident["number"]}}), words.word("kind", text_or(incident, "kind")),
                              text_or(incident, "place"), words.word("urgency", number_of(incident["urgency"])),
                              words.moment(incident["opened_at"]), joined(crews, ", "), text_or(incident, "words")},
                             " · "));
  }
  sheet.heading(words.t("handover.open_entries", {{"n", draft["open_entries"].size()}}));
  if (draft["open_entries"].empty()) sheet.text(words.t("handover.none"));
  for (const auto& entry : draft["open_entries"])
    sheet.text("• " + joined({words.t("screen.no", {{"n", entry["number"]}}), words.word("kind", text_or(entry, "kind")),
                              text_or(entry, "place"), words.moment(entry["entered_at"]), text_or(entry, "words")},
                             " · "));
  sheet.heading(words.t("screen.cameras_down", {{"n", draft["cameras_down"].size()}}));
  add_cameras_down(sheet, words, draft["cameras_down"]);
  sheet.heading(words.t("screen.bases_ending"));
  if (draft["bases_ending"].empty()) sheet.text(words.t("screen.no_base_ending"));
  for (const auto& basis : draft["bases_ending"])
    sheet.text("• " + text_or(basis, "title") + " · " + words.t("screen.until", {{"time", words.moment(basis["valid_to"])}}));
  return sheet;
}

Sheet cameras_down_sheet(const PaperCity& city, const PaperWords& words, const Json& cameras_down, std::size_t cameras, UtcTime now) {
  Sheet sheet = begin(city, words.t("screen.cameras_down", {{"n", cameras_down.size()}}),
                      words.t("paper.of_cameras", {{"n", cameras}, {"time", words.moment(now)}}));
  add_cameras_down(sheet, words, cameras_down);
  return sheet;
}

}  // namespace vigie::api
