// A desk's commands through the driver of a head to the camera, and what becomes of them. VIGIE_PTZ_COMMANDS=N also times N commands,
// from the desk's order to the camera's receiving it (docs/onvif.md).
#include <algorithm>
#include <cstdio>
#include <thread>

#include "camera.h"
#include "live/ptz_heads.h"
#include "ptz_house.h"

namespace vigie::app {
namespace {

using namespace std::chrono_literals;
using connectors::Camera;
using operations::PtzOrder;
using Kind = PtzOrder::Kind;

const operations::Actor anna{"account:anna", "OP-1", "", false};

class HeadTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = connectors::missing(); !why.empty()) GTEST_SKIP() << why;
    camera_ = std::make_unique<Camera>(std::vector<std::string>{"--user", "op", "--password", "pa:ss", "--warm"});
    house_ = std::make_unique<operations::PtzHouse>(clock_, camera_->address());
    heads_ = std::make_unique<PtzHeads>(clock_, metrics_, [](const std::string& secret) -> std::optional<std::string> {
      return secret == "gare" ? std::optional<std::string>{"op:pa:ss"} : std::nullopt;
    });
    house_->wake = [this](const std::string& id) { heads_->wake(id); };
    heads_->serve(*house_->ptz);
  }
  void TearDown() override {
    if (heads_) heads_->stop();
  }
  Json look() { return house_->ptz->look(house_->camera).value(); }
  template <typename Until>
  bool wait_for(Until until) {
    for (int i = 0; i < 300; ++i) {
      if (until()) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }
  void get_home() {
    house_->ptz->tick();
    ASSERT_TRUE(wait_for([&] { return look()["view"] == ""; })) << look().dump();
  }

  const SystemClock clock_;
  Metrics metrics_;
  std::unique_ptr<Camera> camera_;
  std::unique_ptr<operations::PtzHouse> house_;
  std::unique_ptr<PtzHeads> heads_;
};

TEST_F(HeadTest, GoesHomeThenToAPresetAndSaysSoOnlyOnceItIsThere) {
  get_home();
  EXPECT_EQ(look()["presets"].size(), 2u);
  ASSERT_TRUE(house_->order(anna, {Kind::preset, 0, 0, 0, "2"}));
  EXPECT_TRUE(look()["view"].is_null());
  EXPECT_TRUE(wait_for([&] { return look()["view"] == "2"; })) << look().dump();
  EXPECT_TRUE(look()["trouble"].is_null());
  std::lock_guard lock(house_->mutex);
  EXPECT_EQ(house_->views, (std::vector<std::string>{"away", "away", "", "away", "2"}));
}

TEST_F(HeadTest, ACameraThatLiesAboutItsPositionGetsOneSentence) {
  get_home();
  camera_->mode({{"lie", true}});
  ASSERT_TRUE(house_->order(anna, {Kind::preset, 0, 0, 0, "1"}));
  ASSERT_TRUE(wait_for([&] { return !look()["trouble"].is_null(); }));
  EXPECT_EQ(look()["trouble"]["code"], "ptz.position_lies");
  EXPECT_TRUE(look()["view"].is_null());  // and nothing is analysed
  camera_->mode({{"lie", false}});
  ASSERT_TRUE(house_->order(anna, {Kind::preset, 0, 0, 0, "1"}));
  EXPECT_TRUE(wait_for([&] { return look()["view"] == "1"; }));
  EXPECT_TRUE(look()["trouble"].is_null());
}

TEST_F(HeadTest, ASlowCameraIsSentTheNewestCommandAloneAndNobodyWaits) {
  get_home();
  camera_->mode({{"slow_s", 1.0}});
  const auto began = std::chrono::steady_clock::now();
  for (int i = 1; i <= 20; ++i) ASSERT_TRUE(house_->order(anna, {Kind::move, 0.01 * i, 0, 0, {}}));
  ASSERT_TRUE(house_->order(anna, {Kind::stop, 0, 0, 0, {}}));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);  // the desk's twenty-one orders, not the camera's answers
  const auto stops = [&] {
    const auto log = camera_->log();
    return std::count(log.begin(), log.end(), "Stop");
  };
  EXPECT_TRUE(wait_for([&] { return stops() == 1; }));
  const auto log = camera_->log();
  EXPECT_LE(std::count(log.begin(), log.end(), "ContinuousMove"), 2);
  EXPECT_EQ(log.back(), "Stop");
}

TEST_F(HeadTest, AWrongSecretAndACameraThatIsGoneAreSaid) {
  get_home();
  auto head = *house_->ptz->heads().head(house_->camera);
  head.secret = "another";
  ASSERT_TRUE(house_->ptz->configure(anna, head, "a typing error"));
  house_->ptz->tick();
  EXPECT_TRUE(wait_for([&] { return look()["trouble"].is_object() && look()["trouble"]["code"] == "head.no_secret"; }));
  head.secret = "gare";
  head.address = "http://127.0.0.1:1";
  ASSERT_TRUE(house_->ptz->configure(anna, head, "another address"));
  house_->ptz->tick();
  EXPECT_TRUE(wait_for([&] { return look()["trouble"].is_object() && look()["trouble"]["code"] == "camera.unreachable"; }));
}

TEST_F(HeadTest, TimesCommands) {
  const char* wanted = std::getenv("VIGIE_PTZ_COMMANDS");
  if (!wanted) GTEST_SKIP() << "a benchmark: set VIGIE_PTZ_COMMANDS=N";
  get_home();
  std::vector<double> waits_ms;
  for (int i = 1; i <= std::atoi(wanted); ++i) {
    const double began_s = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    ASSERT_TRUE(house_->order(anna, {Kind::move, 0.0001 * i, 0, 0, {}}));
    // CLOCK_MONOTONIC on both sides: Linux's steady clock is Python's.
    double there_s = 0;
    ASSERT_TRUE(wait_for([&] {
      for (const auto& [action, at_s] : camera_->timed_log())
        if (action == "ContinuousMove" && at_s >= began_s) there_s = at_s;
      return there_s > 0;
    }));
    waits_ms.push_back((there_s - began_s) * 1000);
  }
  std::sort(waits_ms.begin(), waits_ms.end());
  const auto at = [&](double share) { return waits_ms[static_cast<std::size_t>(share * static_cast<double>(waits_ms.size() - 1))]; };
  std::printf("{\"commands\":%zu,\"median_ms\":%.2f,\"p95_ms\":%.2f,\"least_ms\":%.2f,\"most_ms\":%.2f}\n", waits_ms.size(), at(0.5), at(0.95), at(0), at(1));
}

}  // namespace
}  // namespace vigie::app
