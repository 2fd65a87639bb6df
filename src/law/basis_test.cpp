#include <gtest/gtest.h>

#include "test_support.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;
using test::Town;

template <typename T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

TEST(Basis, TwoPeopleBringItIntoForce) {
  Town town{"fr"};
  const LegalBasis basis = town.statistics_basis();
  ASSERT_TRUE(town.keep(propose_basis(town.bases, town.profile, basis, town.act("dora"))));
  EXPECT_TRUE(town.bases.in_force(town.clock.utc_now()).empty());
  town.clock.advance(1h);
  ASSERT_TRUE(town.keep(approve_basis(town.bases, town.profile, "counts", 1, town.person("paul", {"auditor"}), town.act("paul"))));
  const auto in_force = town.bases.in_force(town.clock.utc_now());
  ASSERT_EQ(in_force.size(), 1u);
  EXPECT_EQ(in_force[0].author, "account:dora");
  EXPECT_EQ(in_force[0].approver, "account:paul");
  EXPECT_EQ(in_force[0].effective_from(), town.clock.utc_now()) << "never before its approval";
  EXPECT_EQ(town.bases.for_source("camera:1", town.clock.utc_now()).size(), 1u);
  EXPECT_EQ(town.bases.for_source("camera:2", town.clock.utc_now()).size(), 0u);
  EXPECT_TRUE(town.bases.ending_within(town.clock.utc_now(), 24h).empty());
  town.clock.advance(24h * 29);
  EXPECT_EQ(town.bases.ending_within(town.clock.utc_now(), 24h).size(), 1u);
  town.clock.advance(24h);
  EXPECT_TRUE(town.bases.in_force(town.clock.utc_now()).empty());

  const auto audit = *town.ledger->audit_after(0, 10);
  ASSERT_EQ(audit.size(), 2u);
  EXPECT_EQ(city::audit_entry_from_json(*parse_json(*audit[1].body))->action, "basis.approve");
}

TEST(Basis, TheSamePersonOrAnAdministratorCannotApprove) {
  Town town{"fr"};
  ASSERT_TRUE(town.keep(propose_basis(town.bases, town.profile, town.statistics_basis(), town.act("dora"))));
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 1, town.person("dora", {"auditor"}), town.act("dora"))),
            "basis.same_person");
  EXPECT_EQ(
      code_of(approve_basis(town.bases, town.profile, "counts", 1, town.person("root", {"auditor", "administrator"}), town.act("root"))),
      "basis.administrator");
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 1, town.person("paul", {"auditor"}), town.act("dora"))),
            "basis.not_yourself");
  Account gone = town.person("paul", {"auditor"});
  gone.disabled = true;
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 1, gone, town.act("paul"))), "account.disabled");
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "other", 1, gone, town.act("paul"))), "basis.unknown");
}

TEST(Basis, WhatAProposalMustHold) {
  Town town{"fr"};
  const auto proposed = [&](auto change) {
    LegalBasis basis = town.statistics_basis();
    change(basis);
    return code_of(propose_basis(town.bases, town.profile, basis, town.act("dora")));
  };
  EXPECT_EQ(proposed([](LegalBasis&) {}), "");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.id = "Two Words"; }), "basis.incomplete");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.document_hash = "abc"; }), "basis.incomplete");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.sources.clear(); }), "basis.incomplete");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.authority.clear(); }), "basis.incomplete");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.valid_to = b.valid_from; }), "basis.incomplete");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.sources = {"camera:*"}; }), "basis.unnamed_sources");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.valid_from -= 1h; }), "basis.back_dated");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.valid_to += 24h * 366; }), "basis.too_long");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.kinds = {"intrusion"}; }), "kind.not_allowed");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.processings = {city::Processing::analyse}; }), "processing.not_allowed");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.regime = "decree_alerts"; }), "regime.off");
  EXPECT_EQ(proposed([](LegalBasis& b) { b.regime = "martial_law"; }), "regime.off");
  EXPECT_EQ(proposed([](LegalBasis& b) {
              b.regime = "requisition";
              b.processings = {city::Processing::search};
              b.kinds.clear();
            }),
            "requisition.missing");
}

TEST(Basis, NoStartBeforeTheRegisterTellsOfIt) {
  Town town{"fr"};
  LegalBasis basis = town.statistics_basis();
  basis.register_entry.clear();
  ASSERT_TRUE(town.keep(propose_basis(town.bases, town.profile, basis, town.act("dora"))));
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 1, town.person("paul", {"auditor"}), town.act("paul"))),
            "basis.no_register_entry");
}

// RULES L17, with the decree switched on as a city's lawyer might one day.
TEST(Basis, NoAlertsBeforeTheirNoticeExists) {
  Town town{"fr"};
  Profile on = town.profile;
  for (Regime& regime : on.regimes) regime.enabled = true;
  LegalBasis basis = town.statistics_basis();
  basis.regime = "decree_alerts";
  basis.processings = {city::Processing::analyse};
  basis.kinds = {"intrusion"};
  ASSERT_TRUE(town.keep(propose_basis(town.bases, on, basis, town.act("dora"))));
  EXPECT_EQ(code_of(approve_basis(town.bases, on, "counts", 1, town.person("paul", {"auditor"}), town.act("paul"))), "basis.no_notice");
  basis.notice = "notice:market";
  ASSERT_TRUE(town.keep(propose_basis(town.bases, on, basis, town.act("dora"))));
  EXPECT_EQ(code_of(approve_basis(town.bases, on, "counts", 2, town.person("paul", {"auditor"}), town.act("paul"))), "");
}

