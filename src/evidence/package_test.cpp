#include "evidence/package.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <csignal>
#include <opencv2/core.hpp>

#include "evidence/verify.h"
#include "package_testing.h"
#include "video/file_reader.h"
#include "video/segment_parts.h"

namespace vigie::evidence {
namespace {

using namespace testing_support;
using testing::Contains;
using testing::HasSubstr;

class PackageTest : public Archive {
 protected:
  Json manifest(const fs::path& package) { return parse_json(bytes_of(package / "manifest.json"), 64u << 20).value(); }
  std::vector<std::string> fault_kinds(const fs::path& package, std::size_t moment = 0) {
    std::vector<std::string> kinds;
    const Json document = manifest(package);
    for (const auto& fault : document["moments"][moment]["faults"]) kinds.push_back(fault["kind"]);
    return kinds;
  }
};

TEST_F(PackageTest, HoldsTheRecordedBytesAndAReadableCopyAndVerifies) {
  record(noon_, 150s);
  const auto ordered = order({moment(noon_ + 50s, noon_ + 70s), moment(noon_ + 100s, noon_ + 105s)});
  const auto made = package(ordered);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->faults.empty()) << testing::PrintToString(made->faults);
  const auto verified = verify_package(ordered.to);
  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->valid()) << canonical(to_json(*verified));
  EXPECT_GT(verified->checked, 60u);
  EXPECT_EQ(verified->key_id, sealer_.key_id());
  EXPECT_TRUE(verify_package(ordered.to, {sealer_.key_id()})->valid());
  EXPECT_FALSE(verify_package(ordered.to, {"0123456789abcdef"})->valid()) << "a key that nobody trusts";

  // The original is head and whole groups of the segment, byte for byte.
  const Json document = manifest(ordered.to);
  ASSERT_EQ(document["segments"].size(), 3u) << "two segments of the first moment, one of the second";
  for (const Json& segment : document["segments"]) {
    const std::string recorded = bytes_of(folder_ / "recordings" / (segment["segment"].get<std::string>() + ".mp4"));
    const std::string copy = bytes_of(ordered.to / segment["file"].get<std::string>());
    const std::size_t head = segment["sizes"][0].get<std::size_t>();
    EXPECT_EQ(copy.substr(0, head), recorded.substr(0, head));
    EXPECT_NE(recorded.find(copy.substr(head)), std::string::npos);
    EXPECT_LT(copy.size(), recorded.size()) << "only the groups of the moment are handed over";
  }
  // The copy is as long as the moment and higher by its band.
  auto copy = video::FileReader::open(ordered.to / "readable/1.mp4");
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(copy->height_px(), 120 + 44);
  int pictures = 0;
  double band_light = 0;
  for (auto frame = copy->next(); frame && *frame; frame = copy->next(), ++pictures)
    band_light += cv::mean((*frame)->bgr.rowRange(0, 44))[0];
  EXPECT_EQ(pictures, 200);
  EXPECT_GT(band_light / pictures, 5) << "there are letters in the band";

  const std::string slip = bytes_of(ordered.to / "slip.pdf"), page = bytes_of(ordered.to / "index.html");
  // As PDF writes text: a slash is \057 in it.
  for (const char* word : {"PV 2026\\057117", "USB 0042", "+1.250 s", "camera-1\\0572026-11-22\\05712-00-00Z-main"})
    EXPECT_THAT(slip, HasSubstr(word));
  EXPECT_THAT(page, HasSubstr("src=\"readable/1.mp4\""));
  EXPECT_THAT(page, HasSubstr("Port &lt;est&gt; &amp; quai"));
  EXPECT_THAT(page, testing::Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("EXERCISE"));
}

