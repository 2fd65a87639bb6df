#include "operations/handover.h"

#include "operations/board.h"

namespace vigie::operations {
namespace {

constexpr std::size_t most_lines = 200;  // of one part of a hand-over: what nobody would read aloud is counted, not listed
constexpr std::chrono::hours usual_shift{8}, longest_shift{24};

// Of an incident what the next shift has to know; the whole stands on its card.
Json short_incident(const Json& incident) {
  Json crews = Json::array();
  for (const auto& assignment : incident["assignments"])
    if (text_or(assignment, "state") != "ended")
      crews.push_back({{"name", text_or(assignment, "unit_name")}, {"state", text_or(assignment, "state")}});
  Json value{{"crews", std::move(crews)}};
  for (const char* name : {"id", "number", "kind", "place", "urgency", "words", "opened_at", "partners"}) value[name] = incident[name];
  return value;
}

Json short_entry(const Json& entry) {
  Json value = Json::object();
  for (const char* name : {"id", "number", "kind", "place", "urgency", "words", "entered_at"}) value[name] = entry[name];
  return value;
}

}  // namespace

void HandOvers::apply(const city::Fact& fact) {
  std::unique_lock lock(mutex_);
  if (fact.schema == "handover.signed") {
    HandOver hand_over{fact.subject, order_.size() + 1, fact, {}};
    if (hand_overs_.try_emplace(fact.subject, std::move(hand_over)).second) order_.push_back(fact.subject);
  } else if (fact.schema == "handover.read") {
    if (const auto at = hand_overs_.find(fact.subject); at != hand_overs_.end())
      at->second.read_by.emplace_back(text_or(fact.body, "by"), text_or(fact.body, "by_name"));
  } else if (fact.schema == "instruction.given") {
    Instruction given{fact.subject, fact, std::nullopt, std::nullopt};
    if (const auto until = parse_utc(text_or(fact.body, "until"))) given.until = *until;
    if (instructions_.try_emplace(fact.subject, std::move(given)).second) instruction_order_.push_back(fact.subject);
  } else if (fact.schema == "instruction.ended") {
    if (const auto at = instructions_.find(fact.subject); at != instructions_.end()) at->second.ended = fact.occurred.from;
  }
}

std::optional<HandOver> HandOvers::find(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = hand_overs_.find(id);
  return at == hand_overs_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<HandOver> HandOvers::newest(std::size_t limit) const {
  std::shared_lock lock(mutex_);
  std::vector<HandOver> out;
  for (auto id = order_.rbegin(); id != order_.rend() && out.size() < limit; ++id) out.push_back(hand_overs_.at(*id));
  return out;
}

std::optional<Instruction> HandOvers::instruction(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = instructions_.find(id);
  return at == instructions_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<Instruction> HandOvers::instructions(UtcTime now) const {
  std::shared_lock lock(mutex_);
  std::vector<Instruction> out;
  for (const auto& id : instruction_order_)
    if (const auto& one = instructions_.at(id); one.stands(now)) out.push_back(one);
  return out;
}

Json HandOvers::json(const std::string& id) const {
  const auto hand_over = find(id);
  if (!hand_over) return {};
  const Json& said = hand_over->signed_by_both.body;
  Json readers = Json::array();
  for (const auto& [account, name] : hand_over->read_by) readers.push_back({{"by", account}, {"by_name", name}});
  return {{"id", hand_over->id},
          {"number", hand_over->number},
          {"signed_at", format_utc(hand_over->signed_by_both.occurred.from)},
          {"leaving", text_or(said, "by")},
          {"leaving_name", text_or(said, "by_name")},
          {"arriving", text_or(said, "arriving")},
          {"arriving_name", text_or(said, "arriving_name")},
          {"words", text_or(said, "words")},
          {"draft", said.value("draft", Json::object())},
          {"read_by", std::move(readers)},
          {"exercise", hand_over->signed_by_both.exercise}};
}

Json HandOvers::instruction_json(const std::string& id) const {
  const auto one = instruction(id);
  if (!one) return {};
  Json value{{"id", one->id},
             {"words", text_or(one->given.body, "words")},
             {"given_at", format_utc(one->given.occurred.from)},
             {"by", text_or(one->given.body, "by")},
             {"by_name", text_or(one->given.body, "by_name")}};
  if (one->until) value["until"] = format_utc(*one->until);
  if (one->ended) value["ended_at"] = format_utc(*one->ended);
  return value;
}

UtcTime shift_start(const Board& board, UtcTime now) {
  const auto last = board.hand_overs().newest(1);
  if (!last.empty() && now - last[0].signed_by_both.occurred.from < longest_shift) return last[0].signed_by_both.occurred.from;
  return now - usual_shift;
}

Json draft_hand_over(const Board& board, HandOverContext context, UtcTime now) {
  const UtcTime since = shift_start(board, now);
  Json incidents = Json::array(), entries = Json::array(), instructions = Json::array();
  for (const auto& incident : board.incidents(true, most_lines)) incidents.push_back(short_incident(board.incident_json(incident.id)));
  DayBook::Filter open;
  open.open_only = true;
  for (const auto& entry : board.day_book().entries(open, most_lines))
    entries.push_back(short_entry(board.day_book().entry_json(entry.id)));
  for (const auto& one : board.hand_overs().instructions(now)) instructions.push_back(board.hand_overs().instruction_json(one.id));
  const auto shift = board.shift_since(since);
  const auto book = board.day_book().count_since(since);
  return {{"since", format_utc(since)},
          {"until", format_utc(now)},
          {"shift",
           {{"entries", book.entries},
            {"calls", book.calls},
            {"incidents", shift.incidents},
            {"alerts", shift.alerts},
            {"not_seen", shift.not_seen}}},
          {"open_incidents", std::move(incidents)},
          {"open_entries", std::move(entries)},
          {"instructions", std::move(instructions)},
          {"cameras_down", std::move(context.cameras_down)},
          {"bases_ending", std::move(context.bases_ending)}};
}

}  // namespace vigie::operations
