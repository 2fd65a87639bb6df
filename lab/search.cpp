#include "evidence/search.h"

#include <chrono>
#include <cstdlib>
#include <ctime>

#include "arguments.h"
#include "base/json.h"
#include "commands.h"
#include "drawn_points.h"

namespace vigie::lab {
namespace {

Result<evidence::Question> question_of(const Arguments& arguments) {
  evidence::Question question;
  if (const auto area = arguments.find("area")) {
    VIGIE_TRY(question.area, points_of("area", *area));
  }
  if (const auto vehicle = arguments.find("vehicle")) {
    question.vehicle = perception::parse_object_class(*vehicle);
    if (!question.vehicle)
      return fail(ErrorKind::invalid_input, fmt::format("--vehicle '{}': take bicycle, car, motorcycle, bus or truck", *vehicle));
  }
  question.colour = arguments.find("colour");
  if (const auto line = arguments.find("line")) {
    VIGIE_TRY(const auto ends, points_of("line", *line));
    if (ends.size() != 2) return fail(ErrorKind::invalid_input, fmt::format("--line '{}': a line has two ends, x,y,x,y", *line));
    question.line = perception::SceneLine{.name = "line", .from = ends[0], .to = ends[1], .classes = {}, .legal = std::nullopt};
  }
  if (const auto way = arguments.find("direction")) {
    if (!question.line) return fail(ErrorKind::invalid_input, "--direction needs a --line");
    if (*way != "a_to_b" && *way != "b_to_a")
      return fail(ErrorKind::invalid_input, fmt::format("--direction '{}': take a_to_b or b_to_a", *way));
    question.line->legal = *way == "a_to_b" ? perception::Crossing::a_to_b : perception::Crossing::b_to_a;
  }
  return question;
}

std::filesystem::path default_model() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return std::filesystem::path(cache ? cache : VIGIE_DEFAULT_CACHE) / "models/nanodet-g-416";
}

}  // namespace

Status search(const std::vector<std::string>& words) {
  VIGIE_TRY(const auto arguments, Arguments::parse(words, {"area", "vehicle", "colour", "line", "direction", "threads", "model"}));
  if (arguments.plain().empty())
    return fail(ErrorKind::invalid_input, "give a video file, or several of one camera in order; see vigie-lab --help");
  std::vector<evidence::Footage> files;
  for (const auto& file : arguments.plain()) files.push_back({file, std::nullopt});
  VIGIE_TRY(const auto question, question_of(arguments));
  const auto model = arguments.find("model");
  evidence::SearchSettings settings;
  if (const auto threads = arguments.find("threads")) {
    settings.threads = std::atoi(threads->c_str());
    if (settings.threads < 1 || settings.threads > 64) return fail(ErrorKind::invalid_input, "--threads: take 1 to 64");
  }
  settings.open_detector = [&] { return perception::open_detector(model ? std::filesystem::path(*model) : default_model()); };

  const auto begun = std::chrono::steady_clock::now();
  const auto since_begun_s = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
  double first_s = -1;
  const auto tell = [&](const evidence::Finding& finding) -> Status {
    if (first_s < 0) first_s = since_begun_s();
    fmt::print("{}\n", evidence::to_json_line(finding));
    std::fflush(stdout);
    return {};
  };
  const auto progress = [](double done) { fmt::print(stderr, "{:.0f} %\n", done * 100); };
  VIGIE_TRY(const auto report, evidence::search_files(files, question, settings, tell, progress, {}));
  const double took_s = since_begun_s();
  fmt::print(stderr, "{}\n",
             Json{{"seconds", report.seconds},
                  {"decoded_seconds", report.decoded_s},
                  {"unclear_seconds", report.unclear_s},
                  {"damaged_pictures", report.damaged},
                  {"findings", report.findings},
                  {"looks", report.looks},
                  {"took_s", took_s},
                  {"cpu_s", static_cast<double>(std::clock()) / CLOCKS_PER_SEC},
                  {"first_after_s", first_s < 0 ? Json() : Json(first_s)},
                  {"times_real_time", took_s > 0 ? report.seconds / took_s : 0}}
                 .dump());
  if (!report.unsearched.empty())
    return fail(ErrorKind::corrupt,
                fmt::format("not everything was searched, from {:.1f} s on: {}", report.unsearched[0].start_s, report.unsearched[0].why));
  return {};
}

}  // namespace vigie::lab
