#include "requisitions/case_files.h"

#include <fstream>

namespace vigie::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostBytes = 64u << 20;

tl::unexpected<Error> trouble(const fs::path& file, const char* what) {
  return fail(ErrorKind::unavailable, fmt::format("{}: cannot be {}: is the disk full?", file.string(), what), "requisition.files");
}

Result<std::string> text_of(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::string{};
  if (fs::file_size(file, error) > kMostBytes)
    return fail(ErrorKind::full, file.string() + ": too many findings: search less at once", "requisition.too_many");
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return trouble(file, "read");
  return text;
}

}  // namespace

Status CaseFiles::make_folder() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error) fs::permissions(folder_, fs::perms::owner_all, error);
  if (error) return trouble(folder_, "made");
  return {};
}

Status CaseFiles::add_finding(const Json& finding) const {
  VIGIE_CHECK(make_folder());
  const fs::path file = folder_ / "findings.jsonl";
  std::ofstream out(file, std::ios::binary | std::ios::app);
  out << canonical(finding) << '\n' << std::flush;
  if (!out) return trouble(file, "written");
  return {};
}

Result<Json> CaseFiles::findings() const {
  VIGIE_TRY(const std::string text, text_of(folder_ / "findings.jsonl"));
  Json list = Json::array();
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
    if (auto finding = parse_json(std::string_view(text).substr(at, end - at)))
      list.push_back(std::move(*finding));  // half a line of a killed search is none
  return list;
}

Status CaseFiles::add_picture(const Uuid& finding, const Bytes& jpeg) const {
  std::error_code error;
  fs::create_directories(folder_ / "pictures", error);
  const fs::path file = folder_ / "pictures" / (finding.str() + ".jpg");
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
  if (!out.flush()) return trouble(file, "written");
  return {};
}

Result<Bytes> CaseFiles::picture(const Uuid& finding) const {
  const fs::path file = folder_ / "pictures" / (finding.str() + ".jpg");
  std::error_code error;
  if (!fs::exists(file, error)) return fail(ErrorKind::not_found, "there is no picture of this finding", "requisition.no_finding");
  VIGIE_TRY(const std::string bytes, text_of(file));
  return Bytes(bytes.begin(), bytes.end());
}

Status CaseFiles::keep(const Json& moments) const {
  VIGIE_CHECK(make_folder());
  const fs::path file = folder_ / "kept.json", part = folder_ / "kept.json.part";
  {
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out << canonical(moments) << std::flush;
    if (!out) return trouble(part, "written");
  }
  std::error_code error;
  fs::rename(part, file, error);
  if (error) return trouble(file, "written");
  return {};
}

Result<Json> CaseFiles::kept() const {
  VIGIE_TRY(const std::string text, text_of(folder_ / "kept.json"));
  if (text.empty()) return Json::array();
  return parse_json(text, kMostBytes);
}

Result<fs::path> CaseFiles::new_package() const {
  VIGIE_CHECK(make_folder());
  std::error_code error;
  fs::create_directories(folder_ / "packages", error);
  if (error) return trouble(folder_ / "packages", "made");
  for (int number = 1; number < 1000; ++number)
    if (const fs::path path = folder_ / "packages" / std::to_string(number); !fs::exists(path, error)) return path;
  return fail(ErrorKind::full, "this requisition has a thousand packages: close it", "requisition.too_many");
}

Result<Json> CaseFiles::erase() const {
  std::uint64_t files = 0, bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error))
    if (entry->is_regular_file()) {
      ++files;
      bytes += entry->file_size();
    }
  error.clear();
  fs::remove_all(folder_, error);
  if (error) return trouble(folder_, "erased");
  return Json{{"files", files}, {"bytes", bytes}};
}

}  // namespace vigie::app
