// vigie-lab: research on labelled public sets. Built from the same rooms as the product and not packaged; the only place
// where tracks may be written out.

#include <cstdio>
#include <exception>

#include "commands.h"
#include "video/threads.h"

namespace {

constexpr const char* kHelp =
    R"(vigie-lab analyse VIDEO [--scene SCENE.toml] [--mot OUT.txt] [--alerts OUT.jsonl] [--counts OUT.csv] [--model FOLDER]
      every frame; people as MOTChallenge text, alerts as one JSON object a line, counts as CSV
vigie-lab evaluate tracking --truth GT.txt --result OUT.txt [--frames 401-795]
      -> {"mota", "idf1", "hota", "recall", "precision", "fp", "fn", "idsw"}; MOTChallenge text, IoU 0.5
vigie-lab evaluate alerts --truth TRUTH.json --result OUT.jsonl [--scene SCENE.toml]
      -> per kind {"hits", "misses", "false", "hours", "false_per_hour_upper95", "delay"}
vigie-lab evaluate search --truth TRUTH.json --result OUT.jsonl
      -> {"passages", "found", "recall", "false", "false_allowed", "class", "colour", "missed_passages", "false_findings"}
vigie-lab truth search --tracks GT.txt --area x,y,… --fps N --seconds S
      -> the passages through an area as truth for `evaluate search`, from MOTChallenge text
vigie-lab search VIDEO… --area x,y,… | --vehicle CLASS --colour C [--line x,y,x,y [--direction a_to_b|b_to_a]] [--threads N]
      -> one line per moment {"start", "end", "class" or null, "colour" or null, "confidence"}; docs/evidence.md;
         several files: of one camera, each following the one before it
Results are JSON on standard output, progress and errors on standard error; exit status 0 only on success.
)";

vigie::Status run(const std::vector<std::string>& words) {
  using namespace vigie::lab;
  if (words[0] == "analyse") return analyse({words.begin() + 1, words.end()});
  if (words.size() >= 2 && words[0] == "evaluate" && words[1] == "tracking") return evaluate_tracking({words.begin() + 2, words.end()});
  if (words.size() >= 2 && words[0] == "evaluate" && words[1] == "alerts") return evaluate_alerts({words.begin() + 2, words.end()});
  if (words.size() >= 2 && words[0] == "evaluate" && words[1] == "search") return evaluate_search({words.begin() + 2, words.end()});
  if (words.size() >= 2 && words[0] == "truth" && words[1] == "search") return truth_of_search({words.begin() + 2, words.end()});
  if (words[0] == "search") return search({words.begin() + 1, words.end()});
  return vigie::fail(vigie::ErrorKind::invalid_input, "no such command; see vigie-lab --help");
}

}  // namespace

int main(int count, char** values) try {
  vigie::video::keep_opencv_on_the_callers_thread();
  const std::vector<std::string> words(values + 1, values + count);
  if (words.empty() || words[0] == "--help" || words[0] == "help") {
    std::fputs(kHelp, stdout);
    return words.empty() ? 2 : 0;
  }
  if (const auto done = run(words); !done) {
    fmt::print(stderr, "vigie-lab: {}\n", done.error().message);
    return 1;
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
} catch (const std::exception& error) {
  fmt::print(stderr, "vigie-lab: internal error: {}\n", error.what());
  return 1;
}
