#pragma once
// A whole city for the API's tests: real ledger, law and operations behind a real server on a free loopback port; pictures,
// recordings and jobs are played by doubles that do what the test says.

#include <gtest/gtest.h>

#include <filesystem>

#include "api/server.h"
#include "storage/ledger_bus.h"
#include "storage/sqlite_ledger.h"
#include "storage/sqlite_series.h"
#include "testing/client.h"

namespace vigie::api::test {

class Pictures final : public city::Live {
 public:
  Result<std::unique_ptr<city::Viewing>> watch(const city::Permit& permit, const city::SourceId& camera, city::StreamKind, bool boxes,
                                               std::shared_ptr<city::FragmentSink> sink) override;
  Result<std::unique_ptr<city::Viewing>> play(const city::Permit& permit, const city::SourceId& camera, city::StreamKind, UtcTime from, std::optional<UtcTime>, double,
                                              std::shared_ptr<city::FragmentSink> sink) override;
  Result<Bytes> clip(const city::Permit& permit, const city::SourceId& camera, city::Interval span) override;
  Status feed(const city::Permit& permit, const city::SourceId& camera, std::span<const std::uint8_t> chunk, bool last) override;
  Result<city::CameraHealth> health(const city::SourceId& camera) const override;
  std::vector<city::CameraHealth> health_of_all() const override;

  void show(city::Fragment::Kind kind, std::size_t bytes, UtcTime at);  // to every viewer
  void show_boxes(const city::Overlay& overlay);
  std::size_t viewers() const;

  std::vector<std::string> asked;  // "watch camera:1 boxes", "play camera:1", "clip camera:1"
  std::size_t fed = 0;
  bool fed_last = false;
  bool no_clip = false;

 private:
  class View;
  std::unique_ptr<city::Viewing> add(std::shared_ptr<city::FragmentSink> sink);
  mutable std::mutex mutex_;
  std::map<int, std::shared_ptr<city::FragmentSink>> sinks_;
  int next_ = 0;
};

class Town {
 public:
  explicit Town(ServerOptions options = {});
  ~Town();

  // An account with this role, signed in.
  Client person(const std::string& login, const std::string& role, const std::string& unit = {});
  // Who has this role now has exactly these permissions.
  void define_role(const std::string& name, const std::vector<std::string>& permissions);
  std::string raise_alert(const std::string& episode = "e1");
  std::string open_incident(Client& client);
  std::vector<std::string> audited(const std::string& action) const;  // objects, oldest first
  void follow();  // brings the books up to date, as the app's follower does

  static constexpr const char* password = "correct horse battery";

  std::filesystem::path folder;
  ManualClock clock{*parse_utc("2026-06-01T12:00:00Z")};
  UuidSource ids{clock};
  Metrics metrics;
  std::unique_ptr<storage::SqliteLedger> ledger;
  std::unique_ptr<storage::LedgerBus> bus;
  std::unique_ptr<storage::SqliteSeries> series;
  law::Profile profile;
  law::BasisBook bases;
  law::AccountBook accounts;
  operations::Board board{clock};
  std::unique_ptr<operations::Desk> desk;
  std::unique_ptr<operations::Callbacks> callbacks;
  std::unique_ptr<law::Gate> gate;
  Pictures pictures;
  std::atomic<bool> audit_broken{false};  // nothing can be written into the log
  std::unique_ptr<city::AuditSink> audit;
  std::map<std::string, std::optional<UtcTime>> held;  // camera → until when its recordings are held
  std::unique_ptr<city::Recordings> recordings;
  std::unique_ptr<city::Job> jobs;
  std::vector<CountsNow> counts;
  std::unique_ptr<Doors> doors;
  std::unique_ptr<Server> server;
};

}  // namespace vigie::api::test
