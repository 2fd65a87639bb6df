#pragma once
// What the API reaches the rest of the program through. Filled by `app`; everything behind a reference is borrowed for the
// life of the Server and thread-safe. The functions are called on the API's pool: they may wait on the disk, not on people.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/requisition_door.h"
#include "base/ids.h"
#include "base/metrics.h"
#include "city/bus.h"
#include "city/job.h"
#include "city/live.h"
#include "city/recordings.h"
#include "city/series.h"
#include "law/accounts.h"
#include "law/audit_chain.h"
#include "law/gate.h"
#include "law/profile.h"
#include "operations/advice.h"
#include "operations/callbacks.h"
#include "operations/desk.h"
#include "operations/ptz_desk.h"

namespace vigie::api {

struct CityInfo {
  std::string name, zone;  // IANA name of the zone
  geo::LatLon centre, south_west, north_east;
  bool exercise = false;
};

// GeoJSON documents made once (geo::MapLayers); null where there is no map.
struct MapContent {
  std::string name, attribution;
  bool by_straight_line = true;  // no road network: travel times are by straight line
  std::shared_ptr<const std::string> streets, buildings, water, green, places;
};

struct NamedPlace {
  std::string name;
  geo::LatLon where;
};

struct WorkerInfo {
  std::string name, state;  // "running", "starting", "down"
  int restarts = 0;
};

// What is the case now beside the facts.
struct SystemInfo {
  std::vector<WorkerInfo> workers;
  bool analysis_active = false;
  std::string analysis_reason;  // catalogue code when not active
  std::string sealer_state;     // "healthy", "away", "off"
  bool sealer_separated = false;
  std::string version;
};

// A camera's newest minute, counted by its worker.
struct CountsNow {
  city::SourceId camera;
  UtcTime minute{};
  int people = 0, vehicles = 0;
};

// What another system sends to a channel (docs/live-channels.md). Borrowed for the call.
struct Pushed {
  enum class Sort { records, presses } sort = Sort::records;
  std::string channel;
  std::string_view body;
  bool ndjson = false;
  std::string_view authorization, signature;  // headers; not looked at when somebody with the right has signed in
};

// The live channels. All empty: this server has none.
struct Channels {
  // not_found "push.unknown"; denied "push.unsigned", "push.token", "push.signature", "push.old_signature".
  std::function<Status(const Pushed& pushed)> admit;
  // Returns once it is committed. full "push.busy": nothing was taken, come back in a second.
  std::function<Result<Json>(const Pushed& pushed)> push;
  std::function<Json()> sources;  // how each of them is
};

struct Doors {
  const Clock& clock;
  UuidSource& ids;
  Metrics& metrics;
  city::Ledger& ledger;
  city::Bus& bus;
  city::Series& series;
  city::Live& live;
  city::Recordings& recordings;
  city::Job& jobs;
  city::AuditSink& audit;
  law::Gate& gate;
  law::BasisBook& bases;      // brought up to date by the API after a commit of its own
  law::AccountBook& accounts;  // likewise
  const law::Profile& profile;
  operations::Desk& desk;
  operations::Callbacks& callbacks;  // callers' numbers, which no fact holds

  CityInfo city;
  MapContent map;
  std::function<SystemInfo()> system;
  std::function<std::vector<CountsNow>()> counts;                    // of every camera that has some
  std::function<std::vector<NamedPlace>(const std::string& words)> find_places;
  operations::TravelTimes travel;
  // A crew's own position: newest into the board, the trace into Series (RULES L31). denied off duty.
  std::function<Status(const std::string& unit, geo::LatLon where, UtcTime at)> crew_position;
  // The whole chain against the checkpoints kept outside.
  std::function<Result<law::AuditReport>()> verify_audit;
  std::function<Status()> ready;                                     // for /readyz: what is missing, in a sentence
  RequisitionDoor* requisitions = nullptr;                           // null: a server without the room evidence

  operations::PtzDesk* ptz = nullptr;                                                    // null: no head is moved here
  std::function<Result<std::string>(const std::string& address)> head_address = nullptr;  // as the client of heads uses it; goes with `ptz`
  // A list of cameras as CSV (docs/onvif.md), and those that answer on this network, for a job; null: not here.
  std::function<Result<Json>(const operations::Actor&, const std::string& csv, bool dry_run, const std::string& reason)> import_cameras = nullptr;
  std::function<Result<Json>(std::stop_token)> discover_cameras = nullptr;
  Channels channels{};
};

}  // namespace vigie::api
