#include "evidence/package.h"

#include <algorithm>

#include "package/contents.h"
#include "package/documents.h"
#include "package/files.h"
#include "package/timestamp.h"
#include "video/clock_copy.h"

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRoomForDocuments = 8u << 20;
constexpr std::uint64_t kMostFileBytes = 2ULL << 30;

// The hidden folder in which a package grows. Removed unless it was put in its place.
class Staging {
 public:
  static Result<Staging> begin(const fs::path& place) {
    std::error_code error;
    if (place.filename().empty() || !fs::is_directory(place.parent_path(), error))
      return fail(ErrorKind::not_found, fmt::format("{}: there is no folder to put the package into", place.parent_path().string()),
                  "package.no_folder");
    if (fs::exists(fs::symlink_status(place, error)))
      return fail(ErrorKind::conflict, fmt::format("{}: there is something of this name already", place.string()), "package.taken");
    Staging staging(place, place.parent_path() / fmt::format(".{}.partial", place.filename().string()));
    fs::remove_all(staging.folder_, error);  // of an attempt that was killed
    fs::create_directory(staging.folder_, error);
    if (error) {
      const bool full = error == std::errc::no_space_on_device;
      return fail(full ? ErrorKind::full : ErrorKind::unavailable,
                  fmt::format("{}: cannot be made ({})", staging.folder_.string(), error.message()),
                  full ? "package.full" : "package.write");
    }
    return staging;
  }
  ~Staging() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  Staging(Staging&& other) noexcept : place_(std::move(other.place_)), folder_(std::exchange(other.folder_, {})) {}

  fs::path operator/(const std::string& path) const { return folder_ / path; }
  Status make_folder(const std::string& path) const {
    std::error_code error;
    fs::create_directories(folder_ / path, error);
    if (!error) return {};
    const bool full = error == std::errc::no_space_on_device;
    return fail(full ? ErrorKind::full : ErrorKind::unavailable, fmt::format("{}: cannot be made ({})", path, error.message()),
                full ? "package.full" : "package.write");
  }
  // Everything on the disk, then the name: a package is whole or not there.
  Status put_in_place() {
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error))
      VIGIE_CHECK(sync_path(entry->path()));
    VIGIE_CHECK(sync_path(folder_));
    fs::rename(folder_, place_, error);
    if (error)
      return fail(ErrorKind::unavailable, fmt::format("{}: the package cannot be put in its place ({})", place_.string(), error.message()),
                  "package.write");
    folder_.clear();
    return sync_path(place_.parent_path());
  }

 private:
  Staging(fs::path place, fs::path folder) : place_(std::move(place)), folder_(std::move(folder)) {}
  fs::path place_, folder_;
};

class Maker {
 public:
  Maker(const PackageOrder& order, const PackageDoors& doors, const std::function<void(double, const std::string&)>& progress,
        const std::stop_token& stop)
      : order_(order), doors_(doors), progress_(progress), stop_(stop) {}

  Result<PackageReport> make() {
    for (const PackageMoment& moment : order_.moments) VIGIE_CHECK(may_export(moment.camera));
    VIGIE_TRY(Staging staging, Staging::begin(fs::absolute(order_.to)));
    progress_(0, "package.choose");
    VIGIE_TRY(contents_, choose_contents(order_, doors_));
    VIGIE_CHECK(check_room(fs::absolute(order_.to).parent_path()));
    for (MomentContents& moment : contents_) {
      VIGIE_CHECK(copy_originals(moment, staging));
      VIGIE_CHECK(make_readable(moment, staging));
    }
    progress_(0.9, "package.seal");
    VIGIE_CHECK(write_documents(staging));
    VIGIE_CHECK(seal(staging));
    VIGIE_CHECK(go_on());
    for (const PackageMoment& moment : order_.moments) VIGIE_CHECK(may_export(moment.camera));
    VIGIE_CHECK(staging.put_in_place());
    for (const MomentContents& moment : contents_)
      for (const Fault& fault : moment.faults) report_.faults.push_back(english(fault, doors_.zone));
    progress_(1, "package.done");
    return report_;
  }

