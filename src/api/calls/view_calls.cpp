// The log of consultations for the data-protection officer (RULES L13, L36): who looked at which camera, when, for how long and why;
// and minutes watched by camera. There is no sum by person: this log is not for performance (L31).
#include <algorithm>

#include "calls/bodies.h"
#include "calls/forms.h"
#include "calls/routes.h"
#include "live/consultation.h"

namespace vigie::api {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::days longest_span{366};
// So many entries are looked through for one answer; `next` then says where to go on.
constexpr std::size_t page = 1000, most_read = 50'000, most_summed = 500'000;
// The end of a view that stands on an earlier page was written after it: so far on it is looked for.
constexpr std::size_t look_ahead = 5000;

struct Seen {
  std::uint64_t seq;
  city::AuditEntry entry;
};

std::optional<Seen> entry_of(const city::AuditRow& row) {
  if (!row.body || row.body->find("\"view.") == std::string::npos) return std::nullopt;  // before it is parsed: most entries are no views
  const auto body = parse_json(*row.body);
  auto entry = body ? city::audit_entry_from_json(*body) : fail(ErrorKind::corrupt, "not an entry");
  if (!entry || !entry->action.starts_with("view.")) return std::nullopt;
  return Seen{row.seq, std::move(*entry)};
}

std::string camera_of(const city::AuditEntry& entry) { return text_or(entry.details, "camera", entry.object); }

struct Filter {
  city::Interval span;
  std::string camera, action, who, reason;

  bool takes(const city::AuditEntry& entry, const std::string& name) const {
    return (camera.empty() || camera_of(entry) == camera) && (action.empty() || entry.action == action) &&
           (reason.empty() || entry.reason == reason) && (who.empty() || name.find(who) != std::string::npos || entry.actor == who);
  }
};

// Seconds looked at, by the id that a view and its end share.
using Lengths = std::map<std::string, std::int64_t>;

void note_end(const city::AuditEntry& entry, Lengths& lengths) {
  lengths[text_or(entry.details, "view")] = static_cast<std::int64_t>(number_or(entry.details, "seconds", 0));
}

Json view_form(Doors& doors, const Seen& seen, const std::string& name, const Lengths& lengths) {
  const auto& entry = seen.entry;
  const auto camera = doors.desk.board().camera(camera_of(entry));
  const auto length = lengths.find(text_or(entry.details, "view"));
  return {{"seq", seen.seq},
          {"at", format_utc(entry.at)},
          {"actor", entry.actor},
          {"actor_name", name},
          {"action", entry.action},
          {"camera", camera_of(entry)},
          {"camera_name", camera ? camera->name : ""},
          {"from", entry.details.value("from", Json{})},
          {"to", entry.details.value("to", Json{})},
          {"seconds", length == lengths.end() ? Json{} : Json(length->second)},
          {"reason", entry.reason},
          {"words", text_or(entry.details, "words")}};
}

Result<Filter> parse_filter(const Call& call, UtcTime now) {
  const auto& request = call.request;
  VIGIE_TRY(const auto span, parse_interval(request.query("from"), request.query("to"), {now - 24h, now + 1s}, longest_span));
  return Filter{span, request.query("camera"), request.query("action"), request.query("who"), request.query("reason")};
}

// Newest first from `before` (0: the end) back to `from`, at most `most` entries of the log; false from `take` stops. The seq to go on
// from, 0 when all was read.
Result<std::uint64_t> walk_back(const city::Ledger& ledger, std::uint64_t before, UtcTime from, std::size_t most,
                                const std::function<bool(const Seen&)>& take) {
  for (std::size_t read = 0; read < most;) {
    VIGIE_TRY(const auto rows, ledger.audit_before(before, page));
    for (const auto& row : rows) {
      before = row.seq;
      const auto seen = entry_of(row);
      if (!seen) continue;
      if (seen->entry.at < from) return 0;
      if (!take(*seen)) return before;
    }
    if (rows.size() < page) return 0;
    read += rows.size();
  }
  return before;
}

}  // namespace

