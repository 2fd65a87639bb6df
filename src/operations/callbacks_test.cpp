// A caller's number is really erased: the bytes of the whole folder are searched for it.
#include "operations/callbacks.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/digest.h"

namespace vigie::operations {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class CallbacksTest : public testing::Test {
 protected:
  void TearDown() override { fs::remove_all(folder_); }
  std::unique_ptr<Callbacks> open() {
    auto opened = Callbacks::open(folder_, clock_, 24h);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }
  std::size_t files_with(const std::string& text) const {
    std::size_t found = 0;
    for (const auto& file : fs::recursive_directory_iterator(folder_)) {
      std::ifstream in{file.path(), std::ios::binary};
      const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
      found += bytes.find(text) != std::string::npos;
    }
    return found;
  }

  const fs::path folder_ = fs::temp_directory_path() / ("vigie-callbacks-" + random_token(6));
  ManualClock clock_{*parse_utc("2026-03-01T22:00:00Z")};
};

TEST_F(CallbacksTest, ANumberIsKeptForItsTimeAndNotASecondLonger) {
  auto store = open();
  ASSERT_TRUE(store->keep("entry:1", "06 12 34 56 78"));
  EXPECT_EQ(store->find("entry:1")->number, "06 12 34 56 78");
  EXPECT_EQ(store->find("entry:2").error().code, "callback.none");
  EXPECT_EQ(files_with("06 12 34 56 78"), 1u) << "the search itself works";
  clock_.advance(24h - 1s);
  EXPECT_TRUE(store->find("entry:1"));
  EXPECT_EQ(*store->erase_due(), 0u);
  clock_.advance(1s);
  EXPECT_EQ(store->find("entry:1").error().code, "callback.none") << "due, even before the next sweep";
  EXPECT_EQ(*store->erase_due(), 1u);
  EXPECT_EQ(files_with("06 12 34 56 78"), 0u);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(CallbacksTest, AnotherNumberTakesItsPlaceAndErasingIsRepeatable) {
  auto store = open();
  ASSERT_TRUE(store->keep("entry:1", "0612345678"));
  ASSERT_TRUE(store->keep("entry:1", "+33 7 00 00 00 00"));
  EXPECT_EQ(files_with("0612345678"), 0u);
  EXPECT_TRUE(store->erase("entry:1"));
  EXPECT_TRUE(store->erase("entry:1"));
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(CallbacksTest, ARestartSweepsWhatIsDueDamagedOrHalfWritten) {
  ASSERT_TRUE(open()->keep("entry:1", "0612345678"));
  ASSERT_TRUE(open()->keep("entry:2", "0612345679"));
  std::ofstream{folder_ / "abc.part"} << format_utc(clock_.utc_now() + 1h) << "\n0611111111\n";
  std::ofstream{folder_ / "damaged"} << "0622222222";
  EXPECT_TRUE(open()->find("entry:1"));
  EXPECT_EQ(files_with("0611111111") + files_with("0622222222"), 0u);
  clock_.advance(25h);
  open();
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(CallbacksTest, NobodyElseReadsTheFilesAndNothingTypedBecomesAPath) {
  auto store = open();
  ASSERT_TRUE(store->keep("../../entry", "0612345678"));
  for (const auto& file : fs::directory_iterator(folder_)) {
    struct stat about {};
    ASSERT_EQ(::stat(file.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
  }
  EXPECT_FALSE(fs::is_empty(folder_));
  for (const char* bad : {"", "12", "no number", "06123456780612345678061234", "06\n12345678", "--- --- ---"})
    EXPECT_EQ(store->keep("entry:1", bad).error().code, "field.wrong") << bad;
}

}  // namespace
}  // namespace vigie::operations
