#include "video/segment_reader.h"

#include <algorithm>

#include "segment_file.h"
#include "video/segment_writer.h"

namespace vigie::video {
namespace {

using namespace std::chrono_literals;

// A picture may be this old to begin with; further back lies a gap, and playing starts behind it.
constexpr auto kReach = 30s;

Status may_read(const city::Permit& permit, const city::SourceId& camera) {
  using enum city::Processing;
  const city::Processing asked = permit.terms().processing;
  if (asked != view && asked != replay && asked != search && asked != export_records)
    return fail(ErrorKind::denied, fmt::format("a permit to {} does not open recordings", city::to_string(asked)),
                "permit.other_processing");
  return permit.check(asked, camera);
}

}  // namespace

struct SegmentReader::State {
  city::Permit permit;
  std::filesystem::path root;
  city::SourceId camera;
  city::StreamKind stream;
  UtcTime from;
  const Clock& clock;
  std::optional<SteadyTime> asked{};
  std::string current_id{};  // the last segment opened; the next one has a greater id
  std::optional<SegmentFile> file{};
  std::optional<SegmentFile::Entry> ready{};  // positioned, not yet given
  std::shared_ptr<const Bytes> init{};        // last one given
  bool wait_for_key = true;                   // what comes before a key cannot be shown

