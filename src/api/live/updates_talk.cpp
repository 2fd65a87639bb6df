// GET /updates: committed facts by cursor, and once a second what has changed beside them. Facts are never missed: they are
// read from the bus when the socket has sent what it had, so that a slow reader is simply behind.
#include <charconv>
#include <deque>

#include "calls/forms.h"
#include "calls/routes.h"
#include "session/guarded_talk.h"

namespace vigie::api {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t page = 200;
constexpr auto ping_every = 10s;

// Which right opens an entity's facts. What is not named here goes to nobody (minute batches, secrets' traces).
const char* permission_for(std::string_view entity) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 11> rights{{{"alert", "alert.read"},
                                                                                   {"incident", "incident.read"},
                                                                                   {"assignment", "incident.read"},
                                                                                   {"unit", "unit.read"},
                                                                                   {"entry", "entry.read"},
                                                                                   {"checklist", "incident.read"},
                                                                                   {"handover", "entry.read"},
                                                                                   {"instruction", "entry.read"},
                                                                                   {"camera", "camera.read"},
                                                                                   {"basis", "basis.read"},
                                                                                   {"account", "account.manage"}}};
  for (const auto& [name, permission] : rights)
    if (name == entity) return permission;
  return nullptr;
}

class UpdatesTalk final : public GuardedTalk {
 public:
  UpdatesTalk(const Call& call, std::vector<std::string> permissions, std::uint64_t cursor) : GuardedTalk(call, std::move(permissions)), cursor_(cursor) {}
  ~UpdatesTalk() override { subscription_.reset(); }

  std::chrono::milliseconds rhythm(std::chrono::milliseconds longest) const override { return std::min<std::chrono::milliseconds>(longest, 1s); }

 private:
  void begin() override {
    push({{"type", "hello"}, {"cursor", cursor_}});
    for (const auto& camera : cameras_seen()) told_permits_[camera] = permits_form(doors_, camera);
    pinged_ = doors_.clock.steady_now();
    subscription_ = doors_.bus.subscribe([this] { ask_for_work(); });
    read_facts();
  }

  std::optional<Outgoing> produce() override {
    std::unique_lock lock(mutex_);
    if (ready_.empty()) {
      const bool more = std::exchange(more_, false);
      lock.unlock();
      if (more) ask_for_work();
      return std::nullopt;
    }
    Outgoing message = std::move(ready_.front());
    ready_.pop_front();
    return message;
  }

  void on_work() override { read_facts(); }

  void tick() override {
    const auto now = doors_.clock.steady_now();
    {
      std::lock_guard lock(mutex_);
      if (ready_.size() > page) return;  // a slow reader gets the present when it has the past
    }
    if (now - pinged_ >= ping_every) {
      pinged_ = now;
      push({{"type", "ping"}, {"time", format_utc(doors_.clock.utc_now())}});
      permits_due_ = true;
    }
    if (std::exchange(permits_due_, false)) tell_permits();
    if (may("camera.read")) tell_cameras();
    if (may("unit.read")) tell_positions();
    read_facts();
  }

  Json farewell(const Error& why) const override { return {{"type", "closed"}, {"code", code_of(why)}}; }

  bool may(const char* permission) const { return doors_.accounts.may(account_.subject.id, permission).has_value(); }

  void push(const Json& message) {
    {
      std::lock_guard lock(mutex_);
      ready_.push_back(canonical(message));
    }
    wake_up();
  }

  void read_facts() {
    {
      std::lock_guard lock(mutex_);
      if (!ready_.empty()) {
        more_ = true;  // read on when these are sent
        return;
      }
    }
    const auto facts = doors_.bus.read(cursor_, page);
    if (!facts) return end(facts.error());
    for (const auto& recorded : *facts) {
      cursor_ = recorded.cursor;
      tell(recorded);
    }
    if (facts->size() == page) {
      std::lock_guard lock(mutex_);
      more_ = true;
    }
    wake_up();
  }

  void tell(const city::RecordedFact& recorded) {
    const auto& fact = recorded.fact;
    if (fact.schema.starts_with("basis.")) {  // even one that came before this socket: the screen may have asked earlier still
      told_permits_.clear();
      permits_due_ = true;
    }
    if (fact.schema == "series.batch" && text_or(fact.body, "kind") == "record") return tell_records(recorded);
    const std::string entity = fact.schema.substr(0, fact.schema.find('.'));
    const char* permission = permission_for(entity);
    if (!permission) return;
    auto& board = doors_.desk.board();
    if (board.cursor() < recorded.cursor) (void)board.catch_up(doors_.ledger);
    const bool full = may(permission) && reaches(entity, fact.subject);
    // A crew hears that its own assignment moved, and asks GET /crew.
    const auto assignment = entity == "assignment" && !full ? board.assignment(fact.subject) : std::nullopt;
    const bool own = assignment && !account_.unit.empty() && assignment->unit == account_.unit;
    if (!full && !own) return;
    push({{"type", "fact"},
          {"cursor", recorded.cursor},
          {"schema", fact.schema},
          {"subject", fact.subject},
          {"entity", entity},
          {"id", fact.subject},
          {"state", full ? entity_form(doors_, fact.subject) : Json{}}});
  }

