#include "evidence/search.h"

#include <algorithm>
#include <deque>

#include "base/thread.h"
#include "block.h"
#include "passages.h"

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;
using perception::Box;

constexpr double kBlock_s = 30;
constexpr std::size_t kMostBlockBytes = 48u << 20;
constexpr std::size_t kFewestSamples = 12;  // of a still scene from key pictures alone
constexpr double kSampleEvery_s = 1.5;      // where keys are too few
constexpr std::size_t kMostSamples = 64;
constexpr double kWeakest = 0.25, kBegins = 0.4;
constexpr double kHintOverlap = 0.35;  // of a blob and a faint detection
constexpr double kBlind = 0.5;         // unnamed to named from which on a camera is one in which the detector is half blind
const MoverSettings kNamed{.begin_confidence = kBegins, .forget_after_s = 2, .reach_in_sizes = 1.2};
const MoverSettings kUnnamed{.begin_confidence = 0, .forget_after_s = 0.7, .reach_in_sizes = 1.0};

double shared(const Box& a, const Box& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height;
}

// What one thread needs for itself.
struct Looker {
  video::GroupDecoder decoder;
  std::unique_ptr<perception::Detector> detector;
};

class Search {
 public:
  Search(const Question& question, video::FootageReader reader, std::vector<Looker> lookers, std::stop_token stop)
      : question_(question), reader_(std::move(reader)), lookers_(std::move(lookers)), stop_(std::move(stop)) {
    framing_.factor = shrink_factor(reader_.width_px());
    framing_.interest = interest_of(question_, reader_.width_px(), reader_.height_px());
  }

  Result<SearchReport> run(const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                           const std::function<Status()>& allowed);

 private:
  Result<std::optional<Block>> read_block();
  Result<std::vector<SmallPicture>> samples_of(const Block& block);
  Status look_at_blocks(const std::vector<Block>& blocks, const std::vector<StillScene>& scenes, std::vector<BlockView>& views);
  void follow(const Moment& moment);
  Status tell_ended(const std::function<Status(const Finding&)>& tell);

  const Question& question_;
  video::FootageReader reader_;
  std::vector<Looker> lookers_;
  std::stop_token stop_;
  Framing framing_;
  std::deque<SmallPicture> recent_;  // samples of blocks before
  MoverBook named_{kNamed}, unnamed_{kUnnamed};
  std::size_t named_findings_ = 0, unnamed_findings_ = 0;
  SearchReport report_;
};

Result<std::optional<Block>> Search::read_block() {
  Block block;
  std::size_t bytes = 0;
  while (block.groups.empty() || (block.groups.back()->end_s() - block.groups.front()->start_s() < kBlock_s && bytes < kMostBlockBytes)) {
    VIGIE_TRY(auto group, reader_.next());
    if (!group) break;
    bytes += group->delta_bytes();
    SmallPicture small;
    VIGIE_CHECK(lookers_[0].decoder.key(*group, [&](const video::FootagePicture& picture) -> Status {
      framing_.full_range = picture.full_range;
      small = shrink(picture, framing_.factor);
      return {};
    }));
    if (small.luma.empty()) continue;  // its key is damaged: counted by the decoder, and nothing after it can be trusted
    block.keys.push_back(std::move(small));
    block.groups.push_back(std::move(group));
  }
  if (block.groups.empty()) return std::optional<Block>();
  return std::optional<Block>(std::move(block));
}

Result<std::vector<SmallPicture>> Search::samples_of(const Block& block) {
  if (block.keys.size() >= kFewestSamples) return block.keys;
  std::vector<SmallPicture> samples;
  for (const auto& group : block.groups)
    VIGIE_CHECK(lookers_[0].decoder.every(*group, kSampleEvery_s, [&](const video::FootagePicture& picture) -> Status {
      samples.push_back(shrink(picture, framing_.factor));
      return {};
    }));
  return samples;
}

