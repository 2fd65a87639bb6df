#pragma once
// The running server: chooses back-ends, wires the rooms, starts and stops them in order. One per data folder.

#include <filesystem>
#include <memory>

#include "base/clock.h"
#include "city/series.h"
#include "demo/first_city.h"
#include "law/gate.h"
#include "operations/ptz_desk.h"
#include "operations/calling.h"

namespace vigie::app {

struct ProgramOptions {
  std::filesystem::path data;          // ledger.db, series.db, recordings/, callbacks/, run/, keys/, outside/
  std::filesystem::path profile_file;  // profiles/*.toml
  std::filesystem::path map;           // .osm.pbf; empty: plain map, travel times by straight line and labelled so
  std::filesystem::path model_dir;     // empty: no analysis
  std::filesystem::path channels;      // live.toml: what may be pushed and which brokers are heard; empty: none
  std::filesystem::path web_dir;       // the built console; empty: the API alone
  std::filesystem::path tls_certificate, tls_key;
  std::filesystem::path checkpoint_copies;  // outside the data folder where there is such a place; empty: data/outside
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string zone = "Europe/Paris";
  std::string city_name = "Vigie";
  int workers = 1;
  std::chrono::days retention{30};
  std::uint64_t keep_free_bytes = 1ull << 30;
  std::chrono::hours callback_life{24};  // of a caller's number
  operations::CallingTimes calling;
};

// What the commands import and export need of an open city.
struct RecordDoors {
  city::Ledger& ledger;
  city::Series& series;
  law::Gate& gate;
  UuidSource& ids;
  const Clock& clock;
};

class RequisitionWork;
// What bringing cameras in needs of an open city.
struct CameraDoors {
  operations::Desk& desk;
  operations::PtzDesk& ptz;
  bool exercise = false;
};

class Program {
 public:
  // Everything up to the ledger and the law, no process and no port: enough to furnish a city or to read one.
  static Result<std::unique_ptr<Program>> open(ProgramOptions options, const Clock& clock);
  ~Program();  // stops
  // Starts sealer, workers, housekeeping and the API; listening when it returns.
  Status start();
  void stop();  // in the reverse order; repeatable

  std::uint16_t port() const;
  Status ready() const;
  bool furnished() const;  // has accounts
  // Accounts, law and, with `footage`, cameras and simulated crews; once. Returns the accounts with their passwords.
  Result<std::vector<FirstAccount>> furnish(const std::filesystem::path& footage);
  FirstCityDoors doors();
  RecordDoors record_doors();
  RequisitionWork& requisitions();
  const law::AccountBook& accounts() const;
  CameraDoors camera_doors();
  std::string map_note() const;  // one line: what map is shown

 private:
  struct State;
  explicit Program(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::app