TEST_F(PackageTest, TheSameSegmentsKeepTheirRootAndNewOnesGetTheNext) {
  record(noon_, 50s);
  auto ordered = order({moment(noon_, noon_ + 10s)});
  ASSERT_TRUE(package(ordered));
  record(noon_ + 60s, 10s);
  ordered.to = folder_ / "second";
  ordered.moments = {moment(noon_, noon_ + 70s)};
  ASSERT_TRUE(package(ordered));
  EXPECT_TRUE(verify_package(ordered.to)->valid());
  const auto roots = RootBook::open(folder_ / "roots").value()->all();
  ASSERT_EQ(roots.size(), 2u);
  EXPECT_EQ(roots[1].name(), "2026-11-22.2");
  EXPECT_EQ(roots[1].previous, roots[0].digest());
}

TEST_F(PackageTest, AGapAClockPutBackAndADamagedSegmentAreSaid) {
  record(noon_, 20s);
  record(noon_ + 40s, 20s);  // a gap of 20 s
  record(noon_ + 55s, 8s);   // the clock was put back by five seconds
  record(noon_ + 120s, 20s);
  record(noon_ + 180s, 20s);
  const fs::path broken = folder_ / "recordings/camera-1/2026-11-22/12-02-00Z-main.mp4";
  std::string bytes = bytes_of(broken);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  put(broken, bytes);
  auto erased = ledger_->segments(kCamera, {noon_ + 180s, noon_ + 181s}, 10)->at(0);
  erased.state = city::SegmentRow::State::deleted;
  ASSERT_TRUE(ledger_->put_segment(erased));
  const auto ordered = order({moment(noon_, noon_ + 200s)});
  const auto made = package(ordered);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(verify_package(ordered.to)->valid()) << canonical(to_json(*verify_package(ordered.to)));
  const auto kinds = fault_kinds(ordered.to);
  for (const char* kind : {"gap", "clock_back", "damaged", "deleted"}) EXPECT_THAT(kinds, Contains(kind));
  const std::string slip = bytes_of(ordered.to / "slip.pdf"), page = bytes_of(ordered.to / "index.html");
  EXPECT_THAT(slip, HasSubstr("damaged segment"));
  EXPECT_THAT(page, HasSubstr("the clock was put back"));
  EXPECT_THAT(made->faults, Contains(HasSubstr("no picture was recorded")));
  EXPECT_THAT(bytes_of(ordered.to / "manifest.json"), testing::Not(HasSubstr("original/1/camera-1_2026-11-22_12-02-00Z")));
}

TEST_F(PackageTest, TheSummerTimeChangeIsSaidAndBothHoursAreToldApart) {
  const UtcTime change = parse_utc("2026-10-25T01:00:00Z").value();  // 03:00 CEST becomes 02:00 CET
  record(change - 10s, 20s);
  auto ordered = order({moment(change - 10s, change + 10s)});
  ASSERT_TRUE(package(ordered));
  EXPECT_THAT(fault_kinds(ordered.to), Contains("zone_change"));
  const std::string page = bytes_of(ordered.to / "index.html");
  EXPECT_THAT(page, HasSubstr("02:59:50.00 +02:00 (CEST)"));
  EXPECT_THAT(page, HasSubstr("02:00:10.00 +01:00 (CET)"));
}

TEST_F(PackageTest, NothingWithoutAPermitForEveryCameraAndNothingMoreWhenItEnds) {
  record(noon_, 10s);
  auto ordered = order({moment(noon_, noon_ + 5s)});
  auto without = doors();
  without.permits.clear();
  EXPECT_EQ(make_package(ordered, without, [](double, const std::string&) {}, {}).error().kind, ErrorKind::denied);
  auto other = doors();
  other.permits.insert_or_assign(kCamera, permit(city::Processing::replay));
  EXPECT_EQ(make_package(ordered, other, [](double, const std::string&) {}, {}).error().kind, ErrorKind::denied);
  const auto ended = make_package(ordered, doors(),
                                  [&](double, const std::string&) {
                                    leases_.revoke_all({ErrorKind::denied, "basis.ended", "closed"});
                                  },
                                  {});
  EXPECT_EQ(ended.error().code, "basis.ended");
  EXPECT_TRUE(fs::is_empty(folder_ / "roots") || !fs::exists(ordered.to));
  EXPECT_FALSE(fs::exists(folder_ / ".package.partial"));
}

