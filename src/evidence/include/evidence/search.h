#pragma once
// Searching one camera's recording for moments: activity in a drawn area, or vehicles by class, colour and a line they crossed.
// Answers per camera and time; nothing is kept beforehand, nothing afterwards, and no answer is linked to another (RULES L10).

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

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

// One file of a camera's recording. Files are given in order of time.
struct Footage {
  std::filesystem::path file;
  std::optional<double> start_s = {};  // of its first picture, on the axis of the findings; left out: 0, or the end of the file before it
};

// A stretch in which nothing could be searched: a gap in the recording, a damaged segment. Said, never silent.
inline constexpr const char* kNotRecorded = "not recorded";
struct Unsearched {
  double start_s = 0, end_s = 0;  // equal where the end is not known
  std::string why;
};

struct SearchReport {
  double seconds = 0;        // of recording that was searched
  double decoded_s = 0;      // of these, looked at beyond key pictures
  double unclear_s = 0;      // in which light or camera changed as a whole: said, because nothing was searched there
  std::int64_t damaged = 0;  // pictures that did not decode cleanly
  std::size_t findings = 0;
  std::size_t looks = 0;  // runs of the detector
  std::vector<Unsearched> unsearched;
};

struct SearchSettings {
  int threads = 2;
  std::function<Result<std::unique_ptr<perception::Detector>>()> open_detector;  // one for each thread
};

using TellFinding = std::function<Status(const Finding&)>;

// For files that are no recordings of a city's camera; those are refused (`denied`). Tells of each finding as soon as its passage has
// ended, while the rest goes on, on the calling thread, as `progress` (0–1) is. A passage over the end of a file is one finding.
// `cancelled` soon after `stop`; of several files, an unreadable one is in the report, and an error only where none can be read.
Result<SearchReport> search_files(const std::vector<Footage>& files, const Question& question, const SearchSettings& settings,
                                  const TellFinding& tell, const std::function<void(double)>& progress, std::stop_token stop);

// The same for the segments of one camera, under a permit to search it, which is asked again for every two seconds of recording.
Result<SearchReport> search_recordings(const city::Permit& permit, const city::SourceId& camera, const std::vector<Footage>& segments,
                                       const Question& question, const SearchSettings& settings, const TellFinding& tell,
                                       const std::function<void(double)>& progress, std::stop_token stop);

}  // namespace vigie::evidence
