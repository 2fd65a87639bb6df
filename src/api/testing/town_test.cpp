// The town's implementation; named *_test so that it is part of the test program alone.
#include "testing/town.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

struct AuditToLedger final : city::AuditSink {
  AuditToLedger(city::Ledger& to, const std::atomic<bool>& is_broken) : ledger(to), broken(is_broken) {}
  Status record(city::AuditEntry entry) override {
    if (broken) return fail(ErrorKind::full, "the disk is full", "storage.full");
    city::Commit commit;
    commit.audit.push_back(std::move(entry));
    VIGIE_TRY(const auto done, ledger.commit(commit));
    (void)done;
    return {};
  }
  city::Ledger& ledger;
  const std::atomic<bool>& broken;
};

struct OneMinute final : city::Recordings {
  Result<std::vector<city::SegmentRow>> find(const city::Permit& permit, const city::SourceId& camera, city::Interval span, std::size_t) const override {
    VIGIE_CHECK(permit.check(city::Processing::replay, camera));
    city::SegmentRow row;
    row.id = "s1";
    row.camera = camera;
    row.span = {span.from, span.from + 1min};
    row.state = city::SegmentRow::State::closed;
    return std::vector{row};
  }
  Result<std::size_t> protect(const city::Permit& permit, const city::SourceId& camera, city::Interval, UtcTime until) override {
    VIGIE_CHECK(permit.check(city::Processing::replay, camera));
    held[camera] = until;
    return std::size_t{1};
  }
  Result<std::size_t> release(const city::SourceId& camera, city::Interval span, const std::function<std::optional<UtcTime>(const city::SegmentRow&)>& still) override {
    city::SegmentRow row;
    row.camera = camera;
    row.span = span;
    held[camera] = still(row);
    return std::size_t{1};
  }
  std::map<std::string, std::optional<UtcTime>>& held;
  explicit OneMinute(std::map<std::string, std::optional<UtcTime>>& by_camera) : held(by_camera) {}
};

struct OneJob final : city::Job {
  explicit OneJob(Uuid given) : id(given) {}
  Result<Uuid> start(std::string, std::string, Work) override { return id; }
  Status cancel(const Uuid&) override { return {}; }
  Result<city::JobStatus> status(const Uuid& asked) const override {
    if (asked != id) return fail(ErrorKind::not_found, "no such job");
    city::JobStatus job;
    job.id = id;
    job.owner = "account:op";
    return job;
  }
  std::vector<city::JobStatus> list(const std::string& owner) const override {
    return owner == "account:op" ? std::vector{*status(id)} : std::vector<city::JobStatus>{};
  }
  Uuid id;
};

}  // namespace

class Pictures::View final : public city::Viewing {
 public:
  View(Pictures& pictures, int id) : pictures_(pictures), id_(id) {}
  ~View() override {
    std::lock_guard lock(pictures_.mutex_);
    pictures_.sinks_.erase(id_);
  }

 private:
  Pictures& pictures_;
  const int id_;
};

std::unique_ptr<city::Viewing> Pictures::add(std::shared_ptr<city::FragmentSink> sink) {
  std::lock_guard lock(mutex_);
  sinks_[++next_] = std::move(sink);
  return std::make_unique<View>(*this, next_);
}

Result<std::unique_ptr<city::Viewing>> Pictures::watch(const city::Permit& permit, const city::SourceId& camera, city::StreamKind, bool boxes, std::shared_ptr<city::FragmentSink> sink) {
  VIGIE_CHECK(permit.check(city::Processing::view, camera));
  asked.push_back("watch " + camera + (boxes ? " boxes" : ""));
  return add(std::move(sink));
}

Result<std::unique_ptr<city::Viewing>> Pictures::play(const city::Permit& permit, const city::SourceId& camera, city::StreamKind, UtcTime from, std::optional<UtcTime>, double,
                                                      std::shared_ptr<city::FragmentSink> sink) {
  VIGIE_CHECK(permit.check());
  asked.push_back(fmt::format("play {} {} {}", camera, city::to_string(permit.terms().processing), format_utc(from)));
  return add(std::move(sink));
}

Result<Bytes> Pictures::clip(const city::Permit& permit, const city::SourceId& camera, city::Interval) {
  VIGIE_CHECK(permit.check());
  asked.push_back("clip " + camera);
  if (no_clip) return fail(ErrorKind::not_found, "gone");
  return Bytes{1, 2, 3};
}

