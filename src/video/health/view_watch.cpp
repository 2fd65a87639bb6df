#include "view_watch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace vigie::video {
namespace {

constexpr int kCell = 24, kBlock = 6, kReach = 8;  // pixels of the reduced picture
constexpr double kRecent_s = 0.6;                  // short mean of the picture: noise and small movements fade
constexpr double kLayoutGone = 0.5;                // correlation of light and dark over the whole picture
constexpr double kFoundAgain = 0.70;               // correlation in another place

struct Moments {
  double mean = 0, spread = 0;
};

Moments moments_of(const cv::Mat& cell) {
  cv::Scalar mean, spread;
  cv::meanStdDev(cell, mean, spread);
  return {mean[0], spread[0]};
}

double correlation(const cv::Mat& a, const cv::Mat& b, const Moments& of_a, const Moments& of_b) {
  if (of_a.spread < 1e-3 || of_b.spread < 0.5) return 0;
  const double covariance = a.dot(b) / static_cast<double>(a.total()) - of_a.mean * of_b.mean;
  return covariance / (of_a.spread * of_b.spread);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double spread_of(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double value : values) sum += value, squares += value * value;
  const double count = std::max<double>(1, static_cast<double>(values.size()));
  return std::sqrt(std::max(0.0, squares / count - (sum / count) * (sum / count)));
}

template <typename Cells, typename Test>
double share_of(const Cells& cells, Test test) {
  return cells.empty() ? 0 : static_cast<double>(std::count_if(cells.begin(), cells.end(), test)) / static_cast<double>(cells.size());
}

}  // namespace

void ViewWatch::forget() {
  begun_s_.reset();
  interrupted();
}

void ViewWatch::interrupted() {
  blocks_before_.release();
  recent_.release();
  verdict_ = Verdict::unknown;
  covered_ = blinded_ = moved_ = {};
}

void ViewWatch::look(const cv::Mat& reduced, const cv::Mat& blocks, double now_s) {
  cv::Mat now;
  reduced.convertTo(now, CV_32F);
  const double passed_s = now_s - last_s_;
  last_s_ = now_s;
  if (recent_.empty() || passed_s > 5) {
    recent_ = now;
  } else {
    const double weight = 1 - std::exp(-passed_s / kRecent_s);
    cv::addWeighted(recent_, 1 - weight, now, weight, 0, recent_);
  }
  if (!begun_s_) {
    begun_s_ = now_s;
    view_ = now.clone();
  }
  if (blocks_before_.empty()) blocks_before_ = blocks;
  if (learning(now_s)) {
    learn(passed_s, now_s);
  } else {
    cv::resize(view_, blocks_view_, blocks.size(), 0, 0, cv::INTER_AREA);
    layout_ = correlation(blocks, blocks_view_, moments_of(blocks), moments_of(blocks_view_));
    auto cells = compare(blocks);
    const Answer answer = judge(cells);
    if (answer.verdict == Verdict::kept)
      for (const Cell& cell : cells)
        if (!cell.moving && cell.correlation > settings_.lost) {
          cv::Mat known = view_(cell.place);
          const double weight = std::min(1.0, passed_s / settings_.follow_s);
          cv::addWeighted(known, 1 - weight, recent_(cell.place), weight, 0, known);
        }
    say(answer, now_s);
  }
  blocks_before_ = blocks;
}

// The mean of the first seconds. A picture that already turns or is cut meanwhile is no view: the learning begins anew.
void ViewWatch::learn(double passed_s, double now_s) {
  const double weight = std::clamp(passed_s / std::max(1e-3, now_s - *begun_s_), 0.0, 1.0);
  const double alike = correlation(view_, recent_, moments_of(view_), moments_of(recent_));
  if (alike < 0.5 && moments_of(view_).spread > settings_.structure) {
    begun_s_ = now_s;
    view_ = recent_.clone();
    return;
  }
  cv::addWeighted(view_, 1 - weight, recent_, weight, 0, view_);
}

std::vector<ViewWatch::Cell> ViewWatch::compare(const cv::Mat& blocks) {
  cv::Mat changed;
  cv::absdiff(blocks, blocks_before_, changed);
  std::vector<Cell> cells;
  const int top = (view_.rows % kCell) / 2 / kBlock * kBlock;
  for (int y = top; y + kCell <= view_.rows; y += kCell)
    for (int x = 0; x + kCell <= view_.cols; x += kCell) {
      Cell cell;
      cell.place = {x, y, kCell, kCell};
      const Moments before = moments_of(view_(cell.place)), now = moments_of(recent_(cell.place));
      cell.structured = before.spread >= settings_.structure;
      cell.moving = cv::norm(changed(cv::Rect(x / kBlock, y / kBlock, kCell / kBlock, kCell / kBlock)), cv::NORM_INF) > settings_.moving;
      cell.spread_before = before.spread;
      cell.mean_before = before.mean;
      cell.spread = now.spread;
      cell.mean = now.mean;
      cell.correlation = correlation(view_(cell.place), recent_(cell.place), before, now);
      cells.push_back(cell);
    }
  return cells;
}

