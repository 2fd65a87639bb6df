#include "calls/bodies.h"

#include <algorithm>
#include <charconv>

#include "calls/daybook_bodies.h"

namespace vigie::api {
namespace {

tl::unexpected<Error> wrong(const std::string& field, const std::string& expected) {
  return fail(ErrorKind::invalid_input, fmt::format("field '{}': expected {}", field, expected), "field.wrong");
}

Result<std::vector<std::string>> words_of(const Json& body, const char* name, std::size_t most = 256) {
  std::vector<std::string> words;
  const auto at = body.find(name);
  if (at == body.end() || at->is_null()) return words;
  if (!at->is_array() || at->size() > most) return wrong(name, fmt::format("a list of at most {} words", most));
  for (const auto& one : *at) {
    if (!one.is_string() || one.get_ref<const std::string&>().size() > 256) return wrong(name, "a list of words");
    words.push_back(one.get<std::string>());
  }
  return words;
}

Result<UtcTime> occurred_of(const Json& body) {
  if (!body.contains("occurred_at") || body["occurred_at"].is_null()) return UtcTime{};
  return parse_time(body, "occurred_at");
}

Result<int> urgency_of(const Json& body, int otherwise) {
  if (!body.contains("urgency")) return otherwise;
  VIGIE_TRY(const auto urgency, integer_field(body, "urgency"));
  if (urgency < 1 || urgency > 3) return wrong("urgency", "1, 2 or 3");
  return static_cast<int>(urgency);
}

}  // namespace

Result<UtcTime> parse_time(const Json& body, const char* name) {
  VIGIE_TRY(const std::string text, text_field(body, name, 64));
  const auto time = parse_utc(text);
  if (!time) return wrong(name, "a time like 2026-03-01T12:00:00Z");
  return *time;
}

Result<std::string> optional_text(const Json& body, const char* name, std::size_t max_size) {
  const auto at = body.find(name);
  if (at == body.end() || at->is_null()) return std::string{};
  return text_field(body, name, max_size);
}

Result<geo::LatLon> parse_place(const Json& body) {
  geo::LatLon place;
  VIGIE_TRY(place.lat, number_field(body, "lat"));
  VIGIE_TRY(place.lon, number_field(body, "lon"));
  if (!geo::valid(place)) return wrong("lat, lon", "degrees on Earth");
  return place;
}

Result<operations::NewIncident> parse_new_incident(const Json& body) {
  operations::NewIncident incident;
  VIGIE_TRY(incident.kind, text_field(body, "kind", 64));
  VIGIE_TRY(incident.place, optional_text(body, "place", 400));
  VIGIE_TRY(incident.words, optional_text(body, "words", 2000));
  VIGIE_TRY(incident.origin, text_field(body, "origin", 32));
  VIGIE_TRY(incident.where, parse_place(body));
  VIGIE_TRY(incident.urgency, urgency_of(body, 2));
  VIGIE_TRY(incident.cameras, words_of(body, "cameras"));
  VIGIE_TRY(incident.occurred, occurred_of(body));
  return incident;
}

Result<operations::NewEntry> parse_new_entry(const Json& body) {
  operations::NewEntry entry;
  VIGIE_TRY(entry.origin, text_field(body, "origin", 32));
  VIGIE_TRY(entry.kind, text_field(body, "kind", 64));
  VIGIE_TRY(entry.place, optional_text(body, "place", 400));
  VIGIE_TRY(entry.words, optional_text(body, "words", 2000));
  VIGIE_TRY(entry.incident, optional_text(body, "incident", 64));
  VIGIE_TRY(entry.corrects, optional_text(body, "corrects", 64));
  VIGIE_TRY(entry.outcome, optional_text(body, "outcome", 32));
  VIGIE_TRY(entry.urgency, urgency_of(body, 3));
  VIGIE_TRY(entry.cameras, words_of(body, "cameras"));
  VIGIE_TRY(entry.units, words_of(body, "units"));
  VIGIE_TRY(entry.occurred, occurred_of(body));
  VIGIE_TRY(entry.partners, parse_partners(body));
  VIGIE_TRY(entry.clip, parse_clip(body));
  entry.opens_incident = flag_or(body, "opens_incident", false);
  if (body.contains("lat") && !body["lat"].is_null()) {
    VIGIE_TRY(entry.where, parse_place(body));
  }
  return entry;
}

Result<law::LegalBasis> parse_basis(const Json& body) {
  law::LegalBasis basis;
  VIGIE_TRY(basis.id, optional_text(body, "id", 64));
  VIGIE_TRY(basis.title, text_field(body, "title", 400));
  VIGIE_TRY(basis.regime, text_field(body, "regime", 64));
  VIGIE_TRY(basis.authority, text_field(body, "authority", 400));
  VIGIE_TRY(basis.document_hash, text_field(body, "document_hash", 64));
  VIGIE_TRY(basis.sources, words_of(body, "sources", 4096));
  VIGIE_TRY(basis.kinds, words_of(body, "kinds"));
  VIGIE_TRY(basis.valid_from, parse_time(body, "valid_from"));
  VIGIE_TRY(basis.valid_to, parse_time(body, "valid_to"));
  VIGIE_TRY(basis.register_entry, optional_text(body, "register_entry", 400));
  VIGIE_TRY(basis.notice, optional_text(body, "notice", 400));
  VIGIE_TRY(basis.requisition, optional_text(body, "requisition", 400));
  VIGIE_TRY(const auto processings, words_of(body, "processings"));
  for (const auto& name : processings) {
    const auto processing = city::parse_processing(name);
    if (!processing) return wrong("processings", processing.error().message);
    basis.processings.push_back(*processing);
  }
  return basis;
}

Result<NewAccount> parse_new_account(const Json& body) {
  NewAccount made;
  VIGIE_TRY(made.account.login, text_field(body, "login", 64));
  VIGIE_TRY(made.account.name, text_field(body, "name", 200));
  VIGIE_TRY(made.password, text_field(body, "password", 512));
  VIGIE_TRY(made.account.roles, words_of(body, "roles", 16));
  VIGIE_TRY(made.account.unit, optional_text(body, "unit", 64));
  VIGIE_TRY(made.account.standing_reason, optional_text(body, "standing_reason", 200));
  made.account.subject.kind = text_or(body, "kind", "person");
  if (made.account.subject.kind != "person" && made.account.subject.kind != "crew") return wrong("kind", "person or crew");
  if ((made.account.subject.kind == "crew") == made.account.unit.empty()) return wrong("unit", "the unit of a crew, and of nobody else");
  VIGIE_TRY(const auto sources, words_of(body, "sources", 4096));
  if (!sources.empty()) made.account.sources = sources;
  if (body.contains("authorisation")) VIGIE_CHECK(parse_authorisation(body["authorisation"], made.account));
  return made;
}

Status parse_authorisation(const Json& body, law::Account& into) {
  if (!body.is_object()) return wrong("authorisation", "an object");
  VIGIE_CHECK(text_field(body, "number", 200));
  VIGIE_CHECK(text_field(body, "date", 32));
  VIGIE_TRY(into.authorisation, law::authorisation_from_json(body));
  VIGIE_TRY(const auto sources, words_of(body, "sources", 4096));
  if (!sources.empty()) into.sources = sources;
  return {};
}

Result<TestSource> parse_test_source(const Json& body) {
  TestSource source;
  VIGIE_TRY(source.kind, text_field(body, "kind", 16));
  VIGIE_TRY(source.name, text_field(body, "name", 100));
  if (!flag_or(body, "declaration", false))
    return fail(ErrorKind::invalid_input, "declare first that the source does not watch a public place", "declaration.missing");
  if (source.kind == "webcam" || source.kind == "file") return source;
  if (source.kind != "rtsp") return wrong("kind", "webcam, file or rtsp");
  VIGIE_TRY(source.url, text_field(body, "url", 2048));
  constexpr std::string_view scheme = "rtsp://";
  const bool printable = std::all_of(source.url.begin(), source.url.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  if (!source.url.starts_with(scheme) || source.url.size() == scheme.size() || !printable) return wrong("url", "an address that begins with rtsp://");
  const auto authority_end = std::min(source.url.find('/', scheme.size()), source.url.size());
  const auto at = source.url.rfind('@', authority_end);
  if (at != std::string::npos && at >= scheme.size() && at < authority_end) {
    source.credentials = source.url.substr(scheme.size(), at - scheme.size());
    source.url.erase(scheme.size(), at + 1 - scheme.size());
  }
  return source;
}

Result<LiveCommand> parse_live_command(std::string_view text) {
  VIGIE_TRY(const Json value, parse_json(text, 4096));
  LiveCommand command;
  VIGIE_TRY(const std::string type, text_field(value, "type", 16));
  using enum LiveCommand::Kind;
  if (type == "live") command.kind = live;
  else if (type == "pause") command.kind = pause;
  else if (type == "resume") command.kind = resume;
  else if (type == "seek") command.kind = seek;
  else return wrong("type", "seek, live, pause or resume");
  if (command.kind == seek) {
    VIGIE_TRY(command.from, parse_time(value, "from"));
    VIGIE_TRY(command.reason, optional_text(value, "reason", 2000));
    VIGIE_TRY(command.words, optional_text(value, "words", 2000));
  }
  return command;
}

Result<city::Interval> parse_interval(const std::string& from, const std::string& to, city::Interval otherwise, std::chrono::seconds longest) {
  city::Interval span = otherwise;
  for (const auto& [name, text, end] : {std::tuple{"from", &from, &span.from}, std::tuple{"to", &to, &span.to}}) {
    if (text->empty()) continue;
    const auto time = parse_utc(*text);
    if (!time) return wrong(name, "a time like 2026-03-01T12:00:00Z");
    *end = *time;
  }
  if (span.to <= span.from) return wrong("to", "a time after 'from'");
  if (span.to - span.from > longest) return wrong("to", fmt::format("at most {} s after 'from'", longest.count()));
  return span;
}

Result<std::size_t> parse_limit(const std::string& text, std::size_t otherwise, std::size_t most) {
  if (text.empty()) return otherwise;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc{} || end != text.data() + text.size() || limit < 1 || limit > most) return wrong("limit", fmt::format("a number from 1 to {}", most));
  return limit;
}

}  // namespace vigie::api
