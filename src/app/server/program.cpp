#include "server/program.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "api/server.h"
#include "base/log.h"
#include "cameras/camera_discovery.h"
#include "cameras/camera_import.h"
#include "connectors/onvif.h"
#include "geo/city_map.h"
#include "law/sealer.h"
#include "live/ptz_heads.h"
#include "live/worker_pool.h"
#include "process.h"
#include "requisitions/requisition_work.h"
#include "server/channel_house.h"
#include "server/exercise.h"
#include "server/facts_in.h"
#include "server/follower.h"
#include "server/jobs.h"
#include "server/recordings.h"
#include "storage/sqlite_ledger.h"
#include "storage/sqlite_series.h"

namespace vigie::app {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

// One server per data folder: a second one would sweep the first one's sockets and segments away.
class FolderLock {
 public:
  static Result<FolderLock> take(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(ErrorKind::unavailable, fmt::format("cannot open {}: {}", file.string(), std::strerror(errno)));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      ::close(descriptor);
      return fail(ErrorKind::conflict, fmt::format("another vigie serves {}; stop it or give another --data", file.parent_path().parent_path().string()));
    }
    return FolderLock{descriptor};
  }
  FolderLock() = default;
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

Status make_folders(const fs::path& data) {
  for (const char* name : {"", "recordings", "run", "keys", "outside"}) {
    std::error_code error;
    fs::create_directories(data / name, error);
    if (!error) fs::permissions(data / name, fs::perms::owner_all, error);
    if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folder {}: {}", (data / name).string(), error.message()));
  }
  return {};
}

// The newest instant that certainly has been: what the law's clock starts from (a clock set back across a restart shows).
Result<UtcTime> known_past(const city::Ledger& ledger) {
  VIGIE_TRY(const auto newest, ledger.audit_before(0, 1));
  if (newest.empty() || !newest[0].body) return UtcTime{};
  VIGIE_TRY(const auto body, parse_json(*newest[0].body));
  VIGIE_TRY(const auto entry, city::audit_entry_from_json(body));
  return entry.at;
}

std::vector<operations::Travel> travel(const geo::StreetNetwork& streets, std::span<const geo::LatLon> from, geo::LatLon to) {
  std::vector<operations::Travel> out;
  for (const auto& route : streets.routes_to(to, from, geo::TravelMode::car)) {
    operations::Travel one{true, route.seconds, route.metres, route.by_straight_line, {}};
    for (const auto& point : route.points) one.route.push_back(point.at);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

// Members in order of making; destroyed the other way round.
struct Program::State {
  State(ProgramOptions given, const Clock& the_clock, Zone city_zone, law::Profile the_profile)
      : options(std::move(given)), clock(the_clock), zone(std::move(city_zone)), profile(std::move(the_profile)), ids(the_clock), board(the_clock) {}

  const ProgramOptions options;
  const Clock& clock;
  const Zone zone;
  const law::Profile profile;
  FolderLock lock;
  UuidSource ids;
  Metrics metrics;
  law::BasisBook bases;
  law::AccountBook accounts;
  operations::Board board;
  std::unique_ptr<storage::SqliteLedger> ledger;
  std::unique_ptr<storage::SqliteSeries> series;
  std::unique_ptr<storage::LedgerBus> bus;
  std::unique_ptr<Follower> follower;
  std::unique_ptr<law::Gate> gate;
  std::unique_ptr<operations::Desk> desk;
  std::unique_ptr<operations::Callbacks> callbacks;
  std::unique_ptr<FactsIn> facts_in;
  std::unique_ptr<LedgerRecordings> recordings;
  std::unique_ptr<LedgerAudit> audit;
  std::unique_ptr<operations::RequisitionDesk> requisition_desk;
  std::unique_ptr<law::Sealer> own_sealer;  // of a command on a stopped city; a server asks the sealer's process
  std::unique_ptr<RequisitionWork> requisitions;
  std::unique_ptr<operations::PtzDesk> ptz;
  std::optional<geo::CityMap> map;

  std::unique_ptr<JobRunner> jobs;
  std::unique_ptr<ChildProcess> sealer;
  std::unique_ptr<law::SealerClient> sealer_client;
  std::unique_ptr<WorkerPool> pool;
  std::unique_ptr<PtzHeads> heads;
  std::unique_ptr<city::Bus::Subscription> changes;
  std::unique_ptr<ChannelHouse> channels;
  std::unique_ptr<api::Doors> api_doors;
  std::unique_ptr<api::Server> api;
  std::unique_ptr<Exercise> exercise;
  std::atomic<bool> changed{false};
  std::map<city::SourceId, int> cameras_told;  // versions; this and the next two are housekeeping's own
  std::string sealed_before;                   // recordings of days before this one have their root, or a job is at it
  std::uint64_t bases_told = 0;
  Thread housekeeping;

  bool is_exercise() const { return profile.name == "exercise"; }
  fs::path run_folder() const { return options.data / "run"; }
  fs::path copies() const { return options.checkpoint_copies.empty() ? options.data / "outside" : options.checkpoint_copies; }

  Status start_sealer();
  Status start_workers();
  void make_ptz_desk();
  Status start_heads();
  Status start_api();
  void tell_pool();
  void keep_house(std::stop_token stop);
  void every_minute();
  Status open_requisitions();
  Result<law::Signer*> signer();
  void seal_yesterday(UtcTime now);
  Status ready() const;
  api::SystemInfo system() const;
  api::CityInfo city() const;
  Result<law::AuditReport> verify_audit() const;
};

Program::Program(std::unique_ptr<State> state) : state_(std::move(state)) {}

Program::~Program() { stop(); }

Result<std::unique_ptr<Program>> Program::open(ProgramOptions options, const Clock& clock) {
  VIGIE_TRY(Zone zone, Zone::open(options.zone));
  VIGIE_TRY(law::Profile profile, law::Profile::load(options.profile_file));
  VIGIE_CHECK(make_folders(options.data));
  auto state = std::make_unique<State>(std::move(options), clock, std::move(zone), std::move(profile));
  State& s = *state;
  VIGIE_TRY(s.lock, FolderLock::take(s.run_folder() / "lock"));
  VIGIE_TRY(s.ledger, storage::SqliteLedger::open(s.options.data / "ledger.db", clock, s.ids));
  VIGIE_TRY(s.series, storage::SqliteSeries::open(s.options.data / "series.db"));
  VIGIE_CHECK(FactsIn::settle(*s.ledger, *s.series));
  s.bus = std::make_unique<storage::LedgerBus>(*s.ledger);
  s.follower = std::make_unique<Follower>(*s.ledger, s.bases, s.accounts, s.board, *s.bus);
  VIGIE_CHECK(s.follower->load());
  s.ledger->on_commit([&s] { s.follower->on_commit(); });
  VIGIE_TRY(const UtcTime past, known_past(*s.ledger));
  s.gate = std::make_unique<law::Gate>(clock, past, s.profile, s.bases,
                                       [&s](const city::SourceId& id) -> Result<std::optional<city::Camera>> { return s.board.camera(id); });
  s.desk = std::make_unique<operations::Desk>(*s.ledger, s.board, clock, s.ids, s.options.zone, s.is_exercise());
  VIGIE_TRY(s.callbacks, operations::Callbacks::open(s.options.data / "callbacks", clock, s.options.callback_life));
  s.facts_in = std::make_unique<FactsIn>(*s.ledger, *s.series, *s.desk, s.bases, clock, s.metrics);
  law::RetentionRules rules;
  rules.longest = s.profile.retention_max;
  rules.ordinary = std::min(s.options.retention, s.profile.retention_max);
  rules.keep_free_bytes = s.options.keep_free_bytes;
  s.recordings = std::make_unique<LedgerRecordings>(*s.ledger, s.options.data / "recordings", rules, s.zone, clock, s.metrics);
  s.audit = std::make_unique<LedgerAudit>(*s.ledger, clock);
  VIGIE_CHECK(s.open_requisitions());
  s.make_ptz_desk();
  if (!s.options.map.empty()) {
    VIGIE_TRY(s.map, geo::load_city_map(s.options.map));
  } else {
    s.map.emplace();
  }
  return std::unique_ptr<Program>(new Program(std::move(state)));
}

bool Program::furnished() const { return !state_->accounts.all().empty(); }

FirstCityDoors Program::doors() { return {*state_->ledger, state_->bases, state_->accounts, state_->profile, state_->clock, state_->options.zone}; }

CameraDoors Program::camera_doors() { return {*state_->desk, *state_->ptz, state_->is_exercise()}; }

RecordDoors Program::record_doors() { return {*state_->ledger, *state_->series, *state_->gate, state_->ids, state_->clock}; }

RequisitionWork& Program::requisitions() { return *state_->requisitions; }

const law::AccountBook& Program::accounts() const { return state_->accounts; }

Status Program::State::open_requisitions() {
  requisition_desk = std::make_unique<operations::RequisitionDesk>(*ledger, bases, profile, *gate, clock, ids, options.zone);
  VIGIE_CHECK(requisition_desk->load());
  recordings->hold([this] { return requisition_desk->holds(clock.utc_now()); });
  requisitions = std::make_unique<RequisitionWork>(RequisitionWorkDoors{*ledger, *requisition_desk, *recordings, *gate, ids, clock, zone, profile.retention_max, options.data, options.model_dir,
                                                                        std::string{"vigie "} + VIGIE_VERSION, [this] { return signer(); },
                                                                        [this](const city::SourceId& id) { return board.camera(id); }});
  return {};
}

Result<law::Signer*> Program::State::signer() {
  if (sealer_client) return sealer_client.get();
  if (!own_sealer) {
    VIGIE_TRY(law::Sealer opened, law::Sealer::open(options.data / "keys" / "seal.key", copies(), clock));
    own_sealer = std::make_unique<law::Sealer>(std::move(opened));
  }
  return own_sealer.get();
}

// Once a day, as a job: the recordings of the days before get their signed root. What a package needs earlier is sealed with it.
void Program::State::seal_yesterday(UtcTime now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const std::string day = format_utc(UtcTime{today}).substr(0, 10);
  if (sealed_before == day || !jobs) return;
  const auto started = jobs->start("recordings.seal", "server", [this, today](city::JobContext& job) -> Result<Json> {
    std::vector<city::SegmentRow> all;
    for (const auto& camera : board.cameras()) {
      if (job.stop().stop_requested()) return fail(ErrorKind::cancelled, "the sealing of recordings was stopped");
      VIGIE_TRY(auto rows, ledger->segments(camera.id, {UtcTime{today - std::chrono::days{1}}, UtcTime{today}}, 20'000));
      std::move(rows.begin(), rows.end(), std::back_inserter(all));
    }
    VIGIE_TRY(const std::size_t roots, requisitions->seal_recordings(all));
    return Json{{"roots", roots}};
  });
  if (started) sealed_before = day;
}

std::string Program::map_note() const {
  const State& s = *state_;
  if (s.options.map.empty()) return "none: give one with --map FILE.osm.pbf; travel times are by straight line and labelled so";
  const auto size = s.map->streets.size();
  return fmt::format("{} ({} junctions, {:.0f} km of streets; {})", s.options.map.string(), size.junctions, size.length_km, geo::map_attribution);
}

Result<std::vector<FirstAccount>> Program::furnish(const fs::path& footage) {
  State& s = *state_;
  VIGIE_TRY(auto accounts, make_accounts(doors(), Exercise::crew_unit, s.is_exercise()));
  if (!s.is_exercise()) return accounts;  // under a real profile nothing is invented: bases are proposed and approved by people
  VIGIE_CHECK(make_exercise_law(doors()));
  const auto places = Exercise::camera_places(*s.map);
  if (!footage.empty()) VIGIE_CHECK(furnish_cameras(*s.desk, footage, places));
  VIGIE_CHECK(Exercise::furnish_units(*s.desk, *s.map));
  return accounts;
}

Status Program::start() {
  State& s = *state_;
  s.jobs = std::make_unique<JobRunner>(s.clock, s.ids);
  VIGIE_CHECK(s.start_sealer());
  VIGIE_CHECK(s.start_workers());
  VIGIE_CHECK(s.start_heads());
  if (!s.options.channels.empty()) {
    VIGIE_TRY(s.channels, ChannelHouse::open(s.options.channels, {*s.ledger, *s.series, *s.gate, *s.desk, s.ids, s.clock, s.metrics, s.options.zone}));
  }
  VIGIE_CHECK(s.start_api());
  if (s.is_exercise()) s.exercise = std::make_unique<Exercise>(*s.desk, *s.facts_in, *s.map, s.clock, s.ids);
  s.housekeeping = Thread{"housekeeping", [&s](std::stop_token stop) { s.keep_house(stop); }};
  city::AuditEntry entry;
  entry.actor = "server";
  entry.action = "server.start";
  entry.details = {{"profile", s.profile.name}};
  return s.audit->record(std::move(entry));
}

void Program::stop() {
  if (!state_ || !state_->ledger) return;
  State& s = *state_;
  const bool was_running = s.api != nullptr;
  s.exercise.reset();
  s.housekeeping.stop();
  if (s.channels) s.channels->stop();
  if (s.api) s.api->stop();
  s.api.reset();
  s.channels.reset();
  s.changes.reset();
  if (s.heads) s.heads->stop();  // its threads still use the hooks, which look at `heads`
  s.heads.reset();
  s.pool.reset();
  s.jobs.reset();
  if (was_running) {
    if (auto entered = s.audit->record({{}, "server", "server.stop", "", "", Json::object()}); !entered) spdlog::error("audit at stop: {}", entered.error().message);
    if (s.sealer_client) {
      // The last entries get their checkpoint too; without the sealer they wait for the next start.
      if (auto sealed = s.sealer_client->seal_now(); !sealed) spdlog::warn("sealing at stop: {}", sealed.error().message);
      s.sealer_client->stop();
    }
  }
  s.sealer_client.reset();
  s.sealer.reset();
}

std::uint16_t Program::port() const { return state_->api ? state_->api->port() : 0; }

Status Program::ready() const {
  const State& s = *state_;
  if (!s.api) return fail(ErrorKind::unavailable, "the server is starting");
  return s.ready();
}

Status Program::State::ready() const {
  VIGIE_CHECK(ledger->last_cursor());
  VIGIE_CHECK(gate->clock_trusted());
  if (!sealer_client->healthy()) return fail(ErrorKind::unavailable, "the sealer does not answer yet");
  for (const auto& worker : pool->workers())
    if (worker.state != "running") return fail(ErrorKind::unavailable, fmt::format("{} is {}", worker.name, worker.state));
  return {};
}

Status Program::State::start_sealer() {
  const std::string socket = (run_folder() / "sealer.sock").string();
  VIGIE_TRY(sealer, ChildProcess::start({own_program(), "sealer", "--socket", socket, "--key", (options.data / "keys" / "seal.key").string(), "--copies", copies().string()}));
  sealer_client = std::make_unique<law::SealerClient>(*ledger, socket, metrics);
  sealer_client->start();
  return {};
}

Status Program::State::start_workers() {
  WorkerPoolSettings settings;
  settings.run = run_folder();
  settings.recordings = options.data / "recordings";
  settings.model = options.model_dir;
  settings.workers = options.workers;
  WorkerPoolHooks hooks;
  hooks.permit = [this](city::Processing processing, const city::SourceId& camera) { return gate->permit(processing, camera, {"server", "worker.lease", ""}); };
  hooks.on_fact = [this](const city::Fact& fact, const std::vector<city::Observation>& observations) { return facts_in->accept(fact, observations); };
  hooks.on_segment = [this](const city::SegmentRow& row) { return recordings->keep(row); };
  hooks.credentials = [this](const std::string& name) -> std::optional<std::string> {
    const auto secret = ledger->secret(name);
    return secret ? *secret : std::nullopt;
  };
  VIGIE_TRY(pool, WorkerPool::start(std::move(settings), std::move(hooks), board.cameras(), clock, metrics));
  changes = bus->subscribe([this] { changed = true; });
  return {};
}

// Before the heads are driven (a command line's import) nothing is woken and nobody is told.
void Program::State::make_ptz_desk() {
  operations::PtzDesk::Hooks hooks;
  hooks.may_operate = [this](const std::string& camera) -> Status {
    VIGIE_TRY(const auto permit, gate->permit(city::Processing::operate, camera, {"server", "ptz.home", ""}));
    (void)permit;
    return {};
  };
  hooks.wake = [this](const std::string& camera) {
    if (heads) heads->wake(camera);
  };
  hooks.view_changed = [this](const std::string& camera, const std::optional<std::string>& view) {
    if (heads) pool->set_view(camera, view);
  };
  ptz = std::make_unique<operations::PtzDesk>(*ledger, board, *audit, clock, ids, options.zone, std::move(hooks));
}

Status Program::State::start_heads() {
  heads = std::make_unique<PtzHeads>(clock, metrics, [this](const std::string& name) -> std::optional<std::string> {
    const auto secret = ledger->secret(name);
    return secret ? *secret : std::nullopt;
  });
  heads->serve(*ptz);
  return ptz->catch_up();
}

// Cameras and bases as they stand now: a camera taken off, a basis ended or begun reaches the workers at once.
void Program::State::tell_pool() {
  auto cameras = board.cameras();
  std::map<city::SourceId, int> versions;
  for (const auto& camera : cameras) versions[camera.id] = camera.version;
  if (versions != cameras_told) {
    cameras_told = std::move(versions);
    pool->set_cameras(std::move(cameras));
  }
  if (const auto bases_now = bases.changes(); bases_now != bases_told) {
    bases_told = bases_now;
    pool->permits_changed();
  }
}

api::CityInfo Program::State::city() const {
  api::CityInfo info;
  info.name = options.city_name;
  info.zone = options.zone;
  info.centre = map->layers.centre;
  info.south_west = map->layers.bounds.south_west;
  info.north_east = map->layers.bounds.north_east;
  info.exercise = is_exercise();
  return info;
}

Status Program::State::start_api() {
  api::MapContent content;
  content.name = options.city_name;
  content.attribution = options.map.empty() ? "" : geo::map_attribution;
  content.by_straight_line = options.map.empty();
  if (!options.map.empty()) {
    content.streets = std::make_shared<const std::string>(std::move(map->layers.streets));
    content.buildings = std::make_shared<const std::string>(std::move(map->layers.buildings));
    content.water = std::make_shared<const std::string>(std::move(map->layers.water));
    content.green = std::make_shared<const std::string>(std::move(map->layers.green));
    content.places = std::make_shared<const std::string>(std::move(map->layers.places));
  }
  api_doors.reset(new api::Doors{clock, ids, metrics, *ledger, *bus, *series, *pool, *recordings, *jobs, *audit, *gate, bases, accounts, profile, *desk, *callbacks,
                                 city(), std::move(content),
                                 [this] { return system(); },
                                 [this] {
                                   std::vector<api::CountsNow> all;
                                   for (const auto& [camera, counts] : facts_in->newest_counts())
                                     all.push_back({camera, counts.minute, static_cast<int>(counts.people), static_cast<int>(counts.vehicles)});
                                   return all;
                                 },
                                 [this](const std::string& words) {
                                   std::vector<api::NamedPlace> places;
                                   for (const auto& place : map->gazetteer.find_place(words, 10)) places.push_back({place.name, place.at});
                                   return places;
                                 },
                                 [this](std::span<const geo::LatLon> from, geo::LatLon to) { return travel(map->streets, from, to); },
                                 [this](const std::string& unit, geo::LatLon where, UtcTime at) -> Status {
                                   if (!board.set_position(unit, {where, at, false})) return fail(ErrorKind::denied, "off duty no position is kept", "unit.off_duty");
                                   city::Batch batch;
                                   batch.id = ids.next();
                                   const auto incident = text_or(board.unit_json(unit), "incident");
                                   batch.positions.push_back({ids.next(), "crew:" + unit, at, where, incident, false});
                                   return facts_in->commit_batch(batch, "crew:" + unit, batch.id.str(), std::nullopt, is_exercise(), false);
                                 },
                                 [this] { return verify_audit(); },
                                 [this] { return ready(); },
                                 requisitions.get()});
  if (channels) api_doors->channels = channels->doors();
  api_doors->ptz = ptz.get();
  api_doors->head_address = connectors::onvif_address;
  api_doors->import_cameras = [this](const operations::Actor& actor, const std::string& csv, bool dry_run, const std::string& reason) {
    return import_cameras(csv, actor, *desk, *ptz, {dry_run, is_exercise(), reason, "the list"});
  };
  api_doors->discover_cameras = [this](std::stop_token stop) -> Result<Json> {
    VIGIE_TRY(const auto found, connectors::discover_cameras({}, ids, std::move(stop)));
    return to_json(found);
  };
  api::ServerOptions server_options;
  server_options.address = options.address;
  server_options.port = options.port;
  server_options.tls_certificate = options.tls_certificate;
  server_options.tls_key = options.tls_key;
  server_options.console = options.web_dir;
  VIGIE_TRY(api, api::Server::start(server_options, *api_doors));
  return {};
}

api::SystemInfo Program::State::system() const {
  api::SystemInfo info;
  for (const auto& worker : pool->workers()) info.workers.push_back({worker.name, worker.state, worker.restarts});
  info.analysis_reason = "analysis.no_cameras";
  std::string refused;
  for (const auto& health : pool->health_of_all()) {
    if (health.analysing) info.analysis_active = true;
    if (!health.reason.empty()) info.analysis_reason = health.reason;
    const auto permit = gate->permit(city::Processing::analyse, health.camera, {"server", "status", {}});
    if (!permit) refused = permit.error().code;
  }
  if (!refused.empty()) info.analysis_reason = refused;  // before what a camera says of itself
  if (options.model_dir.empty()) info.analysis_reason = "analysis.no_model";
  if (info.analysis_active) info.analysis_reason.clear();
  info.sealer_state = sealer_client->healthy() ? "healthy" : "away";
  info.sealer_separated = false;  // all run as one user here; the package gives the sealer its own
  info.version = VIGIE_VERSION;
  return info;
}

Result<law::AuditReport> Program::State::verify_audit() const {
  const fs::path file = copies() / "checkpoints.jsonl";
  std::vector<city::Checkpoint> outside;
  if (fs::exists(file)) {
    VIGIE_TRY(outside, law::read_checkpoints(file));
  }
  return law::verify_audit(*ledger, outside);
}

void Program::State::keep_house(std::stop_token stop) {
  every_minute();
  SteadyTime minute = clock.steady_now(), called_out{}, sealer_retry{};
  while (!stop.stop_requested()) {
    std::this_thread::sleep_for(200ms);
    if (changed.exchange(false)) tell_pool();
    ptz->tick();
    if (!sealer->alive() && clock.steady_now() >= sealer_retry) {
      spdlog::error("the sealer ended ({}); starting it again", sealer->ending());
      sealer_retry = clock.steady_now() + 5s;
      metrics.add("vigie_sealer_restarts_total");
      sealer_client->stop();
      if (auto started = start_sealer(); !started) spdlog::error("sealer: {}", started.error().message);
    }
    if (clock.steady_now() - called_out >= 1s) {
      called_out = clock.steady_now();
      if (auto called = desk->call_out(api->desks(), options.calling); !called) spdlog::error("calling alerts out: {}", called.error().message);
    }
    if (clock.steady_now() - minute >= 60s) {
      minute = clock.steady_now();
      every_minute();
    }
  }
}

void Program::State::every_minute() {
  const auto say = [&](const char* what, const Status& done) {
    if (!done) spdlog::error("{}: {}", what, done.error().message);
  };
  const UtcTime now = clock.utc_now();
  if (auto deleted = recordings->enforce_retention(); !deleted) say("retention", tl::make_unexpected(deleted.error()));
  // RULES L31, L32: minute counts and free positions live 24 hours, positions with an incident 30 days.
  if (auto erased = series->erase(now - 24h, now - 24h, now - std::chrono::days{30}); !erased) say("series", tl::make_unexpected(erased.error()));
  say("audit bodies", ledger->forget_audit_bodies(now - std::chrono::days{365}));
  say("alerts", desk->end_stale_alerts());
  seal_yesterday(now);
  if (auto erased = callbacks->erase_due(); !erased) say("callback numbers", tl::make_unexpected(erased.error()));
  metrics.set("vigie_threads", Thread::count());
}

}  // namespace vigie::app