Status Pictures::feed(const city::Permit& permit, const city::SourceId& camera, std::span<const std::uint8_t> chunk, bool last) {
  VIGIE_CHECK(permit.check(city::Processing::view, camera));
  fed += chunk.size();
  fed_last = fed_last || last;
  return {};
}

Result<city::CameraHealth> Pictures::health(const city::SourceId& camera) const {
  city::CameraHealth health;
  health.camera = camera;
  health.state = city::CameraHealth::State::live;
  health.width_px = 640;
  health.height_px = 360;
  return health;
}

std::vector<city::CameraHealth> Pictures::health_of_all() const { return {*health("camera:1")}; }

void Pictures::show(city::Fragment::Kind kind, std::size_t bytes, UtcTime at) {
  std::lock_guard lock(mutex_);
  const city::Fragment fragment{std::make_shared<const Bytes>(bytes, static_cast<std::uint8_t>(kind)), kind, at, "video/mp4; codecs=\"avc1.64001f\""};
  for (const auto& [id, sink] : sinks_) sink->on_fragment(fragment);
}

void Pictures::show_boxes(const city::Overlay& overlay) {
  std::lock_guard lock(mutex_);
  for (const auto& [id, sink] : sinks_) sink->on_overlay(overlay);
}

std::size_t Pictures::viewers() const {
  std::lock_guard lock(mutex_);
  return sinks_.size();
}

Town::Town(ServerOptions options) : folder(std::filesystem::temp_directory_path() / ("vigie-api-" + random_token(6))) {
  std::filesystem::create_directories(folder);
  ledger = *storage::SqliteLedger::open(folder / "ledger.db", clock, ids);
  bus = std::make_unique<storage::LedgerBus>(*ledger);
  ledger->on_commit([this] { bus->notify(); });
  series = *storage::SqliteSeries::open(folder / "series.db");
  profile = *law::Profile::load(std::filesystem::path{VIGIE_PROFILES_DIR} / "exercise.toml");
  audit = std::make_unique<AuditToLedger>(*ledger, audit_broken);
  recordings = std::make_unique<OneMinute>(held);
  jobs = std::make_unique<OneJob>(ids.next());
  desk = std::make_unique<operations::Desk>(*ledger, board, clock, ids, "Europe/Paris", true);
  callbacks = *operations::Callbacks::open(folder / "callbacks", clock, 24h);
  gate = std::make_unique<law::Gate>(clock, clock.utc_now(), profile, bases, [this](const city::SourceId& id) -> Result<std::optional<city::Camera>> { return board.camera(id); });

  law::Account author, approver;
  author.subject.id = "account:author";
  author.login = author.name = "author";
  author.roles = {"duty_officer"};
  approver.subject.id = "account:approver";
  approver.login = approver.name = "approver";
  approver.roles = {"auditor"};
  for (const auto& account : {author, approver})
    EXPECT_TRUE(ledger->commit(*law::create_account(accounts, account, {"server", ids.next().str(), "Europe/Paris", clock.utc_now()})));
  EXPECT_TRUE(ledger->commit(*law::make_exercise_bases(profile, "an exercise", author, approver, clock.utc_now(), "Europe/Paris")));

  city::Camera camera;
  camera.name = "Port";
  camera.where = {43.73, 7.42};
  camera.public_place = false;
  camera.exercise = true;
  camera.streams.push_back({city::StreamKind::main, std::string{city::kPushed}, ""});
  EXPECT_TRUE(ledger->commit([&] {
    camera.id = "camera:1";
    camera.number = 1;
    camera.review = city::MaskReview::no_dwelling;
    camera.reviewed_by = "account:approver";
    city::Fact fact;
    fact.schema = "camera.configured";
    fact.subject = camera.id;
    fact.source = "desk:account:author";
    fact.source_key = "camera";
    fact.exercise = true;
    fact.body = to_json(camera);
    fact.body["configured_by"] = "account:author";
    city::Commit commit;
    commit.facts.push_back(std::move(fact));
    return commit;
  }()));
  operations::Unit unit;
  unit.id = "unit:1";
  unit.name = "Alpha";
  unit.kind = "car";
  unit.exercise = true;
  unit.home = {43.731, 7.421};
  follow();
  EXPECT_TRUE(desk->configure_unit({"account:author", "author", "", false}, unit));
  board.set_position("unit:1", {{43.731, 7.421}, clock.utc_now(), false});

  doors.reset(new Doors{.clock = clock, .ids = ids, .metrics = metrics, .ledger = *ledger, .bus = *bus, .series = *series, .live = pictures, .recordings = *recordings,
                        .jobs = *jobs, .audit = *audit, .gate = *gate, .bases = bases, .accounts = accounts, .profile = profile, .desk = *desk, .callbacks = *callbacks,
                        .city = {"Monaco", "Europe/Paris", {43.73, 7.42}, {43.72, 7.40}, {43.75, 7.44}, true},
                        .map = {},
                        .system = [] { return SystemInfo{{{"worker-1", "running", 0}}, true, "", "healthy", false, "0.1.0"}; },
                        .counts = [this] { return counts; },
                        .find_places = [](const std::string&) { return std::vector<NamedPlace>{{"Port Hercule", {43.735, 7.425}}}; },
                        .travel = [](std::span<const geo::LatLon> from, geo::LatLon to) {
                          std::vector<operations::Travel> travels;
                          for (const auto& one : from) travels.push_back({true, 60, geo::distance_m(one, to), true, {one, to}});
                          return travels;
                        },
                        .crew_position = [this](const std::string& id, geo::LatLon where, UtcTime at) -> Status {
                          if (!board.set_position(id, {where, at, false})) return fail(ErrorKind::denied, "off duty", "unit.off_duty");
                          return {};
                        },
                        .verify_audit = [this] { return law::verify_audit(*ledger, {}); },
                        .ready = [] { return Status{}; }});
  options.port = 0;
  options.recheck = 50ms;
  server = *Server::start(options, *doors);
}