  Status check();
  std::vector<SegmentName> names_after(const std::string& id) const;
  std::optional<SegmentFile> open_segment(const SegmentName& name) const;
  bool open_next();
  void position();
};

Status SegmentReader::State::check() {
  const SteadyTime now = clock.steady_now();
  if (asked && now - *asked < 1s) return {};
  VIGIE_CHECK(may_read(permit, camera));
  asked = now;
  return {};
}

std::vector<SegmentName> SegmentReader::State::names_after(const std::string& id) const {
  auto names = list_segments(root, folder_of(camera), from);
  std::erase_if(names, [&](const SegmentName& name) { return name.stream != stream || name.id <= id; });
  return names;
}

// The file may be closed, and so renamed, between listing and opening.
std::optional<SegmentFile> SegmentReader::State::open_segment(const SegmentName& name) const {
  auto opened = SegmentFile::open(root / name.path());
  if (!opened && name.open) opened = SegmentFile::open(root / (name.id + kClosedSuffix));
  return opened ? std::optional(std::move(*opened)) : std::nullopt;
}

// Goes to the next segment that can be opened; damaged ones are passed over like gaps. False: there is none.
bool SegmentReader::State::open_next() {
  for (const SegmentName& name : names_after(current_id)) {
    auto opened = open_segment(name);
    if (!opened && name.open) return false;  // its head is being written
    current_id = name.id;
    if (!opened) continue;
    file = std::move(opened);
    wait_for_key = true;
    return true;
  }
  return false;
}

// To the key at or before `from`; when that is too far back, to the first one behind the gap.
void SegmentReader::State::position() {
  struct Place {
    SegmentName segment;
    std::uint64_t offset = 0;
  };
  std::optional<Place> before, after;
  UtcTime reached{};  // last picture at or before `from`
  const auto names = names_after("");
  const auto later = std::ranges::find_if(names, [&](const SegmentName& name) { return name.start > from; });
  // Names are cut to the second, so the last one that seems to start before `from` may not; the one before it does.
  for (auto name = later - std::min<std::ptrdiff_t>(2, later - names.begin()); name != names.end() && !after; ++name) {
    auto segment = open_segment(*name);
    while (segment && !after) {
      const auto entry = segment->next();
      if (!entry) break;
      if (entry->at <= from) reached = std::max(reached, entry->at);
      if (entry->key) (entry->at <= from ? before : after) = Place{*name, entry->offset};
    }
  }
  const bool gap = reached + kReach < from;
  if (before && gap && !after) current_id = before->segment.id;  // nothing yet behind the gap: open_next() will find it
  const auto& start = before && !gap ? before : after;
  if (!start) return;
  current_id = start->segment.id;
  file = open_segment(start->segment);
  if (file) file->seek(start->offset);
}

SegmentReader::SegmentReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
SegmentReader::~SegmentReader() = default;
SegmentReader::SegmentReader(SegmentReader&&) noexcept = default;
SegmentReader& SegmentReader::operator=(SegmentReader&&) noexcept = default;

Result<SegmentReader> SegmentReader::open(const city::Permit& permit, const std::filesystem::path& root, const city::SourceId& camera,
                                          city::StreamKind stream, UtcTime from, const Clock& clock) {
  VIGIE_CHECK(may_read(permit, camera));
  SegmentReader reader(std::unique_ptr<State>(new State{permit, root, camera, stream, from, clock}));
  reader.state_->position();
  return reader;
}

Result<std::optional<city::Fragment>> SegmentReader::next() {
  State& state = *state_;
  VIGIE_CHECK(state.check());
  for (;;) {
    if (!state.file && !state.open_next()) return std::optional<city::Fragment>();
    if (!state.ready) state.ready = state.file->next();
    if (!state.ready) {
      // The end of what is there. Asked once more after a newer segment was seen, because both may have grown meanwhile.
      if (state.names_after(state.current_id).empty()) return std::optional<city::Fragment>();
      state.ready = state.file->next();
      if (!state.ready) {
        if (!state.open_next()) return std::optional<city::Fragment>();
        continue;
      }
    }
    if (state.wait_for_key && !state.ready->key) {
      state.ready.reset();
      continue;
    }
    state.wait_for_key = false;
    if (!state.init || *state.init != *state.file->init()) {
      state.init = state.file->init();
      return city::Fragment{state.init, city::Fragment::Kind::init, state.ready->at, state.file->codec()};
    }
    const SegmentFile::Entry entry = *std::exchange(state.ready, std::nullopt);
    VIGIE_TRY(city::Fragment fragment, state.file->load(entry));
    return fragment;
  }
}

Result<Bytes> make_clip(std::span<const city::Fragment> fragments) {
  using Kind = city::Fragment::Kind;
  Bytes clip;
  std::optional<UtcTime> start;
  for (const city::Fragment& fragment : fragments) {
    const bool has_init = !clip.empty();
    if (fragment.kind == Kind::init ? start.has_value() : !has_init) break;  // another stream begins, or none began
    if (fragment.kind == Kind::init && has_init) clip.clear();
    if (fragment.kind == Kind::delta && !start) continue;
    if (start && (fragment.at - *start > kMaxClip || clip.size() + fragment.bytes->size() > kMaxClipBytes)) break;
    if (fragment.kind == Kind::key && !start) start = fragment.at;
    clip.insert(clip.end(), fragment.bytes->begin(), fragment.bytes->end());
  }
  if (!start) return fail(ErrorKind::not_found, "nothing was recorded in that time", "recording.nothing");
  return clip;
}

Result<Bytes> make_clip(const city::Permit& permit, const std::filesystem::path& root, const city::SourceId& camera,
                        city::StreamKind stream, city::Interval span, const Clock& clock) {
  if (span.to <= span.from || span.to - span.from > kMaxClip)
    return fail(ErrorKind::invalid_input, fmt::format("a clip lasts at most {} s", kMaxClip.count()), "clip.too_long");
  VIGIE_TRY(SegmentReader reader, SegmentReader::open(permit, root, camera, stream, span.from, clock));
  std::vector<city::Fragment> fragments;
  for (std::size_t bytes = 0; bytes <= kMaxClipBytes;) {
    VIGIE_TRY(std::optional<city::Fragment> fragment, reader.next());
    if (!fragment || fragment->at >= span.to) break;
    bytes += fragment->bytes->size();
    fragments.push_back(std::move(*fragment));
  }
  return make_clip(fragments);
}

}  // namespace vigie::video
