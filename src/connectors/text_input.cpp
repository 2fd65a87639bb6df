#include "text_input.h"

#include <zlib.h>

#include <array>
#include <cstring>
#include <fstream>

namespace vigie::connectors {
namespace {

class PlainInput final : public TextInput {
 public:
  PlainInput(std::ifstream file, std::string name, std::uint64_t size) : file_(std::move(file)), name_(std::move(name)), size_(size) {}

  Result<std::size_t> read(std::span<char> into) override {
    file_.read(into.data(), static_cast<std::streamsize>(into.size()));
    if (file_.bad()) return fail(ErrorKind::unavailable, fmt::format("{}: read error after byte {}", name_, read_), "file.unreadable");
    const auto count = static_cast<std::size_t>(file_.gcount());
    read_ += count;
    return count;
  }
  double progress() const override { return size_ == 0 ? 1 : static_cast<double>(read_) / static_cast<double>(size_); }
  std::uint64_t bytes_read() const { return read_; }
  const std::string& name() const { return name_; }

 private:
  std::ifstream file_;
  const std::string name_;
  const std::uint64_t size_;
  std::uint64_t read_ = 0;
};

class GzipInput final : public TextInput {
 public:
  explicit GzipInput(std::unique_ptr<PlainInput> packed) : packed_(std::move(packed)) {}
  ~GzipInput() override {
    if (open_) inflateEnd(&stream_);
  }
  GzipInput(const GzipInput&) = delete;
  GzipInput& operator=(const GzipInput&) = delete;

  Status start() {
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) return fail(ErrorKind::internal, "zlib does not start");
    open_ = true;
    return {};
  }

  Result<std::size_t> read(std::span<char> into) override {
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(into.size());
    while (stream_.avail_out == into.size() && !ended_) {
      if (stream_.avail_in == 0) VIGIE_CHECK(refill());
      if (stream_.avail_in == 0) {
        if (inside_member_) return bad("is cut off: its packed data end");
        ended_ = true;
        break;
      }
      inside_member_ = true;
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_STREAM_END) {  // another member may follow (RFC 1952, 2.2)
        inside_member_ = false;
        if (inflateReset(&stream_) != Z_OK) return fail(ErrorKind::internal, "zlib does not go on");
      } else if (code != Z_OK && code != Z_BUF_ERROR) {
        return bad("is damaged");
      }
    }
    const std::size_t count = into.size() - stream_.avail_out;
    given_ += count;
    if (given_ > growth_counts_from && given_ / most_growth > packed_->bytes_read())
      return fail(
          ErrorKind::invalid_input,
          fmt::format("{}: {} packed bytes unpack to more than {} times as many: refused as a bomb; unpack it yourself if it is real",
                      packed_->name(), packed_->bytes_read(), most_growth),
          "file.bomb");
    return count;
  }
  double progress() const override { return packed_->progress(); }

 private:
  Status refill() {
    VIGIE_TRY(const std::size_t count, packed_->read(std::span<char>{input_}));
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(count);
    return {};
  }
  tl::unexpected<Error> bad(const char* what) const {
    return fail(
        ErrorKind::invalid_input,
        fmt::format("{} {} near packed byte {}, unpacked byte {}: fetch it again", packed_->name(), what, packed_->bytes_read(), given_),
        "file.damaged");
  }

  std::unique_ptr<PlainInput> packed_;
  z_stream stream_{};
  std::array<char, 1 << 16> input_;
  std::uint64_t given_ = 0;
  bool open_ = false, inside_member_ = false, ended_ = false;
};

}  // namespace

Result<std::unique_ptr<TextInput>> TextInput::open(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file{path, std::ios::binary};
  if (error || !file) return fail(ErrorKind::not_found, fmt::format("cannot read {}: name a file", path.string()), "file.unreadable");
  std::array<char, 2> first{};
  file.read(first.data(), first.size());
  const bool packed = file.gcount() == 2 && std::memcmp(first.data(), "\x1f\x8b", 2) == 0;
  file.clear();
  file.seekg(0);
  auto plain = std::make_unique<PlainInput>(std::move(file), path.string(), size);
  if (!packed) return plain;
  auto unpacked = std::make_unique<GzipInput>(std::move(plain));
  VIGIE_CHECK(unpacked->start());
  return unpacked;
}

}  // namespace vigie::connectors