Town::~Town() {
  server.reset();
  ledger->on_commit({});
  std::filesystem::remove_all(folder);
}

void Town::follow() {
  EXPECT_TRUE(accounts.load(*ledger));
  EXPECT_TRUE(bases.load(*ledger));
  EXPECT_TRUE(board.catch_up(*ledger));
}

Client Town::person(const std::string& login, const std::string& role, const std::string& unit) {
  if (!accounts.by_id("account:" + login)) {
    law::Account account;
    account.subject.id = "account:" + login;
    account.subject.kind = unit.empty() ? "person" : "crew";
    account.login = login;
    account.name = login;
    account.roles = {role};
    account.unit = unit;
    account.standing_reason = "supervision";
    EXPECT_TRUE(law::set_password(*ledger, account.subject.id, password));
    EXPECT_TRUE(ledger->commit(*law::create_account(accounts, account, {"server", ids.next().str(), "Europe/Paris", clock.utc_now()})));
    EXPECT_TRUE(accounts.load(*ledger));
  }
  Client client{server->port()};
  EXPECT_EQ(client.sign_in(login, password).status, 200);
  return client;
}

void Town::define_role(const std::string& name, const std::vector<std::string>& permissions) {
  city::Fact fact;
  fact.schema = "role.defined";
  fact.subject = "role:" + name;
  fact.source = "server";
  fact.source_key = ids.next().str();
  fact.body = {{"name", name}, {"permissions", permissions}};
  city::Commit commit;
  commit.facts.push_back(std::move(fact));
  EXPECT_TRUE(ledger->commit(commit));
  EXPECT_TRUE(accounts.load(*ledger));
}

std::string Town::raise_alert(const std::string& episode) {
  operations::RaisedAlert alert;
  alert.camera = "camera:1";
  alert.episode = episode;
  alert.kind = "intrusion";
  alert.place = "quay";
  alert.occurred = clock.utc_now();
  alert.width = alert.height = 0.1;
  alert.confidence = 0.8;
  alert.threshold = 0.5;
  alert.model = "nanodet";
  alert.model_version = alert.rule_version = "1";
  alert.rule = "intrusion";
  alert.basis = {"exercise", 1};
  alert.exercise = true;
  const auto raised = desk->raise(alert);
  EXPECT_TRUE(raised);
  return *raised;
}

std::string Town::open_incident(Client& client) {
  const auto opened = client.post("/api/v1/incidents", {{"kind", "accident"}, {"place", "Port"}, {"lat", 43.73}, {"lon", 7.42}, {"urgency", 2}, {"words", ""}, {"origin", "call"}});
  EXPECT_EQ(opened.status, 201) << opened.body;
  return text_or(opened.json(), "id");
}

std::vector<std::string> Town::audited(const std::string& action) const {
  std::vector<std::string> objects;
  const auto rows = ledger->audit_after(0, 10'000);
  for (const auto& row : *rows) {
    const auto entry = city::audit_entry_from_json(*parse_json(row.body.value_or("{}")));
    if (entry && entry->action == action) objects.push_back(entry->object);
  }
  return objects;
}

}  // namespace vigie::api::test
