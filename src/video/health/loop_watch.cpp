#include "loop_watch.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/core.hpp>

namespace vigie::video {
namespace {

constexpr std::size_t kMostCandidates = 12;
constexpr double kBackgroundStep_per_s = 3;  // a running median: follows by so many levels at most
constexpr double kLearn_s = 3;
constexpr double kMovement_s = 0.6;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

}  // namespace

void LoopWatch::interrupted() {
  kept_.clear();
  next_ = 0;
  candidates_.clear();
  last_s_ = 0;
}

std::vector<int> LoopWatch::foreground_of(const cv::Mat& small) const {
  std::vector<int> cells;
  const auto* now = small.ptr<std::uint8_t>();
  const auto* usual = background_.ptr<float>();
  for (int i = 0; i < static_cast<int>(small.total()); ++i)
    if (std::abs(static_cast<float>(now[i]) - usual[i]) > static_cast<float>(settings_.foreground)) cells.push_back(i);
  return cells;
}

// What only stands there repeats itself at every instant.
bool LoopWatch::moves(const cv::Mat& small, const std::vector<int>& cells) const {
  const std::size_t before = kept_before(last_s_ - kMovement_s);
  if (before == kNone) return false;
  const auto* now = small.ptr<std::uint8_t>();
  const auto* then = kept_[before].small.ptr<std::uint8_t>();
  const auto moved = std::count_if(cells.begin(), cells.end(), [&](int i) { return std::abs(now[i] - then[i]) > settings_.foreground; });
  return static_cast<std::size_t>(moved) >= settings_.least_cells;
}

// Over the foreground of both pictures, so that something that only the other one has counts as a difference.
double LoopWatch::ratio_at(const cv::Mat& small, const std::vector<int>& cells, std::size_t kept) const {
  const auto* now = small.ptr<std::uint8_t>();
  const auto* then = kept_[kept].small.ptr<std::uint8_t>();
  const auto* usual = background_.ptr<float>();
  double difference = 0, presence = 0;
  std::size_t seen = 0;
  for (const int i : cells) {
    difference += std::abs(now[i] - then[i]);
    presence += std::abs(static_cast<float>(now[i]) - usual[i]);
    if (++seen == 12 && difference > 0.6 * presence) return 1;  // most pictures are dismissed here
  }
  if (difference > settings_.other * presence) return 1;
  for (int i = 0; i < static_cast<int>(small.total()); ++i) {
    const float off_then = std::abs(static_cast<float>(then[i]) - usual[i]);
    if (off_then <= static_cast<float>(settings_.foreground) ||
        std::abs(static_cast<float>(now[i]) - usual[i]) > static_cast<float>(settings_.foreground))
      continue;
    difference += std::abs(now[i] - then[i]);
    presence += off_then;
  }
  return presence > 0 ? difference / presence : 1;
}

void LoopWatch::keep(const cv::Mat& small, double now_s) {
  const std::size_t newest =
      kept_.empty() ? kNone : (kept_.size() < settings_.most_kept ? kept_.size() - 1 : (next_ + kept_.size() - 1) % kept_.size());
  if (newest != kNone && now_s - kept_[newest].at_s < settings_.between_kept_s) return;
  if (kept_.size() < settings_.most_kept) {
    kept_.push_back({now_s, small});
    return;
  }
  kept_[next_] = {now_s, small};
  next_ = (next_ + 1) % kept_.size();
}

// The first of the kept pictures, counted from the oldest, that is not before this instant.
std::size_t LoopWatch::age_from(double at_s) const {
  const std::size_t count = kept_.size(), oldest = count < settings_.most_kept ? 0 : next_;
  std::size_t low = 0, high = count;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    (kept_[(oldest + middle) % count].at_s < at_s ? low = middle + 1 : high = middle);
  }
  return low;
}

std::size_t LoopWatch::kept_before(double at_s) const {
  const std::size_t count = kept_.size(), oldest = count < settings_.most_kept ? 0 : next_;
  const std::size_t from = age_from(at_s);
  return from == 0 ? kNone : (oldest + from - 1) % count;
}

