#include "video/file_reader.h"

#include <gtest/gtest.h>

#include <fstream>

namespace vigie::video {
namespace {

namespace fs = std::filesystem;
const fs::path kStreet = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

class FileReaderOnFootage : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kStreet)) GTEST_SKIP() << kStreet << " is absent: install opencv-doc";
  }
  fs::path scratch(const std::string& name) { return fs::path(testing::TempDir()) / name; }
};

TEST_F(FileReaderOnFootage, GivesEveryFrameWithMediaTimeFromZero) {
  auto reader = FileReader::open(kStreet);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->width_px(), 768);
  EXPECT_EQ(reader->height_px(), 576);
  EXPECT_NEAR(reader->frames_per_second(), 10, 1e-6);
  std::int64_t frames = 0;
  double last_s = -1;
  for (;;) {
    auto frame = reader->next();
    ASSERT_TRUE(frame) << frame.error().message;
    if (!*frame) break;
    ++frames;
    EXPECT_EQ((*frame)->number, frames);
    EXPECT_GT((*frame)->media_time_s, last_s);
    last_s = (*frame)->media_time_s;
    EXPECT_TRUE(frames > 1 || last_s == 0.0);
  }
  EXPECT_EQ(frames, 795);
  EXPECT_NEAR(last_s, 79.4, 1e-6);
  EXPECT_EQ(reader->damaged_frames(), 0);
}

TEST_F(FileReaderOnFootage, AFileCutShortIsSaidSo) {
  const auto cut = scratch("cut.avi");
  fs::copy_file(kStreet, cut, fs::copy_options::overwrite_existing);
  fs::resize_file(cut, fs::file_size(kStreet) / 20);
  auto reader = FileReader::open(cut);
  ASSERT_TRUE(reader) << reader.error().message;
  Result<std::optional<FileFrame>> frame = reader->next();
  while (frame && *frame) frame = reader->next();
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().kind, ErrorKind::corrupt);
  EXPECT_NE(frame.error().message.find("cut short"), std::string::npos) << frame.error().message;
}

TEST(FileReader, RefusesWhatIsNotAVideoInOneSentence) {
  EXPECT_EQ(FileReader::open("/nonexistent/street.avi").error().kind, ErrorKind::not_found);
  const fs::path text = fs::path(testing::TempDir()) / "text.avi";
  std::ofstream(text) << "this is no video";
  EXPECT_EQ(FileReader::open(text).error().kind, ErrorKind::invalid_input);
  const fs::path playlist = fs::path(testing::TempDir()) / "list.m3u8";
  std::ofstream(playlist) << "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n";
  EXPECT_FALSE(FileReader::open(playlist));
  EXPECT_FALSE(FileReader::open(testing::TempDir()));
}

}  // namespace
}  // namespace vigie::video
