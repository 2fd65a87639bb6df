#include "law/lease.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;
using city::Processing;

class LeaseTest : public testing::Test {
 protected:
  LeaseTest()
      : gate_(town_.clock, {}, town_.profile, town_.bases, [](const city::SourceId& id) -> Result<std::optional<city::Camera>> {
          city::Camera camera;
          camera.id = id;
          camera.public_place = false;
          camera.review = city::MaskReview::no_dwelling;
          return camera;
        }) {
    EXPECT_TRUE(town_.keep(make_exercise_bases(town_.profile, "exercise", town_.person("author", {"data_protection_officer"}),
                                               town_.person("approver", {"auditor"}), town_.clock.utc_now(), "UTC")));
  }
  Result<Json> issue(Processing processing = Processing::analyse) {
    VIGIE_TRY(const auto permit, gate_.permit(processing, "camera:1", {"server", "worker", ""}));
    return issue_lease(permit);
  }
  static std::string code_of(const Status& status) { return status ? "" : status.error().code; }

  test::Town town_{"exercise"};
  Gate gate_;
  ManualClock there_{*parse_utc("2001-01-01T00:00:00Z")};  // the worker's UTC may be anything: only its steady clock counts
  LeaseBook book_{there_};
};

TEST_F(LeaseTest, CarriesTheTermsOfThePermit) {
  const Json lease = *issue();
  EXPECT_LE(lease["ttl_s"].get<int>(), 30);
  EXPECT_EQ(lease["type"], "lease");
  const auto permit = book_.receive(lease);
  ASSERT_TRUE(permit) << permit.error().message;
  EXPECT_TRUE(permit->check(Processing::analyse, "camera:1"));
  EXPECT_TRUE(permit->allows_kind("intrusion"));
  EXPECT_TRUE(permit->terms().exercise);
  EXPECT_EQ(permit->terms().basis, (city::BasisRef{"exercise_analysis", 1}));
  EXPECT_TRUE(book_.current(Processing::analyse, "camera:1"));
  EXPECT_EQ(book_.current(Processing::view, "camera:1").error().code, "lease.none");
}

TEST_F(LeaseTest, LivesThirtySecondsBeyondTheServerAndNoLonger) {
  const auto permit = *book_.receive(*issue());
  there_.advance(10s);
  ASSERT_TRUE(book_.receive(*issue()));
  there_.advance(29'999'999us);
  EXPECT_TRUE(permit.check()) << "a renewal carries the permits made before it";
  there_.advance(1us);
  EXPECT_EQ(code_of(permit.check()), "lease.expired");
  // The server is back: a new permit, while the old one stays ended.
  const auto renewed = book_.receive(*issue());
  ASSERT_TRUE(renewed);
  EXPECT_TRUE(renewed->check());
  EXPECT_EQ(code_of(permit.check()), "lease.expired");
}

TEST_F(LeaseTest, ALeaseThatRanOutUnnoticedStaysOut) {
  const auto permit = *book_.receive(*issue());
  there_.advance(31s);
  ASSERT_TRUE(book_.receive(*issue()));
  EXPECT_EQ(code_of(permit.check()), "lease.expired");
}

TEST_F(LeaseTest, RevokedAtOnceWithTheReason) {
  const auto analysing = *book_.receive(*issue()), viewing = *book_.receive(*issue(Processing::view));
  ASSERT_TRUE(town_.keep(end_basis(town_.bases, "exercise_analysis", "enough", town_.act("paul"))));
  const auto refused = issue();
  ASSERT_FALSE(refused);
  book_.revoke(revocation(Processing::analyse, "camera:1", refused.error()));
  EXPECT_EQ(code_of(analysing.check()), "basis.ended");
  EXPECT_EQ(book_.current(Processing::analyse, "camera:1").error().code, "basis.ended");
  EXPECT_TRUE(viewing.check());
  book_.revoke_all({ErrorKind::denied, "worker.stopping", "the worker stops"});
  EXPECT_EQ(code_of(viewing.check()), "worker.stopping");
  EXPECT_EQ(code_of(analysing.check()), "basis.ended") << "the first reason stands";
  book_.revoke({{"type", "revoke"}});
}

TEST_F(LeaseTest, NoLeaseIsIssuedForAPermitThatEnded) {
  const auto permit = *gate_.permit(Processing::analyse, "camera:1", {});
  ASSERT_TRUE(issue_lease(permit));
  EXPECT_EQ((*issue_lease(permit, 3600s))["ttl_s"], 30);
  ASSERT_TRUE(town_.keep(end_basis(town_.bases, "exercise_analysis", "enough", town_.act("paul"))));
  EXPECT_EQ(issue_lease(permit).error().code, "basis.ended");
}

TEST_F(LeaseTest, OtherTermsReplace) {
  Json lease = *issue();
  const auto wide = *book_.receive(lease);
  lease["kinds"] = {"occupancy"};
  const auto narrow = *book_.receive(lease);
  EXPECT_EQ(code_of(wide.check()), "lease.replaced");
  EXPECT_TRUE(narrow.check());
  EXPECT_FALSE(narrow.allows_kind("intrusion"));
}

TEST_F(LeaseTest, AMalformedLeaseGivesNothing) {
  for (const char* field : {"ttl_s", "basis", "regime", "processing", "source", "kinds"}) {
    Json lease = *issue();
    lease.erase(field);
    EXPECT_FALSE(book_.receive(lease)) << field;
    lease[field] = 7.5;
    EXPECT_FALSE(book_.receive(lease)) << field;
  }
  Json longer = *issue();
  longer["ttl_s"] = 31;
  EXPECT_EQ(book_.receive(longer).error().code, "lease.length");
  longer["ttl_s"] = -1;
  EXPECT_FALSE(book_.receive(longer));
  EXPECT_FALSE(book_.receive(Json::array()));
  EXPECT_EQ(book_.current(Processing::analyse, "camera:1").error().code, "lease.none");
}

}  // namespace
}  // namespace vigie::law