TEST(Basis, ApprovedTooLateIsRefused) {
  Town town{"fr"};
  ASSERT_TRUE(town.keep(propose_basis(town.bases, town.profile, town.statistics_basis(), town.act("dora"))));
  town.clock.advance(24h * 31);
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 1, town.person("paul", {"auditor"}), town.act("paul"))),
            "basis.expired");
}

TEST(Basis, EndingEndsEveryVersionForGood) {
  Town town{"fr"};
  ASSERT_TRUE(town.put_in_force(town.statistics_basis()));
  ASSERT_TRUE(town.put_in_force(town.statistics_basis()));
  EXPECT_EQ(town.bases.newest("counts")->basis.version, 2);
  EXPECT_EQ(code_of(end_basis(town.bases, "counts", "", town.act("paul"))), "reason.missing");
  ASSERT_TRUE(town.keep(end_basis(town.bases, "counts", "council's vote", town.act("paul"))));
  EXPECT_TRUE(town.bases.in_force(town.clock.utc_now()).empty());
  EXPECT_EQ(town.bases.find("counts", 1)->end_reason, "council's vote");
  EXPECT_EQ(code_of(end_basis(town.bases, "counts", "again", town.act("paul"))), "state.moved_on");
  EXPECT_EQ(code_of(approve_basis(town.bases, town.profile, "counts", 2, town.person("paul", {"auditor"}), town.act("paul"))),
            "state.moved_on");
}

TEST(Basis, OfTwoApprovalsAtOnceOneIsCommitted) {
  Town town{"fr"};
  ASSERT_TRUE(town.keep(propose_basis(town.bases, town.profile, town.statistics_basis(), town.act("dora"))));
  const auto first = approve_basis(town.bases, town.profile, "counts", 1, town.person("paul", {"auditor"}), town.act("paul"));
  const auto second = approve_basis(town.bases, town.profile, "counts", 1, town.person("lena", {"auditor"}), town.act("lena"));
  ASSERT_TRUE(town.ledger->commit(*first));
  EXPECT_EQ(code_of(town.ledger->commit(*second)), "state.moved_on");
}

// A fact that came another way (a hand in the database, a bug) gives no power.
TEST(Basis, TheFoldBelievesNoForgedApproval) {
  Town town{"fr"};
  const auto forged = [&](const char* approver, Json roles) {
    Town other{"fr"};
    EXPECT_TRUE(other.keep(propose_basis(other.bases, other.profile, other.statistics_basis(), other.act("dora"))));
    city::Fact fact =
        approve_basis(other.bases, other.profile, "counts", 1, other.person("paul", {"auditor"}), other.act("paul"))->facts[0];
    fact.body["approver"] = approver;
    fact.body["approver_roles"] = std::move(roles);
    EXPECT_TRUE(other.keep(city::Commit{{fact}, {}, {}, {}}));
    return other.bases.in_force(other.clock.utc_now()).size();
  };
  EXPECT_EQ(forged("account:paul", {"auditor"}), 1u);
  EXPECT_EQ(forged("account:dora", {"auditor"}), 0u);
  EXPECT_EQ(forged("", {"auditor"}), 0u);
  EXPECT_EQ(forged("account:paul", {"auditor", "administrator"}), 0u);
  EXPECT_EQ(forged("account:paul", nullptr), 0u);
}

TEST(Basis, SurvivesARestart) {
  Town town{"fr"};
  ASSERT_TRUE(town.put_in_force(town.statistics_basis()));
  BasisBook again;
  EXPECT_FALSE(again.loaded());
  ASSERT_TRUE(again.load(*town.ledger));
  EXPECT_TRUE(again.loaded());
  EXPECT_EQ(to_json(again.in_force(town.clock.utc_now()).at(0).basis), to_json(town.bases.in_force(town.clock.utc_now()).at(0).basis));
  EXPECT_EQ(again.facts_of("counts"), 2u);
  const auto facts = *town.ledger->facts_after(0, "", 10);
  for (const auto& fact : facts) again.apply(fact);
  EXPECT_EQ(again.facts_of("counts"), 2u) << "delivered again changes nothing";
}

TEST(Basis, TheExerciseIsMadeByTwoGeneratedPeople) {
  Town town{"exercise"};
  const Account author = town.person("exercise-author", {"data_protection_officer"}),
                approver = town.person("exercise-approver", {"auditor"});
  const auto commit =
      make_exercise_bases(town.profile, "the exercise of this machine", author, approver, town.clock.utc_now(), "Europe/Paris");
  ASSERT_TRUE(commit) << commit.error().message;
  ASSERT_TRUE(town.keep(commit));
  const auto in_force = town.bases.in_force(town.clock.utc_now());
  ASSERT_EQ(in_force.size(), 2u);
  EXPECT_TRUE(in_force[0].exercise);
  EXPECT_NE(in_force[0].author, in_force[0].approver);
  EXPECT_EQ(town.ledger->facts_after(0, "register.", 10)->size(), 2u);
  ASSERT_TRUE(
      town.keep(make_exercise_bases(town.profile, "the exercise of this machine", author, approver, town.clock.utc_now(), "Europe/Paris")));
  EXPECT_EQ(town.ledger->facts_after(0, "", 10)->size(), 6u) << "made twice is made once";
  EXPECT_EQ(code_of(make_exercise_bases(town.profile, "x", author, author, town.clock.utc_now(), "Europe/Paris")), "basis.same_person");
  EXPECT_EQ(code_of(make_exercise_bases(Town{"fr"}.profile, "x", author, approver, town.clock.utc_now(), "Europe/Paris")), "regime.off");
}

}  // namespace
}  // namespace vigie::law
