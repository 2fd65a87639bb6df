#include "evidence/search_score.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vigie::evidence {
namespace {

constexpr double kGap_s = 1.5, kLeast_s = 0.3, kEnds_s = 3, kCovered = 0.5;
constexpr double kFalsePerPassage = 0.25, kFalsePerHour = 10;

double common_s(const TruePassage& passage, const Finding& finding) {
  return std::min(passage.end_s, finding.end_s) - std::max(passage.start_s, finding.start_s);
}

bool matches(const TruePassage& passage, const Finding& finding) {
  const double common = common_s(passage, finding);
  if (common >= 0 && common >= kCovered * (passage.end_s - passage.start_s)) return true;
  return std::abs(passage.start_s - finding.start_s) <= kEnds_s && std::abs(passage.end_s - finding.end_s) <= kEnds_s;
}

// As many pairs as possible (augmenting paths: Kuhn, 1955), beginning with the findings that share most with a passage.
class Matching {
 public:
  Matching(const std::vector<TruePassage>& passages, const std::vector<const Finding*>& findings)
      : near_(passages.size()), passage_of_(findings.size()) {
    for (std::size_t p = 0; p < passages.size(); ++p) {
      for (std::size_t f = 0; f < findings.size(); ++f)
        if (matches(passages[p], *findings[f])) near_[p].push_back(f);
      std::sort(near_[p].begin(), near_[p].end(),
                [&](std::size_t a, std::size_t b) { return common_s(passages[p], *findings[a]) > common_s(passages[p], *findings[b]); });
    }
    for (std::size_t p = 0; p < passages.size(); ++p) {
      tried_.assign(findings.size(), false);
      place(p);
    }
  }
  // The passage of each finding.
  const std::vector<std::optional<std::size_t>>& passage_of() const { return passage_of_; }

 private:
  bool place(std::size_t passage) {
    for (const std::size_t finding : near_[passage]) {
      if (tried_[finding]) continue;
      tried_[finding] = true;
      if (passage_of_[finding] && !place(*passage_of_[finding])) continue;
      passage_of_[finding] = passage;
      return true;
    }
    return false;
  }
  std::vector<std::vector<std::size_t>> near_;
  std::vector<std::optional<std::size_t>> passage_of_;
  std::vector<bool> tried_;
};

bool same_class(perception::ObjectClass a, perception::ObjectClass b) {
  return a == b || (perception::is_four_wheeled(a) && perception::is_four_wheeled(b));
}

double share(std::size_t part, std::size_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }
double rounded(double value) { return std::round(value * 1000) / 1000; }

}  // namespace

SearchTruth passages_of_tracks(const std::vector<perception::MotRow>& rows, const perception::Polygon& area, double fps, double seconds) {
  std::map<std::int64_t, std::vector<double>> times_of;
  for (const auto& row : rows)
    if (row.confidence != 0 && perception::contains(area, row.box.foot_in_image()))
      times_of[row.id].push_back(static_cast<double>(row.frame - 1) / fps);
  SearchTruth truth{0, seconds, {}};
  for (auto& [id, times] : times_of) {
    std::sort(times.begin(), times.end());
    TruePassage passage{times[0], times[0], perception::ObjectClass::person, {}};
    const auto close = [&] {
      if (passage.end_s - passage.start_s >= kLeast_s - 1e-9) truth.passages.push_back(passage);
    };
    for (const double at_s : times) {
      if (at_s - passage.end_s > kGap_s) {
        close();
        passage.start_s = at_s;
      }
      passage.end_s = at_s;
    }
    close();
  }
  std::sort(truth.passages.begin(), truth.passages.end(), [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
  return truth;
}

double SearchScore::false_allowed() const { return kFalsePerPassage * static_cast<double>(passages) + kFalsePerHour * hours; }

SearchScore score_search(const SearchTruth& truth, const std::vector<Finding>& findings) {
  std::vector<const Finding*> counted;
  for (const auto& finding : findings)
    if (finding.end_s >= truth.from_s && finding.start_s <= truth.to_s) counted.push_back(&finding);
  const Matching matching(truth.passages, counted);
  SearchScore score;
  score.passages = truth.passages.size();
  score.findings = counted.size();
  score.hours = (truth.to_s - truth.from_s) / 3600;
  std::vector<bool> found(truth.passages.size());
  for (std::size_t f = 0; f < counted.size(); ++f) {
    const Finding& finding = *counted[f];
    const auto index = matching.passage_of()[f];
    if (!index) {
      score.wrong.push_back(finding);
      continue;
    }
    const TruePassage& passage = truth.passages[*index];
    found[*index] = true;
    ++score.found;
    if (passage.kind)
      ++(!finding.kind ? score.class_unnamed : same_class(*finding.kind, *passage.kind) ? score.class_right : score.class_wrong);
    if (passage.colours.empty()) continue;
    const bool right =
        finding.colour && std::find(passage.colours.begin(), passage.colours.end(), *finding.colour) != passage.colours.end();
    ++(!finding.colour ? score.colour_untold : right ? score.colour_right : score.colour_wrong);
  }
  for (std::size_t p = 0; p < found.size(); ++p)
    if (!found[p]) score.missed.push_back(truth.passages[p]);
  return score;
}

Json to_json(const SearchScore& score) {
  Json missed = Json::array(), wrong = Json::array();
  for (const auto& one : score.missed) missed.push_back({rounded(one.start_s), rounded(one.end_s)});
  for (const auto& one : score.wrong) wrong.push_back({rounded(one.start_s), rounded(one.end_s)});
  const auto colours = score.colour_right + score.colour_untold + score.colour_wrong;
  const auto false_count = score.wrong.size();
  return {{"passages", score.passages},
          {"findings", score.findings},
          {"found", score.found},
          {"recall", score.passages > 0 ? Json(share(score.found, score.passages)) : Json()},
          {"false", false_count},
          {"false_allowed", score.false_allowed()},
          {"false_per_passage", score.passages > 0 ? Json(share(false_count, score.passages)) : Json()},
          {"hours", score.hours},
          {"class", {{"right", score.class_right}, {"unnamed", score.class_unnamed}, {"wrong", score.class_wrong}}},
          {"colour",
           {{"right", score.colour_right},
            {"cannot_tell", score.colour_untold},
            {"wrong", score.colour_wrong},
            {"right_or_cannot_tell", colours > 0 ? Json(1 - share(score.colour_wrong, colours)) : Json()}}},
          {"missed_passages", std::move(missed)},
          {"false_findings", std::move(wrong)}};
}

}  // namespace vigie::evidence
