#include "law/profile.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vigie::law {
namespace {

Profile shipped(const std::string& name) {
  const auto profile = Profile::load(std::filesystem::path{VIGIE_PROFILES_DIR} / (name + ".toml"));
  EXPECT_TRUE(profile) << profile.error().message;
  return profile.value_or(Profile{});
}

std::string with_regime(const std::string& regime) {
  return "version = 1\nname = \"x\"\ntitle = \"X\"\nvideo_days = 30\n[[regime]]\n" + regime;
}
std::string decree(const std::string& kinds) {
  return with_regime(
      "name = \"alerts\"\ntitle = \"A\"\nnature = \"decree\"\nenabled = true\nmax_days = 30\nprocessings = [\"analyse\"]\nkinds = [" +
      kinds + "]\n");
}

TEST(Profile, FranceShipsTheDecreeSwitchedOff) {
  const Profile fr = shipped("fr");
  const Regime* alerts = fr.regime("decree_alerts");
  ASSERT_TRUE(alerts);
  EXPECT_FALSE(alerts->enabled);
  EXPECT_TRUE(alerts->needs_notice);
  EXPECT_LE(alerts->max_length, std::chrono::days{31});
  EXPECT_FALSE(fr.allows("intrusion", *alerts)) << "nothing may run under a regime that is off";
  EXPECT_EQ(alerts->kinds.size(), 9u);
  const Regime* counts = fr.regime("statistics");
  ASSERT_TRUE(counts);
  EXPECT_TRUE(fr.allows("count.person", *counts));
  EXPECT_FALSE(fr.allows("intrusion", *counts));
  EXPECT_EQ(fr.retention_max, std::chrono::days{30});
}

TEST(Profile, ExerciseAllowsEveryReviewedKind) {
  const Profile exercise = shipped("exercise");
  for (const KindRule& rule : reviewed_kinds())
    EXPECT_TRUE(std::ranges::any_of(exercise.regimes, [&](const Regime& regime) { return exercise.allows(rule.kind, regime); }))
        << rule.kind;
}

// RULES L02.
TEST(Profile, LoiteringPersonIsRefused) {
  const auto refused = Profile::parse(decree("\"intrusion\", \"loitering_person\""), "mine.toml");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "kind.unknown");
  EXPECT_NE(refused.error().message.find("mine.toml:5"), std::string::npos) << refused.error().message;
  EXPECT_NE(refused.error().message.find("loitering_person"), std::string::npos);
}

TEST(Profile, OccupancyAsADecreeAlertIsRefused) {
  const auto refused = Profile::parse(decree("\"occupancy\""), "mine.toml");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "kind.not_allowed");
}

TEST(Profile, ADecreeKindStandsOnNothingElse) {
  for (const KindRule& rule : reviewed_kinds()) {
    EXPECT_EQ(may_stand_on(rule.kind_class, Nature::decree), rule.kind_class == KindClass::decree) << rule.kind;
    EXPECT_FALSE(may_stand_on(rule.kind_class, Nature::requisition)) << rule.kind;
    if (rule.kind_class != KindClass::maintenance) {
      EXPECT_FALSE(may_stand_on(rule.kind_class, Nature::supervision)) << rule.kind;
    }
  }
}

TEST(Profile, EveryMistakeIsNamedWithItsLine) {
  const std::string good = decree("\"intrusion\"");
  ASSERT_TRUE(Profile::parse(good, "mine.toml"));
  const struct {
    const char *from, *to, *said;
  } mistakes[] = {
      {"max_days = 30", "max_days = 30\nlifelong = true", "mine.toml:11: unknown key 'lifelong'"},
      {"title = \"X\"", "title = \"X\"\nfaces = true", "mine.toml:4: unknown key 'faces'"},
      {"enabled = true", "", "'enabled' is missing"},
      {"enabled = true", "enabled = \"yes\"", "mine.toml:9: 'enabled' has the wrong type"},
      {"nature = \"decree\"", "nature = \"emergency\"", "nature 'emergency' is not known"},
      {"[\"analyse\"]", "[\"identify\"]", "identify"},
      {"[\"analyse\"]", "[]", "no processing"},
      {"[\"analyse\"]", "\"analyse\"", "list of words"},
      {"max_days = 30", "max_days = 0", "max_days"},
      {"max_days = 30", "max_days = 99999999999", "max_days"},
      {"video_days = 30", "video_days = 31", "video_days must be 1 to 30"},
      {"version = 1", "version = 2", "version 2 is not known"},
      {"name = \"alerts\"", "name = \"Alerts!\"", "must be a word"},
      {"[[regime]]", "[[regime", "mine.toml:"},
      {"[[regime]]", "[regime]", "'regime' must be given as [[regime]]"},
  };
  for (const auto& mistake : mistakes) {
    std::string text = good;
    text.replace(text.find(mistake.from), std::string_view{mistake.from}.size(), mistake.to);
    const auto refused = Profile::parse(text, "mine.toml");
    ASSERT_FALSE(refused) << mistake.to;
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_input);
    EXPECT_NE(refused.error().message.find(mistake.said), std::string::npos) << refused.error().message;
  }
  EXPECT_FALSE(Profile::parse(good + good.substr(good.find("[[regime]]")), "mine.toml")) << "a regime twice";
  EXPECT_EQ(Profile::load("/nowhere.toml").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace vigie::law
