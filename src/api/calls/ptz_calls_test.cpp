// A head and a list of cameras over the real port; every answer is held against the contract.
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

// The town with a head on its one camera. Nobody drives it: what is ordered is read from the desk.
struct TownWithHead : Town {
  TownWithHead() {
    ptz = std::make_unique<operations::PtzDesk>(*ledger, board, *audit, clock, ids, "Europe/Paris", operations::PtzDesk::Hooks{});
    doors->ptz = ptz.get();
    doors->head_address = [](const std::string& address) -> Result<std::string> {
      if (!address.starts_with("http://")) return fail(ErrorKind::invalid_input, "no address", "onvif.address");
      return address;
    };
    doors->import_cameras = [](const operations::Actor& actor, const std::string& csv, bool dry_run,
                               const std::string& reason) -> Result<Json> {
      return Json{{"read", csv.size()},
                  {"added", 0},
                  {"changed", 0},
                  {"unchanged", 0},
                  {"refused", 0},
                  {"dry_run", dry_run},
                  {"cameras", {{{"row", 2}, {"number", 1}, {"name", actor.name + reason}, {"state", "added"}, {"changes", Json::array()}}}},
                  {"errors", Json::array()},
                  {"more_errors", 0},
                  {"ignored_columns", Json::array()}};
    };
    doors->discover_cameras = [](std::stop_token) -> Result<Json> { return Json{{"found", Json::array()}}; };
  }
  ~TownWithHead() { server->stop(); }
  std::unique_ptr<operations::PtzDesk> ptz;
};

constexpr const char* head = "/api/v1/cameras/camera:1/head";
constexpr const char* ptz_of = "/api/v1/cameras/camera:1/ptz";
const Json left{{"act", "move"}, {"pan", -0.5}};

TEST(Ptz, ConfiguredByATechnicianAndMovedByADesk) {
  TownWithHead town;
  Conforming technician{town.person("tech", "technician")}, op{town.person("op", "operator")}, second{town.person("second", "operator")},
      officer{town.person("officer", "duty_officer")};
  EXPECT_EQ(op.get(ptz_of).code(), "ptz.no_head");
  EXPECT_EQ(op.get("/api/v1/cameras/camera:1").json()["ptz"], false);
  EXPECT_EQ(technician.ask("PUT", head, Json{{"address", "ftp://x"}, {"reason", "a dome"}}).code(), "onvif.address");
  EXPECT_EQ(technician.ask("PUT", head, Json{{"address", "http://192.0.2.7/"}}).status, 400);  // no reason
  const auto configured =
      technician.ask("PUT", head, Json{{"address", "http://192.0.2.7/"}, {"credentials", "user:pa:ss"}, {"reason", "a dome"}});
  ASSERT_EQ(configured.status, 200) << configured.body;
  EXPECT_EQ(configured.body.find("pa:ss"), std::string::npos);
  EXPECT_EQ(town.ledger->secret("head:camera:1")->value(), "user:pa:ss");
  EXPECT_EQ(technician.get(head).json()["secret"], "head:camera:1");
  EXPECT_EQ(op.get("/api/v1/cameras/camera:1").json()["ptz"], true);
  EXPECT_EQ(technician.get(ptz_of).code(), "permission.missing");  // configures, and does not look around

  const auto moved = op.post(ptz_of, left);
  ASSERT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(moved.json()["held_by"], "account:op");
  EXPECT_EQ(moved.json()["seconds_left"], 60);
  EXPECT_EQ(town.ptz->next("camera:1")->pan, -0.5);
  EXPECT_EQ(op.post(ptz_of, left).headers.count("idempotency-replayed"), 0u);
  const auto refused = second.post(ptz_of, left);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "ptz.held");
  EXPECT_EQ(refused.json()["params"]["by"], "op");
  EXPECT_EQ(second.post(ptz_of, {{"act", "release"}}).code(), "ptz.held");
  EXPECT_EQ(officer.post(ptz_of, left).json()["held_by"], "account:officer");
  EXPECT_EQ(op.post(ptz_of, left).code(), "ptz.held");
  EXPECT_TRUE(officer.post(ptz_of, {{"act", "release"}}).json()["held_by"].is_null());
  EXPECT_EQ(town.ptz->next("camera:1")->kind, operations::PtzOrder::Kind::home);
  EXPECT_EQ(op.post(ptz_of, {{"act", "fly"}}).status, 400);
  EXPECT_EQ(op.post(ptz_of, {{"act", "move"}, {"pan", 2}}).status, 400);
  EXPECT_EQ(town.audited("ptz.take"), (std::vector<std::string>{"camera:1", "camera:1"}));
  EXPECT_EQ(town.audited("head.configure").size(), 1u);
}

TEST(Ptz, StandsOnABasisAndOnOnesOwnCameras) {
  TownWithHead town;
  Conforming technician{town.person("tech", "technician")}, op{town.person("op", "operator")};
  ASSERT_EQ(technician.ask("PUT", head, Json{{"address", "http://192.0.2.7/"}, {"reason", "a dome"}}).status, 200);
  auto account = *town.accounts.by_id("account:op");
  account.sources = {"camera:2"};
  ASSERT_TRUE(town.ledger->commit(
      *law::change_account(town.accounts, account, {"server", town.ids.next().str(), "Europe/Paris", town.clock.utc_now()})));
  town.follow();
  EXPECT_EQ(op.post(ptz_of, left).code(), "source.not_yours");
  EXPECT_EQ(op.get(ptz_of).code(), "source.not_yours");
  Conforming other{town.person("other", "operator")};
  town.clock.set_utc(town.clock.utc_now() - 48h);  // a clock that cannot be trusted: refused
  EXPECT_EQ(other.post(ptz_of, left).status, 403);
  EXPECT_FALSE(town.ptz->next("camera:1"));
}

TEST(CameraImport, GoesThroughTheDoorWithWhoAndWhy) {
  TownWithHead town;
  Conforming technician{town.person("tech", "technician")};
  const auto report = technician.post("/api/v1/cameras/import", {{"csv", "x"}, {"dry_run", true}});
  ASSERT_EQ(report.status, 200) << report.body;
  EXPECT_EQ(report.json()["dry_run"], true);
  EXPECT_EQ(report.json()["cameras"][0]["name"], "techcamera.imported");
  EXPECT_EQ(technician.post("/api/v1/cameras/import").status, 400);
}

TEST(CameraDiscovery, IsAJobAndAudited) {
  TownWithHead town;
  Conforming technician{town.person("tech", "technician")};
  EXPECT_EQ(technician.post("/api/v1/cameras/discover").status, 202);
  EXPECT_EQ(town.audited("camera.discover").size(), 1u);
}

}  // namespace
}  // namespace vigie::api::test