TEST_F(PackageTest, CancelledOrTakenOrEmptyLeavesNothing) {
  record(noon_, 10s);
  auto ordered = order({moment(noon_, noon_ + 5s)});
  std::stop_source stop;
  const auto cancelled = make_package(
      ordered, doors(), [&](double, const std::string&) { stop.request_stop(); }, stop.get_token());
  EXPECT_EQ(cancelled.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(fs::exists(ordered.to));
  EXPECT_FALSE(fs::exists(folder_ / ".package.partial"));
  EXPECT_EQ(package(order({})).error().code, "package.no_moment");
  EXPECT_EQ(package(order({moment(noon_ + 1h, noon_ + 2h)})).error().code, "package.nothing");
  ASSERT_TRUE(package(ordered));
  EXPECT_EQ(package(ordered).error().code, "package.taken") << "a package is never written over";
}

TEST_F(PackageTest, KilledInTheMiddleThereIsNoPackageAndTheNextAttemptSucceeds) {
  record(noon_, 120s);
  const auto ordered = order({moment(noon_, noon_ + 110s)});
  int steps[2];
  ASSERT_EQ(pipe(steps), 0);
  const pid_t child = fork();
  if (child == 0) {
    (void)make_package(ordered, doors(),
                       [&](double fraction, const std::string&) {
                         if (fraction > 0.2) {
                           (void)!::write(steps[1], "x", 1);
                           ::pause();  // in the middle of it, until it is killed
                         }
                       },
                       {});
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(steps[0], &byte, 1), 1);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_FALSE(fs::exists(ordered.to));
  EXPECT_TRUE(fs::exists(folder_ / ".package.partial")) << "what it left is hidden and has another name";
  roots_.reset();
  ASSERT_TRUE(package(ordered));
  EXPECT_TRUE(verify_package(ordered.to)->valid());
  EXPECT_FALSE(fs::exists(folder_ / ".package.partial"));
}

// A medium of one megabyte, where we may mount one.
TEST_F(PackageTest, AFullMediumIsSaidAndLeavesNothing) {
  record(noon_, 60s);
  const fs::path medium = folder_ / "medium";
  fs::create_directories(medium);
  if (::mount("tmpfs", medium.c_str(), "tmpfs", 0, "size=1m") != 0)
    GTEST_SKIP() << "a small file system cannot be mounted here (root only)";
  auto ordered = order({moment(noon_, noon_ + 60s)});
  ordered.to = medium / "package";
  const auto refused = package(ordered);
  EXPECT_EQ(refused.error().kind, ErrorKind::full);
  EXPECT_TRUE(fs::is_empty(medium));
  ::umount(medium.c_str());
}

TEST_F(PackageTest, PartsCoverTheWholeSegment) {
  record(noon_, 20s);
  const auto row = ledger_->segments(kCamera, {noon_, noon_ + 1s}, 1)->at(0);
  const auto parts = video::read_segment_parts(folder_ / "recordings" / row.path);
  ASSERT_TRUE(parts);
  EXPECT_EQ(to_hex(parts->digest), row.digest) << "what is read is what the writer hashed";
  EXPECT_EQ(parts->bytes, row.bytes);
  EXPECT_EQ(parts->parts.size(), 11u) << "the head and ten groups of two seconds";
  put(folder_ / "recordings" / row.path, bytes_of(folder_ / "recordings" / row.path) + "x");
  EXPECT_FALSE(video::read_segment_parts(folder_ / "recordings" / row.path)) << "bytes behind the last picture";
}

}  // namespace
}  // namespace vigie::evidence
