// Requisitions over the real port: who may, what is refused with its reason and audited, and what the contract says of every answer.
#include <fstream>

#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;

// The acts of the room `evidence`, played; the requisition's own rules are the real ones.
class PlayedDoor final : public RequisitionDoor {
 public:
  explicit PlayedDoor(Town& town) : desk_(*town.ledger, town.bases, town.profile, *town.gate, town.clock, town.ids, "Europe/Paris") {
    EXPECT_TRUE(desk_.load());
  }
  operations::RequisitionDesk& desk() override { return desk_; }
  Result<Json> queue() override {
    Json list = Json::array();
    for (const auto& one : desk_.queue()) list.push_back(operations::to_json(one, false));
    return Json{{"requisitions", std::move(list)}};
  }
  Result<Json> what_exists(const std::string& id) override {
    VIGIE_TRY(const auto requisition, desk_.find(id));
    return Json{{"requisition", requisition.id},
                {"from", format_utc(requisition.asked.window.from)},
                {"to", format_utc(requisition.asked.window.to)},
                {"zone", "Europe/Paris"},
                {"zone_change", false},
                {"cameras", Json::array()}};
  }
  Result<Json> protect(const Person&, const std::string&) override { return Json{{"segments", 3}, {"held", false}}; }
  Result<Json> search(const Person&, const std::string&, const Json&, city::JobContext&) override { return Json::object(); }
  Result<Json> findings(const Person& by, const std::string& id) override {
    VIGIE_TRY(const auto admitted, desk_.admit(by, id));
    (void)admitted;
    return Json{{"findings", Json::array()}, {"kept", Json::array()}};
  }
  Result<Bytes> picture(const Person& by, const std::string& id, const std::string&) override {
    VIGIE_TRY(const auto admitted, desk_.admit(by, id));
    (void)admitted;
    return Bytes{0xff, 0xd8};
  }
  Result<Json> keep(const Person& by, const std::string& id, const Json&) override {
    VIGIE_TRY(const auto admitted, desk_.admit(by, id));
    (void)admitted;
    return Json{{"kept", Json::array({{{"camera", "camera:1"},
                                       {"from", "2026-05-31T12:00:00.000000Z"},
                                       {"to", "2026-05-31T12:01:00.000000Z"},
                                       {"note", "the white van"},
                                       {"clock_error_s", nullptr}}})}};
  }
  Result<Json> package(const Person&, const std::string&, const Json&, const std::filesystem::path&, city::JobContext&) override {
    return Json::object();
  }
  Result<Json> close(const Person& by, const std::string& id, const std::string& reason) override {
    VIGIE_TRY(const auto done, desk_.close(by, id, reason, {{"files", 2}, {"bytes", 10}}));
    VIGIE_TRY(const auto closed, desk_.find(done));
    return operations::to_json(closed, true);
  }

 private:
  operations::RequisitionDesk desk_;
};

class RequisitionCalls : public testing::Test {
 protected:
  RequisitionCalls() {
    town_.ledger->on_commit([this] {
      (void)town_.bases.load(*town_.ledger);
      town_.bus->notify();
    });
    town_.doors->requisitions = &door_;
  }
  Json paper(const std::string& reference = "PV 2026/117") const {
    const UtcTime now = town_.clock.utc_now();
    return {{"reference", reference},         {"article", "77-1-1"},
            {"authority", "Procureur"},       {"unit", "Sûreté"},
            {"officer", "Cdt Martin"},        {"document_hash", std::string(64, 'a')},
            {"from", format_utc(now - 26h)},  {"to", format_utc(now - 24h)},
            {"cameras", {"camera:1"}},        {"deadline", format_utc(now + 48h)},
            {"until", format_utc(now + 240h)}};
  }
  Town town_;
  PlayedDoor door_{town_};
  Conforming investigator_{town_.person("ines", "investigator")}, officer_{town_.person("paul", "duty_officer")};
};

