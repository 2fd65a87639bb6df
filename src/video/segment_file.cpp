#include "segment_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "video/fragmenter.h"

namespace vigie::video {
namespace {

using View = std::span<const std::uint8_t>;

constexpr std::uint64_t kMaxInit = 1 << 20, kMaxMoof = 64 << 10, kMaxMdat = 17 << 20, kMaxLabel = 4096, kMaxSegment = 2ULL << 30;
// Of our own box; drawn at random once.
constexpr std::array<std::uint8_t, 16> kLabelUuid = {0x5b, 0x1e, 0x8c, 0x0a, 0x93, 0x4d, 0x4f, 0x6e,
                                                     0xa7, 0x21, 0xd0, 0x3c, 0x6b, 0x88, 0x12, 0xf4};

ssize_t read_at(int fd, void* into, std::size_t size, std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(fd, static_cast<std::uint8_t*>(into) + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return got;
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(done);
}

Result<SegmentLabel> parse_label(View content) {
  const auto damaged = [] { return fail(ErrorKind::corrupt, "the label of the segment is damaged"); };
  if (content.size() < kLabelUuid.size() || !std::equal(kLabelUuid.begin(), kLabelUuid.end(), content.begin())) return damaged();
  content = content.subspan(kLabelUuid.size());
  VIGIE_TRY(const Json json, parse_json({reinterpret_cast<const char*>(content.data()), content.size()}, kMaxLabel));
  SegmentLabel label;
  VIGIE_TRY(label.camera, text_field(json, "camera", 256));
  VIGIE_TRY(const std::string stream, text_field(json, "stream", 8));
  if (stream != "main" && stream != "sub") return damaged();
  label.stream = stream == "sub" ? city::StreamKind::sub : city::StreamKind::main;
  VIGIE_TRY(label.mask_version, text_field(json, "mask_version", 256));
  label.exercise = flag_or(json, "exercise", false);
  return label;
}

}  // namespace

void write_label(BoxWriter& w, const SegmentLabel& label) {
  const Json json{{"camera", label.camera},
                  {"stream", city::to_string(label.stream)},
                  {"mask_version", label.mask_version},
                  {"exercise", label.exercise}};
  w.box("uuid", [&] { w.bytes(kLabelUuid).text(canonical(json)); });
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

Result<Bytes> SegmentFile::read(std::uint64_t offset, std::uint64_t size) const {
  Bytes bytes(size);
  const ssize_t got = read_at(file_.get(), bytes.data(), size, offset);
  if (got != static_cast<ssize_t>(size)) return fail(ErrorKind::corrupt, name_ + ": the segment is shorter than its boxes say");
  return bytes;
}

Result<SegmentFile> SegmentFile::open(const std::filesystem::path& path) {
  SegmentFile file;
  file.name_ = path.string();
  file.file_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat about {};
  if (file.file_.get() < 0 || fstat(file.file_.get(), &about) != 0)
    return fail(ErrorKind::not_found, file.name_ + ": the segment cannot be opened");
  if (!S_ISREG(about.st_mode) || static_cast<std::uint64_t>(about.st_size) > kMaxSegment)
    return fail(ErrorKind::corrupt, file.name_ + ": this is no segment of a recording");

  auto init = std::make_shared<Bytes>();
  for (const char* expected : {"ftyp", "moov", "uuid"}) {
    std::array<std::uint8_t, 16> head{};
    const ssize_t got = read_at(file.file_.get(), head.data(), head.size(), file.position_);
    const auto box = got < 8 ? std::nullopt : read_box_header({head.data(), static_cast<std::size_t>(got)});
    if (!box || box->type != expected || box->size > kMaxInit)
      return fail(ErrorKind::corrupt, file.name_ + ": this is no segment of a recording");
    VIGIE_TRY(const Bytes bytes, file.read(file.position_, box->size));
    file.position_ += box->size;
    if (box->type != "uuid") {
      init->insert(init->end(), bytes.begin(), bytes.end());
      continue;
    }
    auto label = parse_label(View(bytes).subspan(box->header));
    if (!label) return fail_in(file.name_, std::move(label.error()));
    file.label_ = std::move(*label);
  }
  auto codec = read_codec(*init);
  if (!codec) return fail(ErrorKind::corrupt, file.name_ + ": the segment does not say its codec");
  file.codec_ = std::move(*codec);
  file.init_ = std::move(init);
  return file;
}

std::optional<SegmentFile::Entry> SegmentFile::next() {
  std::array<std::uint8_t, 256> head;  // a moof of ours and the header of its mdat fit
  const ssize_t got = read_at(file_.get(), head.data(), head.size(), position_);
  if (got < 8) return std::nullopt;
  View view(head.data(), static_cast<std::size_t>(got));
  const auto moof = read_box_header(view);
  if (!moof || moof->type != "moof" || moof->size > kMaxMoof) return std::nullopt;
  Bytes longer;
  if (moof->size + 16 > view.size()) {
    longer.resize(moof->size + 16);
    const ssize_t more = read_at(file_.get(), longer.data(), longer.size(), position_);
    if (more < 0 || static_cast<std::uint64_t>(more) < moof->size + 8) return std::nullopt;
    view = View(longer).first(static_cast<std::size_t>(more));
  }
  const auto info = read_fragment_info(view.subspan(moof->header, moof->size - moof->header));
  const auto mdat = read_box_header(view.subspan(moof->size));
  if (!info || !mdat || mdat->type != "mdat" || mdat->size > kMaxMdat) return std::nullopt;
  Entry entry{position_, moof->size + mdat->size, info->key, from_ticks(info->picture_ticks)};
  std::uint8_t last = 0;  // whole only when its last byte is there
  if (read_at(file_.get(), &last, 1, entry.offset + entry.size - 1) != 1) return std::nullopt;
  position_ += entry.size;
  return entry;
}

Result<city::Fragment> SegmentFile::load(const Entry& entry) const {
  VIGIE_TRY(Bytes bytes, read(entry.offset, entry.size));
  using Kind = city::Fragment::Kind;
  return city::Fragment{std::make_shared<const Bytes>(std::move(bytes)), entry.key ? Kind::key : Kind::delta, entry.at, {}};
}

}  // namespace vigie::video
