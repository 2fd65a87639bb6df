#include "evidence/search.h"

#include <algorithm>
#include <atomic>
#include <deque>

#include "base/thread.h"
#include "block.h"
#include "passages.h"

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;
using perception::Box;

constexpr std::size_t kMostSamples = 64;     // of blocks before
constexpr std::size_t kBlocksPerThread = 2;  // in a round: a long one is made up for by two short ones
constexpr double kWeakest = 0.25, kBegins = 0.4;
constexpr double kExplains = 0.4;      // less sure, and it might be told of neither by its name nor as something unnamed
constexpr double kHintOverlap = 0.35;  // of a blob and a faint detection
constexpr double kBlind = 0.5;         // unnamed to named from which on a camera is one in which the detector is half blind
const MoverSettings kNamed{.begin_confidence = kBegins, .forget_after_s = 2, .reach_in_sizes = 1.2};
const MoverSettings kUnnamed{.begin_confidence = 0, .forget_after_s = 0.7, .reach_in_sizes = 1.0};

double shared(const Box& a, const Box& b) {
  const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
  const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height;
}

// Each number below `count` to the thread that is free next. The first error ends the work.
Status share_out(std::vector<Looker>& lookers, std::size_t count, const std::function<Status(Looker&, std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::vector<Status> ended(lookers.size());
  const auto work = [&](std::size_t who) {
    for (std::size_t i = next++; i < count && ended[who]; i = next++) ended[who] = task(lookers[who], i);
    if (!ended[who]) next = count;
  };
  {
    std::vector<Thread> threads;  // joined at the end of this scope
    for (std::size_t who = 1; who < std::min(lookers.size(), count); ++who)
      threads.emplace_back("search", [&work, who](const std::stop_token&) { work(who); });
    work(0);
  }
  for (auto& status : ended) VIGIE_CHECK(status);
  return {};
}

class Search {
 public:
  Search(const Question& question, FootageSequence footage, std::vector<Looker> lookers, MayGoOn may_go_on)
      : question_(question), footage_(std::move(footage)), lookers_(std::move(lookers)), may_go_on_(std::move(may_go_on)) {
    framing_.factor = shrink_factor(footage_.width_px());
    framing_.interest = interest_of(question_, footage_.width_px(), footage_.height_px());
  }

  Result<SearchReport> run(const TellFinding& tell, const std::function<void(double)>& progress);

 private:
  Status read_round(std::size_t most);
  Status look_at_round(bool last, std::vector<BlockView>& views);
  Result<StillScene> scene_around(std::size_t i) const;
  void follow(const Moment& moment);
  Status tell_ended(const TellFinding& tell);

  const Question& question_;
  FootageSequence footage_;
  std::vector<Looker> lookers_;
  MayGoOn may_go_on_;
  Framing framing_;
  std::deque<Block> round_;                        // the last one is looked at in the next round, when what follows it is known
  std::deque<std::vector<SmallPicture>> samples_;  // of blocks before the round
  MoverBook named_{kNamed}, unnamed_{kUnnamed};
  std::size_t named_findings_ = 0, unnamed_findings_ = 0;
  SearchReport report_;
};

// Up to `most` more blocks, with their keys.
Status Search::read_round(std::size_t most) {
  std::vector<Block> fresh;
  while (fresh.size() < most) {
    VIGIE_CHECK(may_go_on_());
    VIGIE_TRY(auto block, footage_.next());
    if (!block) break;
    fresh.push_back(std::move(*block));
  }
  VIGIE_CHECK(share_out(lookers_, fresh.size(),
                        [&](Looker& looker, std::size_t i) { return see_keys(fresh[i], framing_.factor, looker, may_go_on_); }));
  for (auto& block : fresh)
    if (!block.groups.empty()) round_.push_back(std::move(block));
  return {};
}

Result<StillScene> Search::scene_around(std::size_t i) const {
  std::vector<SmallPicture> around;
  const auto add = [&](const std::vector<SmallPicture>& samples) { around.insert(around.end(), samples.begin(), samples.end()); };
  for (const auto& samples : samples_) add(samples);
  for (std::size_t j = 0; j < std::min(i + 2, round_.size()); ++j) add(round_[j].samples);
  const std::size_t after = i + 1 < round_.size() ? round_[i + 1].samples.size() : 0;
  const std::size_t most = kMostSamples + after;
  if (around.size() > most) around.erase(around.begin(), around.end() - static_cast<std::ptrdiff_t>(most));
  const auto size = round_[i].keys[0].luma.size();
  if (std::any_of(around.begin(), around.end(), [&](const SmallPicture& sample) { return sample.luma.size() != size; }))
    return fail(ErrorKind::unsupported, "the size of the pictures changes within the recording: search its parts");
  return StillScene::from(around);
}

Status Search::look_at_round(bool last, std::vector<BlockView>& views) {
  views.resize(round_.size() - (last ? 0 : 1));
  return share_out(lookers_, views.size(), [&](Looker& looker, std::size_t i) -> Status {
    VIGIE_TRY(const auto still, scene_around(i));
    const bool goes_on = i + 1 < round_.size() && round_[i + 1].gap_before_s < 0.5;
    VIGIE_TRY(views[i], look_at(round_[i], goes_on ? &round_[i + 1].keys[0] : nullptr, still, framing_, looker, may_go_on_));
    return {};
  });
}

void Search::follow(const Moment& moment) {
  std::vector<Seen> blobs, named;
  for (const auto& one : moment.seen) {
    if (one.detection.confidence < kWeakest) continue;
    named.push_back({{moment.at_s, one.detection.box, one.detection.confidence},
                     one.detection.kind,
                     one.colour,
                     true,
                     true,
                     std::nullopt,
                     one.velocity_per_s});
  }
  for (const auto& blob : moment.blobs) {
    const bool explained = std::any_of(named.begin(), named.end(), [&](const Seen& seen) {
      const double common = shared(seen.sighting.box, blob.box);
      return seen.sighting.confidence >= kExplains && (common > 0.4 * seen.sighting.box.area() || common > 0.4 * blob.box.area());
    });
    Seen seen{{moment.at_s, blob.box, blob.filled}, std::nullopt, blob.colour, blob.looked, explained};
    for (const auto& one : moment.seen)
      if (perception::intersection_over_union(one.detection.box, blob.box) >= kHintOverlap &&
          (!seen.hint || seen.hint->confidence < one.detection.confidence))
        seen.hint = one.detection;
    blobs.push_back(std::move(seen));
  }
  unnamed_.update(moment.at_s, blobs);
  if (moment.looked || moment.blobs.empty()) named_.update(moment.at_s, named);
}

Status Search::tell_ended(const TellFinding& tell) {
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

Result<SearchReport> Search::run(const TellFinding& tell, const std::function<void(double)>& progress) {
  // The first round is short, so that the first moments are there soon.
  for (std::size_t wanted = lookers_.size() + 1; true; wanted = kBlocksPerThread * lookers_.size()) {
    const std::size_t before = round_.size();
    VIGIE_CHECK(read_round(wanted));
    const bool last = round_.size() == before;
    if (round_.empty()) break;
    std::vector<BlockView> views;
    VIGIE_CHECK(look_at_round(last, views));
    for (auto& view : views) {
      Block& block = round_.front();
      if (block.gap_before_s > 0) {
        named_.update(block.start_s(), {});
        unnamed_.update(block.start_s(), {});
      }
      for (const auto& moment : view.moments) follow(moment);
      named_.update(block.end_s(), {});
      unnamed_.update(block.end_s(), {});
      report_.seconds += block.end_s() - block.start_s();
      report_.decoded_s += view.decoded_s;
      report_.unclear_s += view.unclear_s;
      report_.looks += view.looks;
      VIGIE_CHECK(may_go_on_());
      VIGIE_CHECK(tell_ended(tell));
      progress(footage_.share_done(block.end_s()));
      samples_.push_back(std::move(block.samples));
      std::size_t kept = 0;
      for (const auto& samples : samples_) kept += samples.size();
      while (kept > kMostSamples + samples_.front().size()) {
        kept -= samples_.front().size();
        samples_.pop_front();
      }
      round_.pop_front();
    }
    if (last) break;
  }
  if (report_.seconds <= 0) return fail(ErrorKind::corrupt, "it holds no picture that can be decoded");
  named_.end_all();
  unnamed_.end_all();
  VIGIE_CHECK(tell_ended(tell));
  for (const auto& looker : lookers_) report_.damaged += looker.damaged();
  report_.unsearched = footage_.take_unsearched();
  return report_;
}

Result<SearchReport> search(const std::vector<Footage>& files, const Question& question, const SearchSettings& settings,
                            const TellFinding& tell, const std::function<void(double)>& progress, MayGoOn may_go_on) {
  VIGIE_TRY(auto footage, FootageSequence::open(files));
  VIGIE_CHECK(check(question, footage.width_px(), footage.height_px()));
  std::vector<Looker> lookers;
  for (int i = 0; i < std::max(1, settings.threads); ++i) {
    VIGIE_TRY(auto detector, settings.open_detector());
    lookers.emplace_back(std::move(detector));
  }
  auto report = Search(question, std::move(footage), std::move(lookers), std::move(may_go_on)).run(tell, progress);
  if (!report && report.error().kind == ErrorKind::corrupt) return fail_in(files[0].file.string(), report.error());
  return report;
}

MayGoOn until_stopped(std::stop_token stop) {
  return [stop = std::move(stop)]() -> Status {
    if (stop.stop_requested()) return fail(ErrorKind::cancelled, "the search was stopped");
    return {};
  };
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
Result<SearchReport> search_files(const std::vector<Footage>& files, const Question& question, const SearchSettings& settings,
                                  const TellFinding& tell, const std::function<void(double)>& progress, std::stop_token stop) {
  for (const auto& footage : files) {
    std::error_code error;
    const fs::path whole = fs::weakly_canonical(footage.file, error);
    for (fs::path folder = whole.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
      if (folder.filename() == "recordings")
        return fail(ErrorKind::denied,
                    fmt::format("{}: lies in a folder of recordings, which is searched under a requisition only", footage.file.string()));
  }
  return search(files, question, settings, tell, progress, until_stopped(std::move(stop)));
}

Result<SearchReport> search_recordings(const city::Permit& permit, const city::SourceId& camera, const std::vector<Footage>& segments,
                                       const Question& question, const SearchSettings& settings, const TellFinding& tell,
                                       const std::function<void(double)>& progress, std::stop_token stop) {
  const auto allowed = [permit, camera, stopped = until_stopped(std::move(stop))]() -> Status {
    VIGIE_CHECK(permit.check(city::Processing::search, camera));
    return stopped();
  };
  VIGIE_CHECK(allowed());
  return search(segments, question, settings, tell, progress, allowed);
}

}  // namespace vigie::evidence
