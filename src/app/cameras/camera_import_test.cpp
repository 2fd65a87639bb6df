// A list of 245 cameras into a city that is one on the disk, again, and changed.
#include "cameras/camera_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/digest.h"
#include "storage/sqlite_ledger.h"

namespace vigie::app {
namespace {

constexpr const char* header = "number,name,lat,lon,heading,url,sub_url,secret,onvif\n";
const operations::Actor technician{"account:tech", "Technician", "", false};
const operations::Actor officer{"account:officer", "Officer", "", false};

class NoAudit final : public city::AuditSink {
 public:
  Status record(city::AuditEntry) override { return {}; }
};

class CameraImportTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    ledger_ = *storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_);
    desk_ = std::make_unique<operations::Desk>(*ledger_, board_, clock_, ids_, "Europe/Paris", false);
    ptz_ = std::make_unique<operations::PtzDesk>(*ledger_, board_, audit_, clock_, ids_, "Europe/Paris", operations::PtzDesk::Hooks{});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Json import(const std::string& csv, bool dry_run = false) {
    CameraImportOptions options;
    options.dry_run = dry_run;
    auto report = import_cameras(csv, technician, *desk_, *ptz_, options);
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(Json{});
  }
  static std::string city_of(int cameras, const std::string& name = "Rue") {
    std::string csv = header;
    for (int i = 1; i <= cameras; ++i)
      csv += fmt::format("{0},{1} {0},{2},5.37,90,rtsp://10.0.{3}.{4}/main,rtsp://10.0.{3}.{4}/sub,city,10.0.{3}.{4}\n", i, name,
                         43.29 + i * 1e-4, i / 250, i % 250 + 1);
    return csv;
  }
  city::Camera numbered(int number) const {
    for (auto& camera : board_.cameras())
      if (camera.number == number) return camera;
    return {};
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("vigie-cameras-" + random_token(6));
  ManualClock clock_{*parse_utc("2026-06-01T12:00:00Z")};
  UuidSource ids_{clock_, 1};
  NoAudit audit_;
  operations::Board board_{clock_};
  std::unique_ptr<storage::SqliteLedger> ledger_;
  std::unique_ptr<operations::Desk> desk_;
  std::unique_ptr<operations::PtzDesk> ptz_;
};

TEST_F(CameraImportTest, TwoHundredAndFortyFiveCamerasAndTheSameAgain) {
  const auto tried = import(city_of(245), true);
  EXPECT_EQ(tried["added"], 245);
  EXPECT_TRUE(board_.cameras().empty());
  const auto first = import(city_of(245));
  EXPECT_EQ(first["read"], 245);
  EXPECT_EQ(first["added"], 245);
  EXPECT_EQ(first["refused"], 0);
  ASSERT_EQ(board_.cameras().size(), 245u);
  EXPECT_EQ(ptz_->heads().all().size(), 245u);
  for (const auto& camera : board_.cameras()) EXPECT_EQ(camera.review, city::MaskReview::none);  // none goes live before a person looked
  const auto facts = ledger_->last_cursor().value();
  const auto again = import(city_of(245));
  EXPECT_EQ(again["unchanged"], 245);
  EXPECT_EQ(again["changed"], 0);
  EXPECT_EQ(ledger_->last_cursor().value(), facts);
}

TEST_F(CameraImportTest, AChangeKeepsWhatTheListIsSilentAbout) {
  (void)import(city_of(3));
  auto camera = numbered(2);
  camera.masks.push_back({"window", "", {{0, 0}, {0.1, 0}, {0.1, 0.1}}, {}, 0});
  ASSERT_TRUE(desk_->configure_camera(technician, camera, "a window", std::nullopt));
  ASSERT_TRUE(desk_->review_camera(officer, camera.id, city::MaskReview::masked_in_camera, "seen", std::nullopt));

  const auto renamed = import(city_of(3, "Avenue"));
  EXPECT_EQ(renamed["changed"], 3);
  EXPECT_EQ(renamed["cameras"][1]["changes"], Json::array({"name"}));
  EXPECT_EQ(numbered(2).name, "Avenue 2");
  EXPECT_EQ(numbered(2).masks.size(), 1u);
  EXPECT_EQ(numbered(2).review, city::MaskReview::masked_in_camera);

  // Another address is another picture: the review of the old one says nothing about it (RULES L14).
  const auto moved = import(std::string{header} + "2,Avenue 2,43.2902,5.37,,rtsp://10.0.9.9/main,rtsp://10.0.9.9/sub,city,\n");
  EXPECT_EQ(moved["cameras"][0]["changes"], Json::array({"streams"}));
  EXPECT_EQ(numbered(2).review, city::MaskReview::none);
  EXPECT_EQ(numbered(2).heading_deg, 90);
  EXPECT_EQ(ptz_->heads().head(numbered(2).id)->address, "http://10.0.0.3/onvif/device_service");  // an empty cell takes nothing away
}

TEST_F(CameraImportTest, ARowThatIsWrongIsToldAndTheOthersAreStored) {
  (void)import(city_of(2));
  const auto report = import(std::string{header} + "1,Rue 1,43.2901,5.37,90,rtsp://10.0.0.3/main,,,\n" +
                             "9,,43,5,,rtsp://10.0.0.9/a,,,\n10,Quai,43,5,,rtsp://10.0.0.10/a,,,\n");
  EXPECT_EQ(report["added"], 1);
  EXPECT_EQ(report["refused"], 2);
  ASSERT_EQ(report["errors"].size(), 2u);
  EXPECT_EQ(report["errors"][0]["row"], 2);
  EXPECT_EQ(report["errors"][0]["code"], "list.address_taken");
  EXPECT_THAT(report["errors"][0]["todo"].get<std::string>(), testing::HasSubstr("camera 2"));
  EXPECT_EQ(report["errors"][1]["field"], "name");
  EXPECT_EQ(numbered(10).name, "Quai");
}

}  // namespace
}  // namespace vigie::app