// Each cell of the known view is looked for in the present one.
void ViewWatch::search(std::vector<Cell>& cells) const {
  const cv::Rect all(0, 0, view_.cols, view_.rows);
  cv::Mat scores;
  for (Cell& cell : cells) {
    if (!cell.structured || cell.moving || cell.spread < 2) continue;
    const cv::Rect around = cv::Rect(cell.place.x - kReach, cell.place.y - kReach, kCell + 2 * kReach, kCell + 2 * kReach) & all;
    cv::matchTemplate(recent_(around), view_(cell.place), scores, cv::TM_CCOEFF_NORMED);
    double best = 0;
    cv::Point at;
    cv::minMaxLoc(scores, nullptr, &best, nullptr, &at);
    if (best >= std::max(kFoundAgain, cell.correlation + settings_.found_better))
      cell.found = cv::Point2d(around.x + at.x - cell.place.x, around.y + at.y - cell.place.y);
  }
}

// Veiling glare: everything is still there, pale and bright.
bool ViewWatch::washed_out(const std::vector<Cell>& cells) const {
  std::vector<double> contrast, brighter, bright;
  for (const Cell& cell : cells)
    if (cell.structured) {
      contrast.push_back(cell.spread / cell.spread_before);
      brighter.push_back(cell.mean - cell.mean_before);
      bright.push_back(cell.mean);
    }
  return contrast.size() >= 4 && median(contrast) < 0.45 && median(brighter) > 30 && median(bright) > 185;
}

ViewWatch::Answer ViewWatch::judge(std::vector<Cell>& cells) const {
  if (washed_out(cells)) return {Verdict::blinded, 0.9};
  std::vector<const Cell*> spoken;
  std::size_t structured = 0;
  for (const Cell& cell : cells) {
    structured += cell.structured;
    if (cell.structured && !cell.moving) spoken.push_back(&cell);
  }
  if (structured < settings_.least_cells ||
      static_cast<double>(spoken.size()) < std::max(4.0, settings_.spoken_share * static_cast<double>(structured)))
    return {};
  std::vector<const Cell*> lost;
  for (const Cell* cell : spoken)
    if (cell->correlation < settings_.lost) lost.push_back(cell);
  const double kept_share = share_of(spoken, [&](const Cell* cell) { return cell->correlation >= settings_.kept; });
  if (kept_share > 0.9) return {Verdict::kept, kept_share};

  search(cells);
  const auto elsewhere = [&](const Cell* cell) { return cell->found && std::hypot(cell->found->x, cell->found->y) >= settings_.shift_px; };
  const double shifted_share = share_of(spoken, elsewhere);
  const double gone_share = share_of(spoken, [&](const Cell* cell) { return elsewhere(cell) || cell->correlation < settings_.lost; });
  const bool enough_shifted = shifted_share * static_cast<double>(spoken.size()) >= static_cast<double>(settings_.least_cells);
  if (enough_shifted && gone_share >= settings_.moved_share && shifted_share >= settings_.shifted_share)
    return {Verdict::moved, gone_share};
  const double lost_share = static_cast<double>(lost.size()) / static_cast<double>(spoken.size());
  if (lost_share >= settings_.lost_share) return judge_lost(lost, lost_share);
  return {kept_share >= 0.5 ? Verdict::kept : Verdict::unknown, kept_share};
}

ViewWatch::Answer ViewWatch::judge_lost(const std::vector<const Cell*>& lost, double share) const {
  std::vector<double> means, means_before;
  for (const Cell* cell : lost) {
    means.push_back(cell->mean);
    means_before.push_back(cell->mean_before);
  }
  if (median(means) >= settings_.bright && median(means) > median(means_before) + 20) return {Verdict::blinded, share};
  const double found_share = share_of(lost, [&](const Cell* cell) { return cell->found.has_value(); });
  const double flat_share = share_of(lost, [&](const Cell* cell) { return cell->spread < std::max(4.0, 0.4 * cell->spread_before); });
  const bool uniform = spread_of(means) < std::max(8.0, 0.4 * spread_of(means_before));
  if (flat_share >= 0.6 || (uniform && found_share < 0.5 && layout_ < kLayoutGone)) return {Verdict::covered, share};
  // A wet road or an exposure that changed hides faint structure; light and dark then lie where they lay.
  if (lost.size() < settings_.least_cells || layout_ > settings_.layout_kept) return {};
  return {Verdict::moved, share};
}

void ViewWatch::say(const Answer& answer, double now_s) {
  covered_ = blinded_ = moved_ = {answer.verdict == Verdict::unknown ? Sign::unknown : Sign::no, 0, 0};
  if (answer.verdict != Verdict::unknown && answer.verdict != verdict_) {
    verdict_ = answer.verdict;
    since_s_ = now_s;
  }
  const FaultSign yes{Sign::yes, since_s_, std::clamp(answer.share, 0.5, 0.99)};
  if (answer.verdict == Verdict::covered) covered_ = yes;
  if (answer.verdict == Verdict::blinded) blinded_ = yes;
  if (answer.verdict == Verdict::moved) moved_ = yes;
}

}  // namespace vigie::video
