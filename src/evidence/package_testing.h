#pragma once
// A small city for the tests of packages: recordings made of real H.264 at any time that a test wants, a ledger, a sealer, permits.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include "evidence/package.h"
#include "law/lease.h"
#include "law/sealer.h"
#include "storage/sqlite_ledger.h"
#include "video/fragmenter.h"
#include "video/segment_writer.h"

namespace vigie::evidence::testing_support {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

inline constexpr const char* kCamera = "camera:1";

class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "vigie-evidence-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

inline std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void put(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

// Eight seconds of moving colours at ten pictures a second, a key every two, as x264 gives them.
struct CodedPictures {
  video::AvcParameters parameters;
  std::vector<std::pair<bool, Bytes>> pictures;  // key?, NAL units with their lengths in front

  static const CodedPictures& get() {
    static const CodedPictures coded = [] {
      const Scratch folder;
      const fs::path file = folder / "x.h264";
      (void)!std::system(("ffmpeg -nostdin -loglevel error -y -f lavfi -i testsrc2=size=160x120:rate=10:duration=8 -c:v libx264 -pix_fmt "
                          "yuv420p -bf 0 -g 20 "
                          "-x264-params slices=1:threads=1:scenecut=0:repeat-headers=1 -f h264 '" +
                          file.string() + "'")
                             .c_str());
      CodedPictures made;
      made.parameters.width_px = 160;
      made.parameters.height_px = 120;
      const std::string stream = bytes_of(file);
      Bytes waiting;
      for (std::size_t at = stream.find(std::string("\0\0\1", 3)); at != std::string::npos;) {
        const std::size_t begin = at + 3, next = stream.find(std::string("\0\0\1", 3), begin);
        std::size_t end = next == std::string::npos ? stream.size() : next;
        while (next != std::string::npos && end > begin && stream[end - 1] == '\0') --end;
        const Bytes nal(stream.begin() + static_cast<long>(begin), stream.begin() + static_cast<long>(end));
        const int type = nal[0] & 0x1f;
        if (type == 7) made.parameters.sps = {nal};
        if (type == 8) made.parameters.pps = {nal};
        if (type == 1 || type == 5) {
          Bytes unit;
          for (int shift : {24, 16, 8, 0}) unit.push_back(static_cast<std::uint8_t>(nal.size() >> shift));
          unit.insert(unit.end(), nal.begin(), nal.end());
          made.pictures.emplace_back(type == 5, std::move(unit));
        }
        at = next;
      }
      return made;
    }();
    return coded;
  }
};

class Archive : public testing::Test {
 protected:
  void SetUp() override {
    if (CodedPictures::get().pictures.size() < 80) GTEST_SKIP() << "ffmpeg is absent";
    fs::create_directories(folder_ / "recordings");
  }

  city::Permit permit(city::Processing processing, const city::SourceId& camera = kCamera) {
    return leases_
        .receive({{"type", "lease"},
                  {"ttl_s", 30},
                  {"basis", {{"id", "requisition-1"}, {"version", 1}}},
                  {"regime", "requisition"},
                  {"processing", city::to_string(processing)},
                  {"source", camera},
                  {"kinds", Json::array()},
                  {"exercise", true}})
        .value();
  }

  // Real pictures from `from` on, ten a second, through the writer of the product into the index.
  void record(UtcTime from, std::chrono::seconds length, const city::SourceId& camera = kCamera) {
    auto permits = std::make_shared<video::CameraPermits>(camera, std::vector{permit(city::Processing::record, camera)});
    video::SegmentDisk disk;
    auto writer = video::SegmentWriter::create(permits,
                                               {folder_ / "recordings", camera, city::StreamKind::main, "mask-7", true,
                                                [this](const city::SegmentRow& row) {
                                                  std::lock_guard lock(mutex_);
                                                  EXPECT_TRUE(ledger_->put_segment(row));
                                                }},
                                               disk);
    ASSERT_TRUE(writer) << writer.error().message;
    const auto& coded = CodedPictures::get();
    video::Fragmenter fragmenter;
    ASSERT_TRUE((*writer)->write(fragmenter.start(coded.parameters, from, 10).value()));
    for (long i = 0; i < length / 100ms; ++i) {
      const auto& [key, nals] = coded.pictures[static_cast<std::size_t>(i) % coded.pictures.size()];
      const UtcTime at = from + i * 100ms;
      ASSERT_TRUE((*writer)->write(fragmenter.add({nals, at, at, key})));
    }
    writer->reset();
  }

  PackageMoment moment(UtcTime from, UtcTime to, const city::SourceId& camera = kCamera) const {
    return {camera, "Port <est> & quai", "blanc", {from, to}, 1.25, "account:ines"};
  }

  PackageOrder order(std::vector<PackageMoment> moments) {
    PackageOrder order;
    order.id = ids_.next();
    order.to = folder_ / "package";
    order.requisition = {
        "2026-0017",     "PV 2026/117",           "77-1-1", "Procureur de la République, Marseille", "Sûreté départementale",
        "Cdt É. Martin", {noon_ - 1h, noon_ + 1h}};
    order.medium = "USB 0042";
    order.approved_by = {"account:paul", "Paul"};
    order.packaged_by = {"account:ines", "Inès"};
    order.moments = std::move(moments);
    order.searches = {
        {{"account:ines", "Inès"}, noon_ + 2h, kCamera, {noon_, noon_ + 1min}, {{"vehicle", "car"}, {"colour", "white"}}, 4, 60}};
    order.exercise = true;
    order.program = "vigie test";
    return order;
  }

  PackageDoors doors() {
    if (!roots_) roots_ = RootBook::open(folder_ / "roots").value();
    return {*ledger_, folder_ / "recordings", *roots_, sealer_, {{kCamera, permit(city::Processing::export_records)}}, authority_, zone_,
            clock_};
  }
  Result<PackageReport> package(const PackageOrder& order) {
    return make_package(order, doors(), [](double, const std::string&) {}, {});
  }

  const UtcTime noon_ = parse_utc("2026-11-22T12:00:00Z").value();
  Scratch folder_;
  SystemClock clock_;
  UuidSource ids_{clock_};
  const Zone zone_ = Zone::open("Europe/Paris").value();
  law::LeaseBook leases_{clock_};
  std::mutex mutex_;
  std::unique_ptr<storage::SqliteLedger> ledger_ = storage::SqliteLedger::open(folder_ / "ledger.db", clock_, ids_).value();
  law::Sealer sealer_ = law::Sealer::open(folder_ / "seal.key", folder_ / "outside", clock_).value();
  std::unique_ptr<RootBook> roots_;
  const TimestampAuthority* authority_ = nullptr;
};

}  // namespace vigie::evidence::testing_support