Status Search::look_at_blocks(const std::vector<Block>& blocks, const std::vector<StillScene>& scenes, std::vector<BlockView>& views) {
  std::vector<Result<BlockView>> results(blocks.size());
  const auto look = [&](std::size_t i) {
    results[i] = look_at(blocks[i], scenes[i], framing_, lookers_[i].decoder, *lookers_[i].detector, stop_);
  };
  {
    std::vector<Thread> threads;  // joined at the end of this scope
    for (std::size_t i = 1; i < blocks.size(); ++i) threads.emplace_back("search", [&look, i](const std::stop_token&) { look(i); });
    look(0);
  }
  for (auto& result : results) {
    if (!result) return tl::make_unexpected(result.error());
    views.push_back(std::move(*result));
  }
  return {};
}

void Search::follow(const Moment& moment) {
  std::vector<Seen> blobs, named;
  for (const auto& one : moment.seen) {
    if (one.detection.confidence < kWeakest) continue;
    named.push_back({{moment.at_s, one.detection.box, one.detection.confidence}, one.detection.kind, one.colour, true, true});
  }
  for (const auto& blob : moment.blobs) {
    const bool explained = std::any_of(named.begin(), named.end(), [&](const Seen& seen) {
      const double common = shared(seen.sighting.box, blob.box);
      return common > 0.4 * seen.sighting.box.area() || common > 0.4 * blob.box.area();
    });
    Seen seen{{moment.at_s, blob.box, blob.filled}, std::nullopt, blob.colour, moment.looked, explained};
    for (const auto& one : moment.seen)
      if (perception::intersection_over_union(one.detection.box, blob.box) >= kHintOverlap &&
          (!seen.hint || seen.hint->confidence < one.detection.confidence))
        seen.hint = one.detection;
    blobs.push_back(std::move(seen));
  }
  unnamed_.update(moment.at_s, blobs);
  if (moment.looked || moment.blobs.empty()) named_.update(moment.at_s, named);
}

Status Search::tell_ended(const std::function<Status(const Finding&)>& tell) {
  std::vector<Finding> findings;
  for (const auto& mover : named_.take_ended()) {
    auto more = findings_of(mover, question_);
    named_findings_ += mover.sightings.size() > 1;
    findings.insert(findings.end(), more.begin(), more.end());
  }
  std::vector<Finding> unnamed;
  for (const auto& mover : unnamed_.take_ended()) {
    auto more = findings_of_unnamed(mover, question_);
    unnamed_findings_ += more.size();
    unnamed.insert(unnamed.end(), more.begin(), more.end());
  }
  // Where the detector names most of what moves, what it has no name for is hardly a vehicle.
  const bool blind = static_cast<double>(unnamed_findings_) > kBlind * static_cast<double>(named_findings_);
  std::copy_if(unnamed.begin(), unnamed.end(), std::back_inserter(findings),
               [&](const Finding& one) { return !question_.vehicle || one.kind || blind; });
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return a.start_s < b.start_s; });
  for (const auto& finding : findings) {
    ++report_.findings;
    VIGIE_CHECK(tell(finding));
  }
  return {};
}

Result<SearchReport> Search::run(const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                                 const std::function<Status()>& allowed) {
  VIGIE_TRY(auto ahead, read_block());
  if (!ahead) return fail(ErrorKind::corrupt, "it holds no picture that can be decoded");
  VIGIE_TRY(auto samples_ahead, samples_of(*ahead));
  while (ahead) {
    std::vector<Block> blocks;
    std::vector<StillScene> scenes;
    while (ahead && blocks.size() < lookers_.size()) {
      if (stop_.stop_requested()) return fail(ErrorKind::cancelled, "the search was stopped");
      VIGIE_CHECK(allowed());
      blocks.push_back(std::move(*ahead));
      for (auto& sample : samples_ahead) recent_.push_back(std::move(sample));
      samples_ahead.clear();
      VIGIE_TRY(ahead, read_block());
      if (ahead) {
        VIGIE_TRY(samples_ahead, samples_of(*ahead));
      }
      while (recent_.size() > kMostSamples) recent_.pop_front();
      std::vector<SmallPicture> around(recent_.begin(), recent_.end());
      around.insert(around.end(), samples_ahead.begin(), samples_ahead.end());
      const auto other_size = [&](const SmallPicture& sample) { return sample.luma.size() != blocks.back().keys[0].luma.size(); };
      if (std::any_of(around.begin(), around.end(), other_size))
        return fail(ErrorKind::unsupported, "the size of the pictures changes within the recording: search its parts");
      scenes.push_back(StillScene::from(around));
    }
    std::vector<BlockView> views;
    VIGIE_CHECK(look_at_blocks(blocks, scenes, views));
    for (std::size_t i = 0; i < views.size(); ++i) {
      for (const auto& moment : views[i].moments) follow(moment);
      const double end_s = blocks[i].groups.back()->end_s();
      named_.update(end_s, {});
      unnamed_.update(end_s, {});
      report_.seconds = end_s;
      report_.decoded_s += views[i].decoded_s;
      report_.unclear_s += views[i].unclear_s;
      VIGIE_CHECK(tell_ended(tell));
    }
    progress(reader_.duration_s() > 0 ? std::min(1.0, report_.seconds / reader_.duration_s()) : 0);
  }
  named_.end_all();
  unnamed_.end_all();
  VIGIE_CHECK(tell_ended(tell));
  for (const auto& looker : lookers_) report_.damaged += looker.decoder.damaged();
  return report_;
}

