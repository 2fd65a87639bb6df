#pragma once
// How good the findings of a search are against a truth, and how a truth is made from labelled tracks of a public set.
// Times are seconds of media time. Pure functions, any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "evidence/search.h"
#include "perception/mot_text.h"

namespace vigie::evidence {

struct TruePassage {
  double start_s = 0, end_s = 0;                // one instant for a line that was crossed
  std::optional<perception::ObjectClass> kind;  // null: not labelled
  std::vector<std::string> colours;             // names that are right; none: not labelled
};

struct SearchTruth {
  double from_s = 0, to_s = 0;  // of the labelled stretch: findings wholly outside it count neither way
  std::vector<TruePassage> passages;
};

// invalid_input, naming the passage or line. The forms are those of docs/formats.md.
Result<SearchTruth> parse_search_truth(std::string_view json);
Result<std::vector<Finding>> parse_findings(std::string_view json_lines);
Json to_json(const SearchTruth& truth, const std::string& clip);

// Stretches with the foot in the area: gaps up to 1.5 s closed, at least 0.3 s long, rows flagged 0 left out. `fps` > 0, first frame 1.
SearchTruth passages_of_tracks(const std::vector<perception::MotRow>& rows, const perception::Polygon& area, double fps, double seconds);

struct SearchScore {
  std::size_t passages = 0, findings = 0, found = 0;
  double hours = 0;
  std::size_t class_right = 0, class_unnamed = 0, class_wrong = 0;  // of found passages whose class is labelled
  std::size_t colour_right = 0, colour_untold = 0, colour_wrong = 0;
  std::vector<TruePassage> missed;
  std::vector<Finding> wrong;  // the false ones
  double false_allowed() const;
};

// A finding matches a passage when it covers half of it or both ends lie within 3 s; one finding per passage and one passage per
// finding, as many pairs as possible. Every other finding is false: 0.25 for each passage and 10 an hour are allowed.
SearchScore score_search(const SearchTruth& truth, const std::vector<Finding>& findings);
Json to_json(const SearchScore& score);

}  // namespace vigie::evidence
