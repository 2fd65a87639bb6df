#include "archive.h"

#include <zip.h>

#include <utility>

namespace vigie::connectors {
namespace {

// Up to `most` bytes and a little more, by which the caller sees that there are more.
template <typename Input>
Result<std::vector<char>> read_all(Input& input, std::size_t most) {
  std::vector<char> bytes;
  for (std::size_t filled = 0;;) {
    bytes.resize(filled + (1 << 16));
    VIGIE_TRY(const std::size_t count, input.read({bytes.data() + filled, bytes.size() - filled}));
    filled += count;
    if (count > 0 && filled <= most) continue;
    bytes.resize(filled);
    return bytes;
  }
}

}  // namespace

ArchivePart::~ArchivePart() { zip_fclose(file_); }

Result<std::size_t> ArchivePart::read(std::span<char> into) {
  const zip_int64_t count = zip_fread(file_, into.data(), into.size());
  if (count < 0) return fail(ErrorKind::corrupt, name_ + " is damaged: it cannot be unpacked", "file.unreadable");
  given_ += static_cast<std::uint64_t>(count);
  if (given_ > TextInput::growth_counts_from && given_ / TextInput::most_growth > packed_)
    return fail(
        ErrorKind::invalid_input,
        fmt::format("{}: {} packed bytes unpack to more than {} times as many: refused as a bomb", name_, packed_, TextInput::most_growth),
        "file.bomb");
  return static_cast<std::size_t>(count);
}

Archive::Archive(std::unique_ptr<std::vector<char>> bytes, zip* handle, std::string name)
    : bytes_(std::move(bytes)), handle_(handle), name_(std::move(name)) {}
Archive::Archive(Archive&& other) noexcept
    : bytes_(std::move(other.bytes_)), handle_(std::exchange(other.handle_, nullptr)), name_(std::move(other.name_)) {}
Archive& Archive::operator=(Archive&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(handle_, other.handle_);
  std::swap(name_, other.name_);
  return *this;
}
Archive::~Archive() {
  if (handle_) zip_discard(handle_);
}

Result<Archive> Archive::open(std::vector<char> bytes, std::string name) {
  auto kept = std::make_unique<std::vector<char>>(std::move(bytes));
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(kept->data(), kept->size(), 0, &error);
  zip* handle = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : nullptr;
  zip_error_fini(&error);
  if (!handle) {
    if (source) zip_source_free(source);
    return fail(ErrorKind::invalid_input, name + " cannot be read: its archive is damaged or cut off", "file.unreadable");
  }
  return Archive(std::move(kept), handle, std::move(name));
}

Result<std::vector<char>> Archive::bytes_of(TextInput& input, std::size_t most, const std::string& name, const char* too_large) {
  VIGIE_TRY(auto bytes, read_all(input, most));
  if (bytes.size() > most)
    return fail(ErrorKind::invalid_input, fmt::format("{} is larger than {} MiB: {}", name, most >> 20, too_large), "file.too_large");
  return bytes;
}

std::vector<std::string> Archive::parts() const {
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(handle_, 0);
  for (zip_int64_t i = 0; i < count; ++i)
    if (const char* name = zip_get_name(handle_, static_cast<zip_uint64_t>(i), 0)) names.emplace_back(name);
  return names;
}

Result<std::vector<char>> Archive::whole_part(const std::string& part, std::size_t most_bytes) const {
  VIGIE_TRY(const auto input, this->part(part));
  VIGIE_TRY(auto bytes, read_all(*input, most_bytes));
  if (bytes.size() > most_bytes)
    return fail(ErrorKind::invalid_input, fmt::format("{}: its part '{}' has more than {} MiB", name_, part, most_bytes >> 20),
                "file.too_large");
  return bytes;
}

bool Archive::has(const std::string& part) const { return zip_name_locate(handle_, part.c_str(), 0) >= 0; }

Result<std::unique_ptr<ArchivePart>> Archive::part(const std::string& part) const {
  zip_stat_t facts;
  zip_stat_init(&facts);
  if (zip_stat(handle_, part.c_str(), 0, &facts) != 0)
    return fail(ErrorKind::invalid_input, fmt::format("{} is not what its name says: it has no part '{}'", name_, part), "file.unreadable");
  if ((facts.valid & ZIP_STAT_ENCRYPTION_METHOD) && facts.encryption_method != ZIP_EM_NONE)
    return fail(ErrorKind::invalid_input, name_ + " is protected by a password: save it without", "file.encrypted");
  zip_file* file = zip_fopen_index(handle_, facts.index, 0);
  if (!file) return fail(ErrorKind::corrupt, fmt::format("{}: its part '{}' cannot be read", name_, part), "file.unreadable");
  const std::uint64_t packed = facts.valid & ZIP_STAT_COMP_SIZE ? facts.comp_size : 0;
  return std::unique_ptr<ArchivePart>(new ArchivePart(file, name_, packed));
}

}  // namespace vigie::connectors
