#pragma once
// Searching one camera's recording for moments: activity in a drawn area, or vehicles by class, colour and a line they crossed.
// Answers per camera and time; nothing is kept beforehand, nothing afterwards, and no answer is linked to another (RULES L10).

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "city/permit.h"
#include "perception/detector.h"
#include "perception/scene.h"

namespace vigie::evidence {

struct Question {
  perception::Polygon area = {};                        // what stands in it; empty: the whole picture
  std::optional<perception::ObjectClass> vehicle = {};  // only vehicles of this class
  std::optional<std::string> colour = {};               // a name of kColourNames; those of unknown colour are told of, too, as less sure
  std::optional<perception::SceneLine> line = {};       // only what crossed it; with `legal` set: only that way
};
// invalid_input: a question that makes no sense, or is drawn outside a picture of this size.
Status check(const Question& question, int width_px, int height_px);

struct Finding {
  double start_s = 0, end_s = 0;                // media time
  std::optional<perception::ObjectClass> kind;  // null: it moved or changed there, and the detector has no name for it
  std::optional<std::string> colour;            // of a vehicle; null: cannot tell
  std::optional<perception::Crossing> way;      // over the line, where there is one
  double confidence = 0;                        // 0–1
};
std::string to_json_line(const Finding& finding);  // one object as in docs/evidence.md

struct SearchReport {
  double seconds = 0;        // of recording
  double decoded_s = 0;      // of these, looked at beyond key pictures
  double unclear_s = 0;      // in which light or camera changed as a whole: said, because nothing was searched there
  std::int64_t damaged = 0;  // pictures that did not decode cleanly
  std::size_t findings = 0;
};

struct SearchSettings {
  int threads = 2;
  std::function<Result<std::unique_ptr<perception::Detector>>()> open_detector;  // one for each thread
};

// For files that are no recording of a city's camera; those are refused (`denied`). Tells of each finding as soon as its passage has ended,
// while the rest goes on, on the calling thread. `cancelled` soon after `stop`.
Result<SearchReport> search_file(const std::filesystem::path& video, const Question& question, const SearchSettings& settings,
                                 const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                                 std::stop_token stop);

// The same for a recording of a city's camera, under a permit to search it, which is asked again at least every minute of recording.
Result<SearchReport> search_recording(const city::Permit& permit, const city::SourceId& camera, const std::filesystem::path& segment,
                                      const Question& question, const SearchSettings& settings,
                                      const std::function<Status(const Finding&)>& tell, const std::function<void(double)>& progress,
                                      std::stop_token stop);

}  // namespace vigie::evidence