Result<Response> list_views(Call& call) {
  auto& doors = call.doors;
  VIGIE_TRY(const Filter filter, parse_filter(call, doors.clock.utc_now()));
  VIGIE_TRY(const std::size_t limit, parse_limit(call.request.query("limit"), 100, 1000));
  VIGIE_TRY(const std::size_t before, parse_limit(call.request.query("before"), 0, std::size_t{1} << 62));
  Lengths lengths;
  if (before != 0) {
    VIGIE_TRY(const auto later, doors.ledger.audit_after(before - 1, look_ahead));
    for (const auto& row : later)
      if (const auto seen = entry_of(row); seen && seen->entry.action == "view.ended") note_end(seen->entry, lengths);
  }
  std::map<std::string, std::string> names;
  for (const auto& account : doors.accounts.all()) names[account.subject.id] = account.name;
  Json views = Json::array();
  VIGIE_TRY(const std::uint64_t next, walk_back(doors.ledger, before, filter.span.from, most_read, [&](const Seen& seen) {
              const auto& entry = seen.entry;
              if (entry.action == "view.ended") {
                note_end(entry, lengths);
                return true;
              }
              const auto known = names.find(entry.actor);
              const std::string name = known == names.end() ? entry.actor : known->second;
              if (entry.at < filter.span.to && filter.takes(entry, name)) views.push_back(view_form(doors, seen, name, lengths));
              return views.size() < limit;
            }));
  Json answer{{"views", std::move(views)}};
  if (next != 0) answer["next"] = next;
  return json_response(answer);
}

Result<Response> sum_views(Call& call) {
  auto& doors = call.doors;
  VIGIE_TRY(const Filter filter, parse_filter(call, doors.clock.utc_now()));
  struct Sum {
    std::int64_t live_s = 0, back_s = 0, replay_s = 0;
    std::uint64_t views = 0, clips = 0, snapshots = 0;
  };
  std::map<city::SourceId, Sum> sums;
  VIGIE_TRY(const std::uint64_t next, walk_back(doors.ledger, 0, filter.span.from, most_summed, [&](const Seen& seen) {
              const auto& entry = seen.entry;
              if (entry.at >= filter.span.to) return true;
              Sum& sum = sums[camera_of(entry)];
              if (entry.action == "view.clip")
                ++sum.clips;
              else if (entry.action == "view.snapshot")
                ++sum.snapshots;
              else if (entry.action != "view.ended")
                ++sum.views;
              if (entry.action != "view.ended") return true;
              const std::string looked = text_or(entry.details, "looked", "view.live");
              const auto seconds = static_cast<std::int64_t>(number_or(entry.details, "seconds", 0));
              (looked == "view.replay" ? sum.replay_s : looked == "view.back" ? sum.back_s : sum.live_s) += seconds;
              return true;
            }));
  Json cameras = Json::array();
  for (const auto& [id, sum] : sums) {
    const auto camera = doors.desk.board().camera(id);
    cameras.push_back({{"camera", id},
                       {"camera_name", camera ? camera->name : ""},
                       {"views", sum.views},
                       {"live_s", sum.live_s},
                       {"back_s", sum.back_s},
                       {"replay_s", sum.replay_s},
                       {"clips", sum.clips},
                       {"snapshots", sum.snapshots}});
  }
  return json_response({{"from", format_utc(filter.span.from)},
                        {"to", format_utc(filter.span.to)},
                        {"complete", next == 0},
                        {"cameras", std::move(cameras)}});
}

// The picture itself is drawn by the page from what it already shows; what the server gives is the right to take it, and the entry.
Result<Response> take_snapshot(Call& call) {
  Look look;
  look.kind = Look::Kind::snapshot;
  look.camera = call.request.param("id");
  VIGIE_TRY(const std::string at, text_field(call.body, "at", 64));
  const auto time = parse_utc(at);
  if (!time) return fail(ErrorKind::invalid_input, "field 'at': expected a time like 2026-03-01T12:00:00Z", "field.wrong");
  look.from = *time;
  VIGIE_TRY(look.reason, optional_text(call.body, "reason", 2000));
  VIGIE_TRY(look.words, optional_text(call.body, "words", 2000));
  VIGIE_TRY(const auto consultation, Consultation::begin(call.doors, call.account, look));
  return json_response(
      {{"id", consultation.id()}, {"camera", look.camera}, {"at", format_utc(*look.from)}, {"exercise", call.doors.city.exercise}}, 201);
}

}  // namespace vigie::api