Result<SearchReport> search(const fs::path& video, const Question& question, const SearchSettings& settings,
                            const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                            std::stop_token stop, const std::function<Status()>& allowed) {
  VIGIE_TRY(auto reader, video::FootageReader::open(video));
  VIGIE_CHECK(check(question, reader.width_px(), reader.height_px()));
  std::vector<Looker> lookers;
  for (int i = 0; i < std::max(1, settings.threads); ++i) {
    VIGIE_TRY(auto decoder, video::GroupDecoder::open(reader));
    VIGIE_TRY(auto detector, settings.open_detector());
    lookers.push_back({std::move(decoder), std::move(detector)});
  }
  auto report = Search(question, std::move(reader), std::move(lookers), std::move(stop)).run(tell, progress, allowed);
  if (!report && report.error().kind == ErrorKind::corrupt) return fail_in(video.string(), report.error());
  return report;
}

}  // namespace

Status check(const Question& question, int width_px, int height_px) {
  if (question.area.empty() && !question.vehicle)
    return fail(ErrorKind::invalid_input, "a search asks for an area, or for a class of vehicle: give one of them");
  if (!question.area.empty() && question.area.size() < 3) return fail(ErrorKind::invalid_input, "an area has at least three corners");
  if (question.vehicle && !perception::is_vehicle(*question.vehicle))
    return fail(ErrorKind::invalid_input, "persons are not searched for by class: draw an area to see when somebody was there");
  if (question.colour && !question.vehicle)
    return fail(ErrorKind::invalid_input, "colours are told of vehicles only: give a class of vehicle with the colour");
  if (question.colour) VIGIE_CHECK(parse_colour(*question.colour));
  if (question.line && question.line->from.x == question.line->to.x && question.line->from.y == question.line->to.y)
    return fail(ErrorKind::invalid_input, "the two ends of the line are one point: draw it longer");
  perception::Scene drawn;
  if (!question.area.empty()) drawn.zones.push_back({"area", question.area, {}, std::nullopt});
  if (question.line) drawn.lines.push_back(*question.line);
  return perception::check_inside(drawn, width_px, height_px);
}

// A city's recordings are opened under a permit alone, whoever calls.
Result<SearchReport> search_file(const fs::path& video, const Question& question, const SearchSettings& settings,
                                 const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                                 std::stop_token stop) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(video, error);
  for (fs::path folder = whole.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
    if (folder.filename() == "recordings")
      return fail(ErrorKind::denied,
                  fmt::format("{}: lies in a folder of recordings, which is searched under a requisition only", video.string()));
  return search(video, question, settings, tell, progress, std::move(stop), [] { return Status{}; });
}

Result<SearchReport> search_recording(const city::Permit& permit, const city::SourceId& camera, const fs::path& segment,
                                      const Question& question, const SearchSettings& settings,
                                      const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                                      std::stop_token stop) {
  const auto allowed = [&] { return permit.check(city::Processing::search, camera); };
  VIGIE_CHECK(allowed());
  return search(segment, question, settings, tell, progress, std::move(stop), allowed);
}

}  // namespace vigie::evidence