 private:
  Status may_export(const city::SourceId& camera) const {
    const auto permit = doors_.permits.find(camera);
    if (permit == doors_.permits.end())
      return fail(ErrorKind::denied, fmt::format("there is no permit to export {}", camera), "basis.none");
    return permit->second.check(city::Processing::export_records, camera);
  }
  Status go_on() const {
    if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "the packaging was stopped");
    return {};
  }

  // Said before the first byte: half a package on a full medium helps nobody. A readable copy is seldom larger than its original.
  Status check_room(const fs::path& folder) const {
    std::uint64_t originals = 0;
    for (const MomentContents& moment : contents_)
      for (const Piece& piece : moment.pieces) originals += piece.bytes();
    std::error_code error;
    const auto space = fs::space(folder, error);
    const std::uint64_t wanted = 2 * originals + kRoomForDocuments;
    if (!error && space.available < wanted)
      return fail(ErrorKind::full,
                  fmt::format("{}: {} bytes are free and the package needs about {}: take another medium", folder.string(), space.available,
                              wanted),
                  "package.full");
    return {};
  }

  Status copy_originals(MomentContents& moment, const Staging& staging) {
    if (!moment.pieces.empty()) VIGIE_CHECK(staging.make_folder(fmt::format("original/{}", moment.number)));
    for (const Piece& piece : moment.pieces) {
      VIGIE_CHECK(go_on());
      VIGIE_CHECK(may_export(piece.row.camera));
      const fs::path to = staging / piece.file;
      VIGIE_TRY(const OpenFile out, OpenFile::create(to));
      const auto& parts = piece.parts.parts;
      Sha256 hash;
      VIGIE_CHECK(copy_range(doors_.recordings / piece.row.path, parts[0].offset, parts[0].bytes, out.get(), to, hash));
      VIGIE_CHECK(copy_range(doors_.recordings / piece.row.path, parts[piece.first_part].offset, piece.bytes() - parts[0].bytes, out.get(),
                             to, hash));
      list(piece.file, piece.bytes(), hash.finish());
      step("package.copy");
    }
    return {};
  }

  Status make_readable(MomentContents& moment, const Staging& staging) {
    if (moment.pieces.empty()) return {};
    VIGIE_CHECK(staging.make_folder("readable"));
    const std::string path = fmt::format("readable/{}.mp4", moment.number);
    video::ClockCopyOrder copy;
    for (const Piece& piece : moment.pieces) copy.segments.push_back(staging / piece.file);
    copy.span = moment.moment.span;
    copy.to = staging / path;
    copy.label = moment.moment.camera;
    copy.note = fmt::format("COPY  clock error: {}{}", clock_error_text(moment.moment), order_.exercise ? "  EXERCISE" : "");
    const auto made =
        video::make_clock_copy(doors_.permits.at(moment.moment.camera), moment.moment.camera, copy, doors_.zone, doors_.clock, stop_);
    step("package.readable");
    if (!made) {
      // Pictures that nobody can decode are still the original: the slip says that there is no copy.
      if (made.error().kind != ErrorKind::corrupt && made.error().kind != ErrorKind::unsupported) return tl::make_unexpected(made.error());
      std::error_code ignored;
      fs::remove(copy.to, ignored);
      return {};
    }
    moment.readable = path;
    moment.readable_s = made->seconds;
    moment.readable_pictures = made->pictures;
    moment.readable_damaged = made->damaged;
    return list_file(staging, path);
  }

  Status write_documents(const Staging& staging) {
    made_at_ = doors_.clock.utc_now();
    VIGIE_CHECK(write_listed(staging, "prov.json", canonical(provenance_of(order_, contents_, made_at_)) + "\n"));
    // Page and slip name the hashes of what was written before them.
    const auto so_far = files_;
    VIGIE_TRY(const Bytes slip, slip_of(order_, doors_.zone, contents_, so_far, made_at_));
    VIGIE_CHECK(write_whole(staging / "slip.pdf", slip));
    list("slip.pdf", slip.size(), sha256(slip));
    VIGIE_CHECK(write_listed(staging, "index.html", page_of(order_, doors_.zone, contents_, so_far)));
    if (doors_.authority) VIGIE_CHECK(write_listed(staging, "tsa.pem", doors_.authority->certificates_pem));
    return {};
  }

  Status seal(const Staging& staging) {
    std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    const std::string manifest = canonical(manifest_of(order_, doors_, contents_, files_, made_at_)) + "\n";
    report_.manifest = sha256(manifest);
    VIGIE_CHECK(write_listed(staging, "manifest.json", manifest));
    VIGIE_TRY(const law::Seal seal, doors_.signer.sign(law::kEvidencePackage, report_.manifest));
    report_.key_id = seal.key_id;
    VIGIE_CHECK(write_listed(staging, "seal.txt", seal.signed_text()));
    VIGIE_CHECK(write_whole(staging / "seal.sig", seal.signature));
    list("seal.sig", seal.signature.size(), sha256(seal.signature));
    VIGIE_CHECK(write_listed(staging, "key.pem", law::public_key_pem(seal.public_key)));
    if (doors_.authority) VIGIE_CHECK(stamp(staging, seal));
    std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    std::string sums;
    for (const PackagedFile& file : files_) {
      sums += fmt::format("{}  {}\n", to_hex(file.digest), file.path);
      report_.bytes += file.bytes;
    }
    report_.files = files_.size() + 1;
    report_.bytes += sums.size();
    return write_whole(staging / "SHA256SUMS", sums);
  }

  Status stamp(const Staging& staging, const law::Seal& seal) {
    const Digest signature = sha256(seal.signature);
    VIGIE_TRY(const Bytes request, timestamp_request(signature));
    auto response = doors_.authority->ask(request);
    if (!response) return fail_in("time-stamp authority " + doors_.authority->name, response.error());
    VIGIE_TRY(const UtcTime at, check_timestamp(*response, signature, doors_.authority->certificates_pem));
    (void)at;
    VIGIE_CHECK(write_whole(staging / "seal.tsr", *response));
    list("seal.tsr", response->size(), sha256(*response));
    return {};
  }

  void list(const std::string& path, std::uint64_t bytes, const Digest& digest) { files_.push_back({path, bytes, digest}); }
  Status write_listed(const Staging& staging, const std::string& path, const std::string& text) {
    VIGIE_CHECK(write_whole(staging / path, text));
    list(path, text.size(), sha256(text));
    return {};
  }
  Status list_file(const Staging& staging, const std::string& path) {
    std::error_code error;
    const std::uint64_t bytes = fs::file_size(staging / path, error);
    if (error || bytes > kMostFileBytes) return fail(ErrorKind::unavailable, path + ": cannot be read again");
    VIGIE_TRY(const Digest digest, sha256_of_file(staging / path));
    list(path, bytes, digest);
    return {};
  }
  void step(const std::string& code) {
    std::size_t all = contents_.size();
    for (const auto& moment : contents_) all += moment.pieces.size();
    progress_(0.9 * static_cast<double>(++steps_) / static_cast<double>(std::max<std::size_t>(1, all)), code);
  }

  const PackageOrder& order_;
  const PackageDoors& doors_;
  const std::function<void(double, const std::string&)>& progress_;
  const std::stop_token& stop_;
  std::vector<MomentContents> contents_;
  std::vector<PackagedFile> files_;
  UtcTime made_at_{};
  std::size_t steps_ = 0;
  PackageReport report_;
};

}  // namespace

Json to_json(const PackageReport& report) {
  return {{"manifest", to_hex(report.manifest)},
          {"key_id", report.key_id},
          {"bytes", report.bytes},
          {"files", report.files},
          {"faults", report.faults}};
}

Result<PackageReport> make_package(const PackageOrder& order, const PackageDoors& doors,
                                   const std::function<void(double, const std::string&)>& progress, const std::stop_token& stop) {
  if (order.moments.empty()) return fail(ErrorKind::invalid_input, "a package needs at least one kept moment", "package.no_moment");
  return Maker(order, doors, progress, stop).make();
}

}  // namespace vigie::evidence
