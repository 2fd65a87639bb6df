#include "law/consultation.h"

#include <gtest/gtest.h>

#include "law/accounts.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;

std::string code_of(const Result<ViewReason>& result) { return result ? "" : result.error().code; }

TEST(ViewReasons, AChoiceOfTheListIsKeptAndWordsInItsPlaceAreOther) {
  for (const auto reason : view_reasons) {
    const auto said = parse_view_reason(std::string{reason}, "why so");
    ASSERT_TRUE(said) << reason;
    EXPECT_EQ(said->reason, reason);
    EXPECT_EQ(said->words, "why so");
  }
  EXPECT_EQ(parse_view_reason("incident", "")->words, "");
  EXPECT_EQ(parse_view_reason("a lost child", "ignored")->reason, "other");
  EXPECT_EQ(parse_view_reason("a lost child", "ignored")->words, "a lost child");
  EXPECT_EQ(parse_view_reason("", "only words")->words, "only words");
}

TEST(ViewReasons, NothingSaidAndTooMuchSaidAreRefused) {
  EXPECT_EQ(code_of(parse_view_reason("", "")), "reason.missing");
  EXPECT_EQ(code_of(parse_view_reason("other", "")), "reason.missing");
  EXPECT_EQ(code_of(parse_view_reason("other", "  \n")), "reason.missing");
  EXPECT_EQ(code_of(parse_view_reason("   ", "")), "reason.missing");
  EXPECT_EQ(code_of(parse_view_reason("incident", std::string(2001, 'x'))), "field.too_long");
}

TEST(Authorisations, AreKeptWithTheAccountAndEnd) {
  Account account;
  account.subject.id = "account:anna";
  account.login = "anna";
  account.name = "Anna";
  EXPECT_TRUE(still_authorised(account, *parse_utc("2030-01-01T00:00:00Z"))) << "no end was set";
  account.authorisation = {"A-12", "2026-05-02", "two days", *parse_utc("2026-06-01T00:00:00Z")};
  const auto again = account_from_json(to_json(account));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->authorisation.number, "A-12");
  EXPECT_EQ(again->authorisation.date, "2026-05-02");
  EXPECT_EQ(again->authorisation.training, "two days");
  EXPECT_TRUE(still_authorised(*again, account.authorisation.ends - 1us));
  const auto ended = still_authorised(*again, account.authorisation.ends);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().code, "account.ended");
  EXPECT_FALSE(authorisation_from_json({{"number", "A"}, {"date", "x"}, {"ends", "tomorrow"}}));
}

}  // namespace
}  // namespace vigie::law