TEST_F(RequisitionCalls, FromThePaperToTheClosing) {
  const auto entered = investigator_.post("/api/v1/requisitions", paper());
  ASSERT_EQ(entered.status, 201) << entered.body;
  const std::string one = "/api/v1/requisitions/" + entered.json()["id"].get<std::string>();
  EXPECT_EQ(investigator_.get("/api/v1/requisitions").json()["requisitions"].size(), 1u);
  EXPECT_EQ(investigator_.get(one + "/footage").status, 200);
  EXPECT_EQ(investigator_.post(one + "/protect").json()["segments"], 3);
  const Json question{{"camera", "camera:1"}, {"question", {{"vehicle", "car"}}}};
  EXPECT_EQ(investigator_.post(one + "/search", question).code(), "requisition.not_approved");
  EXPECT_EQ(officer_.post(one + "/approve").json()["state"], "approved");
  const auto searching = investigator_.post(one + "/search", question);
  EXPECT_EQ(searching.status, 202) << searching.body;
  EXPECT_EQ(investigator_.get(one + "/findings").status, 200);
  EXPECT_EQ(investigator_.get(one + "/findings/f/picture").body, "\xff\xd8");
  EXPECT_EQ(investigator_.post(one + "/keep", {{"moments", Json::array()}}).json()["kept"].size(), 1u);
  EXPECT_EQ(investigator_.post(one + "/package", {{"medium", "USB 1"}}).status, 202);
  EXPECT_EQ(investigator_.post(one + "/package", Json::object()).status, 400);
  const auto closed = investigator_.post(one + "/close", {{"reason", "handed over"}});
  EXPECT_EQ(closed.json()["state"], "closed");
  EXPECT_EQ(closed.json()["erased"]["files"], 2);
  EXPECT_EQ(investigator_.get(one).json()["state"], "closed");
  // What was kept is in no answer that the ledger keeps.
  std::ifstream database{town_.folder / "ledger.db", std::ios::binary}, log{town_.folder / "ledger.db-wal", std::ios::binary};
  const std::string bytes =
      std::string{std::istreambuf_iterator<char>(database), {}} + std::string{std::istreambuf_iterator<char>(log), {}};
  EXPECT_EQ(bytes.find("the white van"), std::string::npos);
  EXPECT_NE(bytes.find("PV 2026/117"), std::string::npos);
}

TEST_F(RequisitionCalls, EveryRefusalIsA403WithItsReasonAndAudited) {
  const std::string id = investigator_.post("/api/v1/requisitions", paper()).json()["id"];
  const std::string one = "/api/v1/requisitions/" + id;
  town_.define_role("alone", {"requisition.read", "requisition.write", "requisition.approve", "requisition.search"});
  Conforming alone{town_.person("zoe", "alone")}, op{town_.person("op", "operator")};
  const std::string own =
      "/api/v1/requisitions/" + alone.post("/api/v1/requisitions", paper("PV 2026/118")).json()["id"].get<std::string>();
  const auto expect_refused = [&](const Reply& reply, const std::string& code) {
    EXPECT_EQ(reply.status, 403) << reply.body;
    EXPECT_EQ(reply.code(), code);
  };
  expect_refused(alone.post(own + "/approve"), "requisition.same_person");
  expect_refused(alone.post(own + "/refuse", {{"reason", "x"}}), "requisition.same_person");
  expect_refused(investigator_.post(one + "/approve"), "permission.missing");
  expect_refused(op.post("/api/v1/requisitions", paper("PV 3")), "permission.missing");
  ASSERT_EQ(alone.post(one + "/approve").status, 200);
  const Json question{{"vehicle", "car"}};
  expect_refused(alone.post(one + "/search", {{"camera", "camera:1"}, {"question", question}}), "requisition.approver_alone");
  expect_refused(investigator_.post(one + "/search", {{"camera", "camera:2"}, {"question", question}}), "requisition.other_camera");
  expect_refused(
      investigator_.post(one + "/search", {{"camera", "camera:1"}, {"to", format_utc(town_.clock.utc_now() - 1h)}, {"question", question}}),
      "requisition.outside_window");
  expect_refused(op.get(one + "/findings"), "permission.missing");
  EXPECT_EQ(investigator_.get("/api/v1/requisitions/requisition:none").status, 404);
  EXPECT_EQ(investigator_.post("/api/v1/requisitions", {{"reference", "x"}}).status, 400);
  town_.clock.advance(241h);
  Conforming later{town_.person("late", "investigator")};
  expect_refused(later.post(one + "/search", {{"camera", "camera:1"}, {"question", question}}), "requisition.ended");
  EXPECT_GE(town_.audited("request.refused").size(), 9u);
  town_.doors->requisitions = nullptr;
  EXPECT_EQ(later.get("/api/v1/requisitions").code(), "requisition.off");
}

TEST_F(RequisitionCalls, AnotherAccountsCamerasAndTheBasisOfARequisitionAreNotShown) {
  ASSERT_EQ(investigator_.post("/api/v1/requisitions", paper()).status, 201);
  auto account = *town_.accounts.by_id("account:paul");
  account.sources = {"camera:9"};
  ASSERT_TRUE(town_.ledger->commit(
      *law::change_account(town_.accounts, account, {"server", town_.ids.next().str(), "Europe/Paris", town_.clock.utc_now()})));
  town_.follow();
  EXPECT_TRUE(officer_.get("/api/v1/requisitions").json()["requisitions"].empty());
  Conforming planner{town_.person("planner", "planner")};
  EXPECT_EQ(planner.get("/api/v1/bases").body.find("PV 2026/117"), std::string::npos);
  EXPECT_EQ(planner.get("/api/v1/bases").body.find("Procureur"), std::string::npos);
}

}  // namespace
}  // namespace vigie::api::test
