#include "law/accounts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_support.h"

namespace vigie::law {
namespace {

class Accounts : public testing::Test {
 protected:
  Status keep(const Result<city::Commit>& commit) {
    if (!commit) return tl::make_unexpected(commit.error());
    VIGIE_TRY(const auto committed, town_.ledger->commit(*commit));
    for (const auto& one : committed.facts) {
      VIGIE_TRY(const auto fact, town_.ledger->fact_by_id(one.id));
      book_.apply(*fact);
    }
    return {};
  }
  Status add(const std::string& login, std::vector<std::string> roles) {
    return keep(create_account(book_, town_.person(login, std::move(roles)), town_.act("root")));
  }
  template <typename T>
  static std::string code_of(const T& result) {
    return result ? "" : result.error().code;
  }
  test::Town town_{"fr"};
  AccountBook book_;
};

TEST_F(Accounts, DenyByDefault) {
  ASSERT_TRUE(add("anna", {"operator"}));
  EXPECT_TRUE(book_.may("account:anna", "view.live"));
  EXPECT_TRUE(book_.may("account:anna", "view.live", "camera:1"));
  EXPECT_EQ(code_of(book_.may("account:anna", "basis.approve")), "permission.missing");
  EXPECT_EQ(code_of(book_.may("account:anna", "no.such.thing")), "permission.missing");
  EXPECT_EQ(code_of(book_.may("account:nobody", "view.live")), "permission.missing");
}

TEST_F(Accounts, EveryRoleGrantsOnlyKnownPermissionsAndEveryPermissionIsGrantedBySome) {
  std::set<std::string> granted;
  for (const Role& role : default_roles()) {
    EXPECT_FALSE(role.permissions.empty()) << role.name;
    for (const std::string& permission : role.permissions) {
      EXPECT_TRUE(std::find(permissions().begin(), permissions().end(), permission) != permissions().end()) << permission;
      granted.insert(permission);
    }
  }
  for (const std::string& permission : permissions()) EXPECT_TRUE(granted.contains(permission)) << permission;
}

// RULES L33, L13: who manages accounts neither looks, approves nor reads the consultation log; who looks does not approve.
TEST_F(Accounts, PowersAreApart) {
  ASSERT_TRUE(add("root", {"administrator"}));
  for (const char* permission : {"view.live", "view.replay", "basis.approve", "basis.propose", "audit.read", "camera.review"})
    EXPECT_FALSE(book_.may("account:root", permission)) << permission;
  for (const Role& role : default_roles()) {
    const bool approves = role.permissions.contains("basis.approve");
    EXPECT_FALSE(approves && (role.permissions.contains("view.live") || role.permissions.contains("account.manage"))) << role.name;
  }
}

TEST_F(Accounts, ReachOnlyTheirSources) {
  Account anna = town_.person("anna", {"operator"});
  anna.sources = {"camera:1", "crew:*"};
  ASSERT_TRUE(keep(create_account(book_, anna, town_.act("root"))));
  EXPECT_TRUE(book_.may("account:anna", "view.live", "camera:1"));
  EXPECT_TRUE(book_.may("account:anna", "view.live", "crew:12"));
  EXPECT_EQ(code_of(book_.may("account:anna", "view.live", "camera:12")), "source.not_yours");
  EXPECT_FALSE(covers_source({}, "camera:1"));
}

TEST_F(Accounts, ADisabledAccountLosesEverythingAtOnce) {
  ASSERT_TRUE(add("anna", {"operator"}));
  ASSERT_TRUE(set_password(*town_.ledger, "account:anna", "correct horse battery"));
  ASSERT_TRUE(verify_password(*town_.ledger, book_, "anna", "correct horse battery"));
  ASSERT_TRUE(keep(disable_account(book_, "account:anna", "left the service", town_.act("root"))));
  EXPECT_EQ(code_of(book_.may("account:anna", "view.live")), "account.disabled");
  EXPECT_EQ(code_of(verify_password(*town_.ledger, book_, "anna", "correct horse battery")), "session.refused");
  EXPECT_EQ(code_of(disable_account(book_, "account:anna", "again", town_.act("root"))), "state.moved_on");
}

TEST_F(Accounts, MistakesAreRefused) {
  ASSERT_TRUE(add("anna", {"operator"}));
  const auto created = [&](auto change) {
    Account account = town_.person("bert", {"operator"});
    change(account);
    return code_of(create_account(book_, account, town_.act("root")));
  };
  EXPECT_EQ(created([](Account&) {}), "");
  EXPECT_EQ(created([](Account& a) { a.login = "anna"; }), "account.login_taken");
  EXPECT_EQ(created([](Account& a) { a.login = "Anna B"; }), "account.invalid");
  EXPECT_EQ(created([](Account& a) { a.name = ""; }), "account.invalid");
  EXPECT_EQ(created([](Account& a) { a.roles = {"emperor"}; }), "account.invalid");
  EXPECT_EQ(created([](Account& a) { a.roles.clear(); }), "account.invalid");
  EXPECT_EQ(created([](Account& a) { a.subject.id = "server"; }), "account.invalid");
  EXPECT_EQ(code_of(create_account(book_, town_.person("anna", {"operator"}), town_.act("root"))), "state.moved_on");
  EXPECT_EQ(code_of(change_account(book_, town_.person("zoe", {"operator"}), town_.act("root"))), "account.unknown");
}

TEST_F(Accounts, RolesAreDataAndChangesAreSeenAtOnce) {
  ASSERT_TRUE(add("anna", {"planner"}));
  city::Fact role;
  role.schema = "role.defined";
  role.source = "account:root";
  role.source_key = "r1";
  role.subject = "role:planner";
  role.body = {{"name", "planner"}, {"permissions", {"camera.read", "rule.the.world"}}};
  ASSERT_TRUE(keep(city::Commit{{role}, {}, {}, {}}));
  EXPECT_TRUE(book_.may("account:anna", "camera.read"));
  EXPECT_FALSE(book_.may("account:anna", "officer.read"));
  EXPECT_FALSE(book_.may("account:anna", "rule.the.world"));
  Account anna = *book_.by_login("anna");
  anna.roles = {"operator"};
  ASSERT_TRUE(keep(change_account(book_, anna, town_.act("root"))));
  EXPECT_TRUE(book_.may("account:anna", "view.live"));

  AccountBook again;
  ASSERT_TRUE(again.load(*town_.ledger));
  EXPECT_EQ(to_json(*again.by_id("account:anna")), to_json(anna));
  EXPECT_EQ(again.facts_of("account:anna"), 2u);
  EXPECT_EQ(again.permissions_of(town_.person("x", {"planner"})), (std::set<std::string>{"camera.read"}));
}

TEST_F(Accounts, PasswordsAreHashedAndNeverInAFact) {
  ASSERT_TRUE(add("anna", {"operator"}));
  ASSERT_TRUE(set_password(*town_.ledger, "account:anna", "correct horse battery"));
  const auto hash = *town_.ledger->secret("password:account:anna");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$"));
  EXPECT_EQ(verify_password(*town_.ledger, book_, "anna", "correct horse battery")->subject.id, "account:anna");
  EXPECT_EQ(code_of(set_password(*town_.ledger, "account:anna", "short")), "password.length");
  EXPECT_EQ(code_of(set_password(*town_.ledger, "account:anna", std::string(1000, 'x'))), "password.length");
  const auto facts = *town_.ledger->facts_after(0, "", 100);
  for (const auto& fact : facts) EXPECT_EQ(canonical(city::to_json(fact.fact)).find("argon2"), std::string::npos);
}

TEST_F(Accounts, AWrongPasswordAndAnUnknownLoginLookAlike) {
  ASSERT_TRUE(add("anna", {"operator"}));
  ASSERT_TRUE(add("bert", {"operator"}));
  ASSERT_TRUE(set_password(*town_.ledger, "account:anna", "correct horse battery"));
  const auto wrong = verify_password(*town_.ledger, book_, "anna", "wrong horse battery");
  const auto unknown = verify_password(*town_.ledger, book_, "nobody", "wrong horse battery");
  const auto without = verify_password(*town_.ledger, book_, "bert", "wrong horse battery");
  ASSERT_FALSE(wrong || unknown || without);
  EXPECT_EQ(wrong.error(), unknown.error());
  EXPECT_EQ(wrong.error(), without.error());
  EXPECT_FALSE(verify_password(*town_.ledger, book_, "anna", ""));
}

}  // namespace
}  // namespace vigie::law