  // Records are many and small: a batch is told as one, with its sources' own keys.
  void tell_records(const city::RecordedFact& recorded) {
    const auto& fact = recorded.fact;
    if (!may("record.read")) return;
    push({{"type", "records"},
          {"cursor", recorded.cursor},
          {"source", fact.source},
          {"batch", text_or(fact.body, "batch")},
          {"count", fact.body.value("count", Json(0))},
          {"from", format_utc(fact.occurred.from)},
          {"to", format_utc(fact.occurred.to)},
          {"exercise", fact.exercise},
          {"keys", fact.body.value("keys", Json::array())}});
  }

  // Cameras, and alerts of cameras, that the account does not reach are not told either.
  bool reaches(const std::string& entity, const std::string& subject) const {
    if (entity == "camera") return law::covers_source(account_.sources, subject);
    if (entity != "alert") return true;
    const auto alert = doors_.desk.board().alert(subject);
    return alert && law::covers_source(account_.sources, text_or(alert->raised.body, "camera"));
  }

  std::vector<city::SourceId> cameras_seen() const {
    std::vector<city::SourceId> seen;
    if (!may("camera.read")) return seen;
    for (const auto& camera : doors_.desk.board().cameras())
      if (law::covers_source(account_.sources, camera.id)) seen.push_back(camera.id);
    return seen;
  }

  // A basis that ends or begins is no fact of the camera, yet it changes what may be done with it; one that expires is no fact at all.
  void tell_permits() {
    for (const auto& camera : cameras_seen()) {
      Json form = permits_form(doors_, camera);
      auto& told = told_permits_[camera];
      if (told == form) continue;
      push({{"type", "permits"}, {"camera", camera}, {"permits", form}});
      told = std::move(form);
    }
  }

  void tell_cameras() {
    Json changed = Json::array();
    for (const auto& health : doors_.live.health_of_all()) {
      if (!law::covers_source(account_.sources, health.camera)) continue;
      Json form = health_form(health);
      auto& told = told_health_[health.camera];
      if (told == form) continue;
      told = form;
      changed.push_back(std::move(form));
    }
    if (!changed.empty()) push({{"type", "health"}, {"cameras", std::move(changed)}});
    for (const auto& counts : doors_.counts()) {
      if (!law::covers_source(account_.sources, counts.camera)) continue;
      Json form{{"type", "counts"}, {"camera", counts.camera}, {"minute", format_utc(counts.minute)}, {"people", counts.people}, {"vehicles", counts.vehicles}};
      auto& told = told_counts_[counts.camera];
      if (told == form) continue;
      told = form;
      push(form);
    }
  }

  void tell_positions() {
    const auto& board = doors_.desk.board();
    Json units = Json::array();
    for (const auto& unit : board.units()) {
      const auto position = board.position(unit.id);
      if (!position || told_positions_[unit.id] == position->at) continue;
      told_positions_[unit.id] = position->at;
      units.push_back({{"id", unit.id}, {"lat", position->where.lat}, {"lon", position->where.lon}, {"at", format_utc(position->at)}, {"simulated", position->simulated}});
    }
    if (!units.empty()) push({{"type", "positions"}, {"units", std::move(units)}});
  }

  // Pool alone.
  std::uint64_t cursor_;
  SteadyTime pinged_{};
  std::map<std::string, Json> told_health_, told_counts_, told_permits_;
  bool permits_due_ = false;
  std::map<std::string, UtcTime> told_positions_;

  std::mutex mutex_;
  std::deque<Outgoing> ready_;
  bool more_ = false;  // there are facts beyond `ready_`
  std::unique_ptr<city::Bus::Subscription> subscription_;  // last: no wake-up into what is already destroyed
};

}  // namespace

Result<std::unique_ptr<Talk>> watch_updates(Call& call) {
  std::uint64_t cursor = call.doors.bus.latest();
  if (const std::string& text = call.request.query("cursor"); !text.empty()) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
    if (error != std::errc{} || end != text.data() + text.size()) return fail(ErrorKind::invalid_input, "'cursor' is a number", "field.wrong");
  }
  std::vector<std::string> any;
  for (const char* entity : {"alert", "incident", "unit", "entry", "camera", "basis", "account"}) any.emplace_back(permission_for(entity));
  any.emplace_back("unit.self");
  any.emplace_back("record.read");
  return std::make_unique<UpdatesTalk>(call, std::move(any), cursor);
}

}  // namespace vigie::api
