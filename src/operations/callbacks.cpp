#include "operations/callbacks.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "base/digest.h"

namespace vigie::operations {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t shortest = 3, longest = 24;

tl::unexpected<Error> failed(const char* what, const fs::path& file) {
  const int why = errno;
  return fail(why == ENOSPC ? ErrorKind::full : ErrorKind::unavailable,
              fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(why)));
}

bool is_number(const std::string& text) {
  if (text.size() < shortest || text.size() > longest) return false;
  const auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && text.find_first_not_of("0123456789 +-.()/") == std::string::npos;
}

class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags) : descriptor_(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool ok() const { return descriptor_ >= 0; }
  bool write_through(std::string_view bytes) const {
    return ::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(descriptor_) == 0;
  }

 private:
  int descriptor_;
};

// Two lines: when it is due, the number. Anything else is treated as due.
std::optional<Callback> read(const fs::path& file) {
  std::ifstream in{file};
  std::string due, number;
  if (!std::getline(in, due) || !std::getline(in, number)) return std::nullopt;
  const auto at = parse_utc(due);
  if (!at || !is_number(number)) return std::nullopt;
  return Callback{number, *at};
}

// Over the same blocks first, so that neither the file nor, on an ordinary file system, its freed blocks still hold the number.
Status wipe(const fs::path& file) {
  struct stat about {};
  if (::lstat(file.c_str(), &about) != 0) {
    if (errno == ENOENT) return {};
    return failed("look at", file);
  }
  if (S_ISREG(about.st_mode) && about.st_size > 0) {
    const Descriptor descriptor{file, O_WRONLY};
    if (!descriptor.ok() || !descriptor.write_through(std::string(static_cast<std::size_t>(std::min<off_t>(about.st_size, 4096)), '0')))
      return failed("overwrite", file);
  }
  if (::unlink(file.c_str()) != 0) return failed("remove", file);
  return {};
}

}  // namespace

Result<std::unique_ptr<Callbacks>> Callbacks::open(fs::path folder, const Clock& clock, std::chrono::hours life) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  std::unique_ptr<Callbacks> made{new Callbacks{std::move(folder), clock, life}};
  VIGIE_TRY(const auto erased, made->erase_due());
  (void)erased;
  return made;
}

// The entry's id comes from the ledger, yet a path is made from its digest: nothing that anybody typed becomes a file name.
fs::path Callbacks::file_of(const std::string& entry) const { return folder_ / to_hex(sha256(entry)).substr(0, 40); }

Result<Callback> Callbacks::keep(const std::string& entry, const std::string& number) {
  if (!is_number(number))
    return fail(ErrorKind::invalid_input, "field 'number': expected a telephone number of 3 to 24 digits and blanks", "field.wrong");
  const Callback callback{number, clock_.utc_now() + life_};
  std::lock_guard lock(mutex_);
  const fs::path file = file_of(entry), part = fs::path{file}.concat(".part");
  VIGIE_CHECK(wipe(part));
  VIGIE_CHECK(wipe(file));
  {
    const Descriptor descriptor{part, O_WRONLY | O_CREAT | O_EXCL};
    if (!descriptor.ok() || !descriptor.write_through(fmt::format("{}\n{}\n", format_utc(callback.erased_at), number))) {
      const auto why = failed("write", part);
      (void)wipe(part);
      return why;
    }
  }
  if (::rename(part.c_str(), file.c_str()) != 0) return failed("rename", part);
  return callback;
}

Result<Callback> Callbacks::find(const std::string& entry) const {
  std::lock_guard lock(mutex_);
  const auto callback = read(file_of(entry));
  if (!callback || callback->erased_at <= clock_.utc_now())
    return fail(ErrorKind::not_found, "there is no number to call back, or it was erased when due", "callback.none");
  return *callback;
}

Status Callbacks::erase(const std::string& entry) {
  std::lock_guard lock(mutex_);
  return wipe(file_of(entry));
}

Result<std::size_t> Callbacks::erase_due() {
  std::lock_guard lock(mutex_);
  const UtcTime now = clock_.utc_now();
  std::vector<fs::path> due;
  std::error_code error;
  for (fs::directory_iterator at{folder_, error}, end; !error && at != end; at.increment(error)) {
    const auto callback = read(at->path());
    if (at->path().extension() == ".part" || !callback || callback->erased_at <= now) due.push_back(at->path());
  }
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot read the folder {}: {}", folder_.string(), error.message()));
  for (const auto& file : due) VIGIE_CHECK(wipe(file));
  return due.size();
}

}  // namespace vigie::operations
