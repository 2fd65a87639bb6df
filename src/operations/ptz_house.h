#pragma once
// For tests of moving heads: a real ledger and a real gate, one camera that was reviewed, and a desk for its head.

#include <filesystem>

#include "base/digest.h"
#include "law/gate.h"
#include "operations/desk.h"
#include "operations/ptz_desk.h"
#include "storage/sqlite_ledger.h"

namespace vigie::operations {

class ToLedger final : public city::AuditSink {
 public:
  explicit ToLedger(city::Ledger& ledger) : ledger_(ledger) {}
  Status record(city::AuditEntry entry) override {
    city::Commit commit;
    commit.audit.push_back(std::move(entry));
    VIGIE_TRY(const auto done, ledger_.commit(commit));
    (void)done;
    return {};
  }

 private:
  city::Ledger& ledger_;
};

struct PtzHouse {
  // `address` of the head, which has the secret "gare".
  PtzHouse(const Clock& the_clock, const std::string& address) : clock(the_clock) {
    std::filesystem::create_directories(folder);
    ledger = *storage::SqliteLedger::open(folder / "ledger.db", clock, ids);
    desk = std::make_unique<Desk>(*ledger, board, clock, ids, "Europe/Paris", true);
    audit = std::make_unique<ToLedger>(*ledger);
    law::Account author, approver;
    author.subject.id = "account:author";
    author.login = author.name = "author";
    author.roles = {"duty_officer"};
    approver.subject.id = "account:approver";
    approver.login = approver.name = "approver";
    approver.roles = {"auditor"};
    (void)ledger->commit(law::make_exercise_bases(profile, "an exercise", author, approver, clock.utc_now(), "Europe/Paris").value()).value();
    (void)bases.load(*ledger);
    gate = std::make_unique<law::Gate>(clock, clock.utc_now(), profile, bases,
                                       [this](const city::SourceId& id) -> Result<std::optional<city::Camera>> { return board.camera(id); });
    PtzDesk::Hooks hooks;
    hooks.may_operate = [this](const std::string&) -> Status {
      return may_operate ? Status{} : fail(ErrorKind::denied, "no basis", "basis.none");
    };
    hooks.wake = [this](const std::string& id) {
      if (wake) wake(id);
    };
    hooks.view_changed = [this](const std::string&, const std::optional<std::string>& view) {
      std::lock_guard lock(mutex);
      views.push_back(view.value_or("away"));
    };
    ptz = std::make_unique<PtzDesk>(*ledger, board, *audit, clock, ids, "Europe/Paris", std::move(hooks));
    camera = add_camera();
    (void)desk->review_camera({"account:officer", "Officer", "", false}, camera, city::MaskReview::no_dwelling, "seen", std::nullopt).value();
    Head head;
    head.camera = camera;
    head.address = address;
    head.secret = "gare";
    (void)ptz->configure(technician, head, "a dome").value();
  }
  ~PtzHouse() {
    ptz.reset();
    ledger.reset();
    std::filesystem::remove_all(folder);
  }

  std::string add_camera() {
    city::Camera made;
    made.name = "Dome";
    made.where = {43.73, 7.42};
    made.public_place = false;
    made.exercise = true;
    made.masks.push_back({"windows", "", {{0, 0}, {0.1, 0}, {0.1, 0.1}}, {}, 0});
    return desk->configure_camera(technician, made, "new", std::nullopt).value();
  }
  Status order(const Actor& actor, const PtzOrder& order, bool priority = false) {
    VIGIE_TRY(const auto permit, gate->permit(city::Processing::operate, camera, {actor.account, "ptz", {}}));
    return ptz->order(actor, priority, camera, permit, order);
  }

  const Clock& clock;
  const Actor technician{"account:tech", "Technician", "", false};
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("vigie-ptz-" + random_token(6));
  UuidSource ids{clock, 1};
  const law::Profile profile = law::Profile::load(std::filesystem::path{VIGIE_PROFILES_DIR} / "exercise.toml").value();
  law::BasisBook bases;
  Board board{clock};
  std::unique_ptr<storage::SqliteLedger> ledger;
  std::unique_ptr<Desk> desk;
  std::unique_ptr<ToLedger> audit;
  std::unique_ptr<law::Gate> gate;
  bool may_operate = true;
  std::function<void(const std::string&)> wake;
  std::mutex mutex;  // of views
  std::vector<std::string> views;
  std::unique_ptr<PtzDesk> ptz;
  std::string camera;
};

}  // namespace vigie::operations
