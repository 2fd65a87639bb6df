#include "operations/ptz_desk.h"

#include <cmath>

#include "base/log.h"

namespace vigie::operations {
namespace {

constexpr std::size_t most_presets_shown = 256;

tl::unexpected<Error> no_head(const std::string& camera) {
  return fail(ErrorKind::not_found, fmt::format("{} has no head that moves", camera), "ptz.no_head");
}

Result<double> speed(const Json& body, const char* name) {
  if (!body.contains(name)) return 0.0;
  VIGIE_TRY(const double value, number_field(body, name));
  if (!(value >= -1 && value <= 1))
    return fail(ErrorKind::invalid_input, fmt::format("field '{}': expected a speed from -1 to 1", name), "field.wrong");
  return value;
}

const char* word(PtzOrder::Kind kind) {
  switch (kind) {
    case PtzOrder::Kind::move:
      return "move";
    case PtzOrder::Kind::stop:
      return "stop";
    case PtzOrder::Kind::preset:
      return "preset";
    case PtzOrder::Kind::home:
      return "home";
  }
  return "";
}

}  // namespace

Result<PtzOrder> parse_ptz_order(const Json& body) {
  VIGIE_TRY(const std::string act, text_field(body, "act", 16));
  PtzOrder order;
  if (act == "stop") return order;
  if (act == "home") {
    order.kind = PtzOrder::Kind::home;
  } else if (act == "preset") {
    order.kind = PtzOrder::Kind::preset;
    VIGIE_TRY(order.preset, text_field(body, "preset", 64));
  } else if (act == "move") {
    order.kind = PtzOrder::Kind::move;
    VIGIE_TRY(order.pan, speed(body, "pan"));
    VIGIE_TRY(order.tilt, speed(body, "tilt"));
    VIGIE_TRY(order.zoom, speed(body, "zoom"));
  } else {
    return fail(ErrorKind::invalid_input, "field 'act': expected move, stop, preset, home or release", "field.choice");
  }
  return order;
}

PtzDesk::PtzDesk(city::Ledger& ledger, const Board& board, city::AuditSink& audit, const Clock& clock, UuidSource& ids, std::string zone,
                 Hooks hooks)
    : ledger_(ledger), board_(board), audit_(audit), clock_(clock), ids_(ids), zone_(std::move(zone)), hooks_(std::move(hooks)) {}

city::AuditEntry PtzDesk::entry(const Actor& actor, std::string action, const std::string& camera, std::string reason) const {
  return {clock_.utc_now(), actor.account, std::move(action), camera, std::move(reason), Json::object()};
}

Status PtzDesk::may_move(const std::string& id) const {
  const auto camera = board_.camera(id);
  if (!camera || camera->removed) return fail(ErrorKind::not_found, fmt::format("there is no camera '{}'", id), "camera.unknown");
  if (camera->review == city::MaskReview::none)
    return fail(ErrorKind::denied, fmt::format("{}: its mask must be reviewed before its head moves", id), "mask.not_reviewed");
  if (camera->review == city::MaskReview::masked_here)
    return fail(ErrorKind::denied,
                fmt::format("{}: its mask is burnt in here and fits one view; set it in the camera, where it moves along", id),
                "ptz.mask_fixed");
  return {};
}

void PtzDesk::put(Camera& camera, const PtzOrder& order) {
  camera.slot = order;
  camera.moving = order.kind != PtzOrder::Kind::stop;
  if (camera.moving) camera.view.reset();
  camera.home_again.reset();
}

void PtzDesk::tell(const std::vector<std::string>& away, const std::vector<std::string>& wake) const {
  for (const auto& camera : away)
    if (hooks_.view_changed) hooks_.view_changed(camera, std::nullopt);
  for (const auto& camera : wake)
    if (hooks_.wake) hooks_.wake(camera);
}

Status PtzDesk::order(const Actor& actor, bool priority, const std::string& id, const city::Permit& permit, const PtzOrder& order) {
  VIGIE_CHECK(permit.check(city::Processing::operate, id));
  if (!heads_.head(id)) return no_head(id);
  VIGIE_CHECK(may_move(id));
  const SteadyTime now = clock_.steady_now();
  std::optional<Ended> taken_from;
  bool begins = false;
  {
    std::lock_guard lock(mutex_);
    Camera& camera = cameras_[id];
    if (camera.lease && camera.lease->until > now && camera.lease->holder.account != actor.account) {
      const auto left = std::chrono::ceil<std::chrono::seconds>(camera.lease->until - now);
      // Among equals the first keeps it: two officers do not pull at one head.
      if (!priority || camera.lease->priority)
        return fail(ErrorKind::conflict, fmt::format("{} holds this camera for {} s more", camera.lease->holder.name, left.count()),
                    "ptz.held");
      taken_from = Ended{id, *camera.lease, "taken_over"};
    }
    begins = !camera.lease || camera.lease->holder.account != actor.account || camera.lease->until <= now;
  }
  // Committed before anything moves; whoever loses a race for the same head has an entry too, and gets "ptz.held" below.
  if (begins) VIGIE_CHECK(audit_.record(entry(actor, "ptz.take", id, taken_from ? "taken_over" : "")));
  if (order.kind == PtzOrder::Kind::preset || order.kind == PtzOrder::Kind::home) {
    auto told = entry(actor, "ptz.go", id, word(order.kind));
    if (!order.preset.empty()) told.details = {{"preset", order.preset}};
    VIGIE_CHECK(audit_.record(std::move(told)));
  }
  {
    std::lock_guard lock(mutex_);
    Camera& camera = cameras_[id];
    const bool others = camera.lease && camera.lease->until > now && camera.lease->holder.account != actor.account;
    if (others && (!priority || camera.lease->priority))
      return fail(ErrorKind::conflict, fmt::format("{} holds this camera", camera.lease->holder.name), "ptz.held");
    if (others || !camera.lease || camera.lease->holder.account != actor.account) camera.lease = Lease{actor, priority, {}, permit, 0};
    camera.lease->until = now + ptz_lease;
    camera.lease->permit = permit;
    if (order.kind == PtzOrder::Kind::move) ++camera.lease->moves;
    put(camera, order);
  }
  if (taken_from) enter_end(*taken_from);
  tell(order.kind == PtzOrder::Kind::stop ? std::vector<std::string>{} : std::vector{id}, {id});
  return {};
}

Status PtzDesk::release(const Actor& actor, const std::string& id) {
  std::optional<Ended> ended;
  {
    std::lock_guard lock(mutex_);
    const auto at = cameras_.find(id);
    if (at == cameras_.end() || !at->second.lease) return {};
    if (at->second.lease->holder.account != actor.account)
      return fail(ErrorKind::conflict, fmt::format("{} holds this camera", at->second.lease->holder.name), "ptz.held");
    ended = Ended{id, *at->second.lease, "released"};
    at->second.lease.reset();
    put(at->second, {PtzOrder::Kind::home, 0, 0, 0, {}});
  }
  enter_end(*ended);
  tell({id}, {id});
  return {};
}

void PtzDesk::enter_end(const Ended& ended) {
  auto told = entry(ended.lease.holder, "ptz.end", ended.camera, ended.reason);
  told.details = {{"moves", ended.lease.moves}};
  if (auto done = audit_.record(std::move(told)); !done)
    spdlog::error("{}: the end of a lease is not in the audit: {}", ended.camera, done.error().message);
}

Result<Json> PtzDesk::look(const std::string& id) {
  const auto head = heads_.head(id);
  if (!head) return no_head(id);
  Json form{{"held_by", nullptr}, {"held_by_name", nullptr}, {"seconds_left", 0}, {"trouble", nullptr}};
  const Status may = may_move(id);
  form["may_move"] = may.has_value();
  form["why_not"] = may ? Json{} : Json(may.error().code);
  {
    std::lock_guard lock(mutex_);
    const Camera& camera = cameras_[id];
    if (camera.lease && camera.lease->until > clock_.steady_now()) {
      form["held_by"] = camera.lease->holder.account;
      form["held_by_name"] = camera.lease->holder.name;
      form["seconds_left"] = std::chrono::ceil<std::chrono::seconds>(camera.lease->until - clock_.steady_now()).count();
    }
    form["view"] = camera.view ? Json(*camera.view) : Json{};
    form["moving"] = camera.moving;
    if (camera.trouble) form["trouble"] = {{"code", camera.trouble->code}, {"detail", camera.trouble->message}};
    Json presets = Json::array();
    for (const auto& preset : camera.presets) presets.push_back({{"token", preset.token}, {"name", preset.name}});
    form["presets"] = std::move(presets);
  }
  tell({}, {id});
  return form;
}

Result<std::string> PtzDesk::configure(const Actor& actor, Head head, const std::string& reason) {
  if (!board_.camera(head.camera)) return fail(ErrorKind::not_found, fmt::format("there is no camera '{}'", head.camera), "camera.unknown");
  VIGIE_TRY(head, head_from_json(to_json(head)));
  const std::string subject = "head:" + head.camera;
  const UtcTime now = clock_.utc_now();
  city::Fact fact;
  fact.schema = "head.configured";
  fact.subject = subject;
  fact.source = "desk:" + actor.account;
  fact.source_key = ids_.next().str();
  fact.occurred = {now, now};
  fact.received = now;
  fact.zone = zone_;
  fact.clock = city::ClockQuality::local;
  fact.exercise = board_.camera(head.camera)->exercise;
  fact.body = to_json(head);
  fact.body["by"] = actor.account;
  fact.body["reason"] = reason;
  city::Commit commit;
  commit.expected.push_back({subject, heads_.facts_of(head.camera)});
  commit.facts.push_back(std::move(fact));
  commit.audit.push_back(entry(actor, "head.configure", head.camera, reason));
  VIGIE_TRY(const auto committed, ledger_.commit(commit));
  (void)committed;
  VIGIE_CHECK(catch_up());
  return subject;
}

std::optional<PtzOrder> PtzDesk::next(const std::string& id) {
  std::lock_guard lock(mutex_);
  return std::exchange(cameras_[id].slot, std::nullopt);
}

void PtzDesk::sent(const std::string& id) {
  std::lock_guard lock(mutex_);
  cameras_[id].trouble.reset();
}

void PtzDesk::arrived(const std::string& id, const PtzOrder& order) {
  const std::string view = order.kind == PtzOrder::Kind::preset ? order.preset : "";
  {
    std::lock_guard lock(mutex_);
    Camera& camera = cameras_[id];
    if (camera.slot) return;  // it is sent elsewhere already
    camera.view = view;
    camera.moving = false;
    camera.trouble.reset();
  }
  if (hooks_.view_changed) hooks_.view_changed(id, view);
}

void PtzDesk::failed(const std::string& id, const Error& error) {
  std::lock_guard lock(mutex_);
  Camera& camera = cameras_[id];
  camera.trouble = error;
  camera.moving = false;
  if (!camera.view) camera.home_again = clock_.steady_now() + ptz_home_again;
}

void PtzDesk::presets(const std::string& id, std::vector<PtzPreset> presets) {
  if (presets.size() > most_presets_shown) presets.resize(most_presets_shown);
  std::lock_guard lock(mutex_);
  cameras_[id].presets = std::move(presets);
}

// Heads that nobody holds and that are not known to be home: after a start, a change of address, a camera that was away.
std::vector<std::string> PtzDesk::send_home_again(SteadyTime now) {
  std::vector<std::string> due, sent;
  {
    std::lock_guard lock(mutex_);
    for (auto& [id, camera] : cameras_) {
      if (camera.lease || !camera.home_again || *camera.home_again > now) continue;
      camera.home_again = now + ptz_home_again;
      due.push_back(id);
    }
  }
  for (const auto& id : due) {
    if (!heads_.head(id) || !may_move(id) || (hooks_.may_operate && !hooks_.may_operate(id))) continue;
    std::lock_guard lock(mutex_);
    if (cameras_[id].lease) continue;
    put(cameras_[id], {PtzOrder::Kind::home, 0, 0, 0, {}});
    sent.push_back(id);
  }
  return sent;
}

void PtzDesk::tick() {
  const SteadyTime now = clock_.steady_now();
  std::vector<std::string> home = send_home_again(now);
  std::vector<Ended> ended;
  {
    std::lock_guard lock(mutex_);
    for (auto& [id, camera] : cameras_) {
      if (!camera.lease) continue;
      const Status permitted = camera.lease->permit.check();
      if (permitted && camera.lease->until > now) continue;
      ended.push_back({id, *camera.lease, permitted ? "lease_ended" : permitted.error().code});
      camera.lease.reset();
      put(camera, {PtzOrder::Kind::home, 0, 0, 0, {}});
    }
  }
  for (const auto& one : ended) {
    enter_end(one);
    home.push_back(one.camera);
  }
  tell(home, home);
}

Status PtzDesk::catch_up() {
  VIGIE_CHECK(heads_.catch_up(ledger_));
  std::vector<std::string> away;
  {
    std::lock_guard lock(mutex_);
    for (const auto& head : heads_.all()) {
      Camera& camera = cameras_[head.camera];
      if (camera.head_version == head.version) continue;
      camera.head_version = head.version;
      camera.presets.clear();
      camera.view.reset();
      camera.home_again = clock_.steady_now();
      away.push_back(head.camera);
    }
  }
  tell(away, {});
  return {};
}

}  // namespace vigie::operations
