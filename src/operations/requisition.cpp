// A requisition as a value: its form on the wire, and the fold of its facts.
#include <algorithm>

#include "requisition_fold.h"

namespace vigie::operations {
namespace {

using State = Requisition::State;

constexpr std::size_t kMostCameras = 500;

Result<UtcTime> time_field(const Json& body, const char* name) {
  VIGIE_TRY(const std::string text, text_field(body, name, 64));
  auto time = parse_utc(text);
  if (!time) return fail(ErrorKind::invalid_input, fmt::format("field '{}': {}", name, time.error().message), "field.wrong");
  return time;
}

Json span_json(const city::Interval& span) { return {{"from", format_utc(span.from)}, {"to", format_utc(span.to)}}; }

Json time_or_null(UtcTime time) { return time == UtcTime{} ? Json(nullptr) : Json(format_utc(time)); }

}  // namespace

const char* to_string(State state) {
  switch (state) {
    case State::entered:
      return "entered";
    case State::approved:
      return "approved";
    case State::refused:
      return "refused";
    case State::closed:
      return "closed";
  }
  return "closed";
}

Result<NewRequisition> new_requisition_from_json(const Json& body) {
  NewRequisition asked;
  VIGIE_TRY(asked.reference, text_field(body, "reference", 200));
  VIGIE_TRY(asked.article, text_field(body, "article", 100));
  VIGIE_TRY(asked.authority, text_field(body, "authority", 200));
  VIGIE_TRY(asked.unit, text_field(body, "unit", 200));
  VIGIE_TRY(asked.officer, text_field(body, "officer", 200));
  asked.words = text_or(body, "words");
  VIGIE_TRY(asked.document_hash, text_field(body, "document_hash", 64));
  VIGIE_TRY(asked.window.from, time_field(body, "from"));
  VIGIE_TRY(asked.window.to, time_field(body, "to"));
  VIGIE_TRY(asked.deadline, time_field(body, "deadline"));
  VIGIE_TRY(asked.until, time_field(body, "until"));
  if (!body.contains("cameras") || !body["cameras"].is_array())
    return fail(ErrorKind::invalid_input, "field 'cameras' is missing or not a list", "field.missing");
  for (const Json& camera : body["cameras"]) {
    if (!camera.is_string()) return fail(ErrorKind::invalid_input, "field 'cameras' must be a list of words", "field.missing");
    asked.cameras.push_back(camera.get<std::string>());
  }
  const auto bad = [](const char* what) {
    return fail(ErrorKind::invalid_input, fmt::format("requisition: {}", what), "requisition.incomplete");
  };
  for (const auto* words : {&asked.reference, &asked.article, &asked.authority, &asked.unit, &asked.officer})
    if (words->find_first_not_of(' ') == std::string::npos) return bad("reference, article, authority, unit and officer must be named");
  if (asked.words.size() > 2000) return fail(ErrorKind::invalid_input, "words are at most 500 characters", "field.too_long");
  if (!digest_from_hex(asked.document_hash)) return bad("the SHA-256 of the signed paper must be given as 64 hex digits");
  if (asked.window.to <= asked.window.from) return bad("its window must end after it begins");
  if (asked.cameras.empty() || asked.cameras.size() > kMostCameras) return bad("it must name 1 to 500 cameras");
  for (const auto& camera : asked.cameras)
    if (!camera.starts_with("camera:") || camera.find('*') != std::string::npos) return bad("its cameras must be named one by one");
  return asked;
}

Json to_json(const Requisition& requisition, bool detailed) {
  const NewRequisition& asked = requisition.asked;
  Json value{{"id", requisition.id},
             {"number", requisition.number},
             {"state", to_string(requisition.state)},
             {"reference", asked.reference},
             {"article", asked.article},
             {"authority", asked.authority},
             {"unit", asked.unit},
             {"officer", asked.officer},
             {"words", asked.words},
             {"from", format_utc(asked.window.from)},
             {"to", format_utc(asked.window.to)},
             {"cameras", asked.cameras},
             {"deadline", format_utc(asked.deadline)},
             {"until", format_utc(asked.until)},
             {"document_hash", asked.document_hash},
             {"author", requisition.author},
             {"author_name", requisition.author_name},
             {"approver", requisition.approver},
             {"approver_name", requisition.approver_name},
             {"reason", requisition.reason},
             {"entered_at", format_utc(requisition.entered_at)},
             {"approved_at", time_or_null(requisition.approved_at)},
             {"ended_at", time_or_null(requisition.ended_at)},
             {"held_until", requisition.held_until ? Json(format_utc(*requisition.held_until)) : Json(nullptr)},
             {"basis", requisition.basis},
             {"exercise", requisition.exercise},
             {"searches", requisition.searches.size()},
             {"kept", requisition.kept},
             {"packages", requisition.packages.size()}};
  if (detailed) {
    value["searches_done"] = requisition.searches;
    value["packages_made"] = requisition.packages;
    value["erased"] = requisition.erased;
  }
  return value;
}

Json entered_body(const Requisition& requisition) {
  const NewRequisition& asked = requisition.asked;
  Json body = span_json(asked.window);
  body.update({{"number", requisition.number},
               {"reference", asked.reference},
               {"article", asked.article},
               {"authority", asked.authority},
               {"unit", asked.unit},
               {"officer", asked.officer},
               {"words", asked.words},
               {"cameras", asked.cameras},
               {"deadline", format_utc(asked.deadline)},
               {"until", format_utc(asked.until)},
               {"document_hash", asked.document_hash},
               {"basis", requisition.basis}});
  return body;
}

void apply_to(Requisition& requisition, const city::Fact& fact) {
  ++requisition.facts;
  const UtcTime at = fact.occurred.from;
  const std::string by = text_or(fact.body, "by"), name = text_or(fact.body, "by_name");
  if (fact.schema == "requisition.entered") {
    auto asked = new_requisition_from_json(fact.body);
    if (!asked) return;
    requisition.id = fact.subject;
    requisition.asked = std::move(*asked);
    requisition.number = text_or(fact.body, "number");
    requisition.basis = text_or(fact.body, "basis");
    requisition.author = by;
    requisition.author_name = name;
    requisition.entered_at = at;
    requisition.exercise = fact.exercise;
  } else if (fact.schema == "requisition.approved" && by != requisition.author) {
    requisition.state = State::approved;
    requisition.approver = by;
    requisition.approver_name = name;
    requisition.approved_at = at;
  } else if (fact.schema == "requisition.refused" || fact.schema == "requisition.closed") {
    const bool closed = fact.schema == "requisition.closed";
    requisition.state = closed ? State::closed : State::refused;
    requisition.reason = text_or(fact.body, "reason");
    requisition.ended_at = at;
    requisition.held_until.reset();
    if (closed && fact.body.contains("erased")) requisition.erased = fact.body["erased"];
  } else if (fact.schema == "requisition.held") {
    if (const auto until = time_field(fact.body, "until")) requisition.held_until = *until;
  } else if (fact.schema == "requisition.searched") {
    requisition.searches.push_back(fact.body);
  } else if (fact.schema == "requisition.kept") {
    requisition.kept = static_cast<std::uint64_t>(std::max(0.0, number_or(fact.body, "count", 0)));
  } else if (fact.schema == "requisition.packaged") {
    requisition.packages.push_back(fact.body);
  }
}

}  // namespace vigie::operations
