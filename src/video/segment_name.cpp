#include <date/date.h>

#include <algorithm>
#include <charconv>

#include "segment_file.h"
#include "video/segment_writer.h"

namespace vigie::video {
namespace {

namespace fs = std::filesystem;

bool is_plain(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool ends_with(const std::string& text, std::string_view with) {
  return text.size() >= with.size() && text.compare(text.size() - with.size(), with.size(), with) == 0;
}

// Entries of a folder that are what they seem to be: no links. Errors end the listing; what cannot be read is not there.
std::vector<std::string> names_in(const fs::path& folder, fs::file_type type) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->symlink_status(error).type() == type) names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string folder_of(const city::SourceId& camera) {
  std::string folder;
  for (const unsigned char c : camera)
    folder += is_plain(c) ? std::string(1, static_cast<char>(c)) : c == ':' ? "-" : fmt::format("%{:02X}", c);
  return folder;
}

Result<city::SourceId> camera_of_folder(const std::string& folder) {
  city::SourceId camera;
  for (std::size_t i = 0; i < folder.size(); ++i) {
    unsigned value = 0;
    if (folder[i] == '%' && i + 2 < folder.size() && std::from_chars(&folder[i + 1], &folder[i + 3], value, 16).ptr == &folder[i + 3]) {
      camera += static_cast<char>(value);
      i += 2;
    } else {
      camera += folder[i] == '-' ? ':' : folder[i];
    }
  }
  if (camera.empty() || folder_of(camera) != folder)
    return fail(ErrorKind::invalid_input, fmt::format("'{}' is no folder of a camera", folder));
  return camera;
}

std::string segment_id(const city::SourceId& camera, UtcTime start, city::StreamKind stream, int copy) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(start);
  const std::string id =
      fmt::format("{}/{}/{}Z-{}", folder_of(camera), date::format("%F", whole), date::format("%H-%M-%S", whole), city::to_string(stream));
  return copy > 1 ? fmt::format("{}-{}", id, copy) : id;
}

std::optional<SegmentName> parse_segment_name(const std::string& folder, const std::string& day, const std::string& file) {
  SegmentName name;
  name.open = ends_with(file, kOpenSuffix);
  if (!name.open && !ends_with(file, kClosedSuffix)) return std::nullopt;
  const std::string stem = file.substr(0, file.size() - std::string_view(name.open ? kOpenSuffix : kClosedSuffix).size());
  if (stem.size() < 12 || stem[8] != 'Z' || stem[9] != '-') return std::nullopt;
  std::string clock = stem.substr(0, 8);
  std::replace(clock.begin(), clock.end(), '-', ':');
  const auto start = parse_utc(day + "T" + clock + "Z");
  if (!start) return std::nullopt;
  const std::string rest = stem.substr(10);  // "main", "sub", and "-2" for a second one of the same second
  const std::string stream = rest.substr(0, rest.find('-'));
  if (stream != "main" && stream != "sub") return std::nullopt;
  name.stream = stream == "sub" ? city::StreamKind::sub : city::StreamKind::main;
  name.start = *start;
  name.id = folder + "/" + day + "/" + stem;
  return name;
}

std::vector<SegmentName> list_segments(const fs::path& root, const std::string& folder, std::optional<UtcTime> since) {
  std::vector<SegmentName> segments;
  const std::string first_day = since ? date::format("%F", *since - std::chrono::hours{24}) : std::string{};
  for (const std::string& day : names_in(root / folder, fs::file_type::directory)) {
    if (day < first_day) continue;
    for (const std::string& file : names_in(root / folder / day, fs::file_type::regular))
      if (auto name = parse_segment_name(folder, day, file)) segments.push_back(std::move(*name));
  }
  return segments;
}

}  // namespace vigie::video
