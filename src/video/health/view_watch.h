#pragma once
// Covered, blinded, moved: the view that this camera had is not there any more. The picture is compared cell by cell with a
// slowly learnt view, by normalised correlation, which exposure and light leave alone. A cell in which something moves says
// nothing, so that a crowd or a passing lorry can't be taken for a cloth; where too few cells can speak, the answer is
// "unknown". Cells that are lost are looked for nearby: found in another place, the camera was moved.

#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "video/picture_health.h"

namespace vigie::video {

struct ViewSettings {
  double learn_s = 3;
  double follow_s = 90;  // the view follows slow changes (sun, seasons) cell by cell in this time
  double structure = 5;  // standard deviation in grey levels from which a cell has something to recognise
  double kept = 0.60;    // correlation from which a cell shows what it showed; lost below `lost`
  double lost = 0.40;
  double lost_share = 0.50;     // of the cells that can speak: from here on the view is gone
  double moved_share = 0.60;    // of them, lost or found again in another place
  double shifted_share = 0.25;  // of them, found again in another place
  double layout_kept = 0.93;    // correlation of light and dark over the picture above which nobody turned the camera
  double shift_px = 1.5;        // of the reduced picture (192 wide): 0.8 % of its width
  double moving = 3.0;          // grey levels of a block's mean in a quarter of a second: something moves
  double bright = 212;          // mean of a blinded cell
  double spoken_share = 0.30;   // of the cells with structure that must be able to speak
  double found_better = 0.15;   // a cell was found elsewhere when it correlates so much better there
  std::size_t least_cells = 6;  // with structure; fewer can not tell
};

class ViewWatch {
 public:
  explicit ViewWatch(const ViewSettings& settings = {}) : settings_(settings) {}
  // Four times a second. `reduced`: 8 bits, 192 wide; `blocks`: float means of 6×6 of its pixels.
  void look(const cv::Mat& reduced, const cv::Mat& blocks, double now_s);
  const FaultSign& covered() const { return covered_; }
  const FaultSign& blinded() const { return blinded_; }
  const FaultSign& moved() const { return moved_; }
  // Whether the layout of light and dark is still the known one; a blur leaves it.
  double layout_correlation() const { return layout_; }
  void interrupted();
  void forget();
  bool learning(double now_s) const { return !begun_s_ || now_s - *begun_s_ < settings_.learn_s; }

 private:
  struct Cell {
    cv::Rect place;
    bool structured = false, moving = false;
    double spread_before = 0, spread = 0, mean_before = 0, mean = 0, correlation = 0;
    std::optional<cv::Point2d> found;  // where it was found again
  };
  enum class Verdict { unknown, kept, covered, blinded, moved };
  struct Answer {
    Verdict verdict = Verdict::unknown;
    double share = 0;
  };
  void learn(double passed_s, double now_s);
  std::vector<Cell> compare(const cv::Mat& blocks);
  void search(std::vector<Cell>& cells) const;
  Answer judge(std::vector<Cell>& cells) const;
  Answer judge_lost(const std::vector<const Cell*>& lost, double share) const;
  bool washed_out(const std::vector<Cell>& cells) const;
  void say(const Answer& answer, double now_s);

  ViewSettings settings_;
  std::optional<double> begun_s_;
  double last_s_ = 0, since_s_ = 0, layout_ = 1;
  Verdict verdict_ = Verdict::unknown;
  cv::Mat view_, recent_, blocks_before_, blocks_view_;  // float
  FaultSign covered_, blinded_, moved_;
};

}  // namespace vigie::video