// The kept picture nearest to that instant, if it is near enough to be the same one of the source.
std::size_t LoopWatch::kept_near(double at_s) const {
  const std::size_t count = kept_.size(), oldest = count < settings_.most_kept ? 0 : next_;
  const auto time = [&](std::size_t age) { return kept_[(oldest + age) % count].at_s; };
  const std::size_t low = age_from(at_s);
  std::size_t best = kNone;
  double nearest = 0.6 * step_s_;
  for (const std::size_t age : {low == 0 ? count : low - 1, low})
    if (age < count && std::abs(time(age) - at_s) < nearest) {
      nearest = std::abs(time(age) - at_s);
      best = (oldest + age) % count;
    }
  return best;
}

void LoopWatch::follow(Candidate& candidate, const cv::Mat& small, const std::vector<int>& cells, double now_s) {
  const std::size_t then = kept_near(now_s - candidate.lag_s);
  if (then == kNone) return;
  const double ratio = ratio_at(small, cells, then);
  candidate.ratio += 0.2 * (ratio - candidate.ratio);
  if (ratio > settings_.same) {
    ++candidate.misses;
    return;
  }
  ++candidate.matches;
  candidate.last_match_s = now_s;
  candidate.cells += static_cast<double>(cells.size());
  for (const int i : cells) candidate.swept.data[i] = 1;
  const auto swept = static_cast<std::size_t>(cv::countNonZero(candidate.swept));
  const double at_once = candidate.cells / static_cast<double>(candidate.matches);
  candidate.proved = candidate.proved || (now_s - candidate.begun_s >= settings_.least_s && candidate.matches >= settings_.least_matches &&
                                          candidate.misses * 5 <= candidate.matches && swept >= settings_.least_swept &&
                                          static_cast<double>(swept) >= settings_.least_sweep * at_once);
}

// Every earlier picture that shows the same foreground begins a candidate, the best first.
void LoopWatch::seek(const cv::Mat& small, const std::vector<int>& cells, double now_s) {
  for (std::size_t i = 0; i < kept_.size() && candidates_.size() < kMostCandidates; ++i) {
    const double lag_s = now_s - kept_[i].at_s;
    if (lag_s < settings_.least_lag_s) continue;
    const bool followed = std::any_of(candidates_.begin(), candidates_.end(),
                                      [&](const Candidate& one) { return std::abs(one.lag_s - lag_s) < 0.5 * step_s_; });
    if (followed || ratio_at(small, cells, i) > settings_.same) continue;
    Candidate candidate;
    candidate.lag_s = lag_s;
    candidate.begun_s = candidate.last_match_s = now_s;
    candidate.swept = cv::Mat::zeros(small.size(), CV_8U);
    candidates_.push_back(std::move(candidate));
  }
}

FaultSign LoopWatch::look(const cv::Mat& small, double now_s) {
  if (background_.empty()) {
    small.convertTo(background_, CV_32F);
    begun_s_ = now_s;
  }
  if (last_s_ > 0 && now_s > last_s_) step_s_ += 0.1 * (std::min(now_s - last_s_, 0.5) - step_s_);
  cv::Mat now, step;
  small.convertTo(now, CV_32F);
  // Quick at first, so that who stood there at the beginning does not stay background's ghost for long.
  const double pace = now_s - begun_s_ < kLearn_s ? 10 * kBackgroundStep_per_s : kBackgroundStep_per_s;
  const double most = pace * std::clamp(now_s - last_s_, 0.0, 0.5);
  step = cv::min(cv::max(now - background_, -most), most);
  background_ += step;
  last_s_ = now_s;

  const auto cells = foreground_of(small);
  const bool speaks = cells.size() >= settings_.least_cells && cells.size() < small.total() / 2 && moves(small, cells);
  if (speaks && now_s - begun_s_ > kLearn_s) {
    for (auto& candidate : candidates_) follow(candidate, small, cells, now_s);
    std::erase_if(candidates_, [&](const Candidate& one) {
      return one.ratio > settings_.other || (!one.proved && one.misses > 2 && one.misses * 3 > one.matches);
    });
    seek(small, cells, now_s);
  }
  keep(small, now_s);
  const auto proved = std::find_if(candidates_.begin(), candidates_.end(), [](const Candidate& one) { return one.proved; });
  if (proved == candidates_.end()) return {speaks ? Sign::no : Sign::unknown, 0, 0};
  return {Sign::yes, proved->begun_s, std::clamp(1 - proved->ratio, 0.5, 0.99)};
}

}  // namespace vigie::video
