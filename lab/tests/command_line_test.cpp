// The program as a script meets it: one sentence and a status when something is wrong, JSON when not.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/json.h"

namespace vigie::lab {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int status = -1;
  std::string output, error;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CommandLine : public testing::Test {
 protected:
  CommandLine() : folder_(fs::path(testing::TempDir()) / "vigie-lab-test") { fs::create_directories(folder_); }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  Outcome run(const std::string& words) {
    const auto out = folder_ / "stdout", err = folder_ / "stderr";
    const int raw = std::system(fmt::format("{} {} >{} 2>{}", VIGIE_LAB, words, out.string(), err.string()).c_str());
    return {WIFEXITED(raw) ? WEXITSTATUS(raw) : -1, read(out), read(err)};
  }
  static void expect_one_sentence(const Outcome& outcome, const std::string& part) {
    EXPECT_NE(outcome.status, 0);
    EXPECT_EQ(outcome.output, "");
    EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
    EXPECT_NE(outcome.error.find(part), std::string::npos) << outcome.error;
  }
  fs::path folder_;
};

TEST_F(CommandLine, ScoresTrackingAsJson) {
  const auto rows = write("rows.txt", "1,1,0,0,10,20,1\n2,1,0,0,10,20,1\n");
  const auto outcome = run(fmt::format("evaluate tracking --truth {0} --result {0}", rows.string()));
  ASSERT_EQ(outcome.status, 0) << outcome.error;
  const auto score = parse_json(outcome.output);
  ASSERT_TRUE(score);
  for (const char* key : {"mota", "idf1", "hota", "recall", "precision", "fp", "fn", "idsw"}) EXPECT_TRUE(score->contains(key)) << key;
  const auto empty = run(fmt::format("evaluate tracking --truth {} --result {}", rows.string(), write("empty.txt", "").string()));
  ASSERT_EQ(empty.status, 0);
  EXPECT_TRUE((*parse_json(empty.output))["precision"].is_null());
}

TEST_F(CommandLine, ScoresAlertsAsJson) {
  const auto truth =
      write("truth.json", R"({"clip":"x","seconds":3600,"alerts":[{"kind":"intrusion","start":10,"end":20,"zone":"square"}]})");
  const auto result =
      write("out.jsonl",
            "{\"kind\":\"intrusion\",\"start\":11,\"raised_at\":12,\"end\":20,\"zone\":\"square\",\"box\":[1,1,2,2]}\n{\"summary\":{}}\n");
  const auto scene = write("scene.toml", "version = 1\n[[zone]]\nname = \"square\"\npoints = [[0,0],[9,0],[9,9],[0,9]]\n");
  const auto outcome =
      run(fmt::format("evaluate alerts --truth {} --result {} --scene {}", truth.string(), result.string(), scene.string()));
  ASSERT_EQ(outcome.status, 0) << outcome.error;
  const auto score = *parse_json(outcome.output);
  EXPECT_EQ(score["intrusion"]["hits"], 1);
  EXPECT_EQ(score["intrusion"]["delay"], 2);
}

TEST_F(CommandLine, ScoresASearchAgainstPassagesOfTracks) {
  std::string rows;
  for (int frame = 11; frame <= 60; ++frame) rows += fmt::format("{},1,{},20,10,30,1,-1,-1,-1\n", frame, 2 * frame);
  const auto truth =
      run(fmt::format("truth search --tracks {} --area 40,0,90,0,90,99,40,99 --fps 10 --seconds 10", write("walk.txt", rows).string()));
  ASSERT_EQ(truth.status, 0) << truth.error;
  ASSERT_EQ((*parse_json(truth.output))["passages"].size(), 1u);
  const auto outcome = run(fmt::format("evaluate search --truth {} --result {}", write("passages.json", truth.output).string(),
                                       write("found.jsonl", "{\"start\":1.5,\"end\":4,\"class\":\"person\",\"colour\":null}\n").string()));
  ASSERT_EQ(outcome.status, 0) << outcome.error;
  const auto score = *parse_json(outcome.output);
  EXPECT_EQ(score["recall"], 1.0);
  EXPECT_EQ(score["false"], 0);
  EXPECT_EQ(score["class"]["right"], 1);
}

TEST_F(CommandLine, SaysInOneSentenceWhatIsWrong) {
  expect_one_sentence(run("evaluate tracking --truth a --rezult b"), "unknown option --rezult");
  expect_one_sentence(run("evaluate tracking --truth /nonexistent --result /nonexistent"), "/nonexistent");
  expect_one_sentence(run("evaluate tracking --truth"), "needs a value");
  expect_one_sentence(run("evaluate tracking"), "--truth is missing");
  expect_one_sentence(run("truth search --tracks x --area 1,2,3,4,5,6 --fps 0 --seconds 9"), "--fps '0'");
  expect_one_sentence(run("evaluate search --truth /nonexistent --result /nonexistent"), "/nonexistent");
  expect_one_sentence(run("search --vehicle car"), "give a video file");
  expect_one_sentence(run("fly"), "no such command");
  expect_one_sentence(run("analyse"), "one video file");
  expect_one_sentence(run("analyse /nonexistent.avi"), "no such file");
  expect_one_sentence(run("analyse " + write("no.avi", "text").string()), "not a video");
  fs::create_directories(folder_ / "recordings");
  expect_one_sentence(run("analyse " + write("recordings/camera-1.mp4", "x").string()), "recordings");
}

TEST_F(CommandLine, RefusesAZoneOutsideThePictureAndLeavesNoResultBehind) {
  const fs::path street = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
  if (!fs::exists(street)) GTEST_SKIP() << street << " is absent: install opencv-doc";
  const auto scene = write("wide.toml", "version = 1\n[[zone]]\nname = \"far\"\npoints = [[0,0],[900,0],[900,9]]\n");
  const auto out = folder_ / "tracks.txt";
  expect_one_sentence(run(fmt::format("analyse {} --scene {} --mot {}", street.string(), scene.string(), out.string())),
                      "zone 'far' has a point (900, 0)");
  expect_one_sentence(run(fmt::format("analyse {} --model /nonexistent --mot {}", street.string(), out.string())), "/nonexistent");
  EXPECT_FALSE(fs::exists(out));
  EXPECT_FALSE(fs::exists(out.string() + ".part"));
}

TEST_F(CommandLine, HelpSucceedsAndNothingAtAllDoesNot) {
  EXPECT_EQ(run("--help").status, 0);
  EXPECT_NE(run("").status, 0);
}

}  // namespace
}  // namespace vigie::lab
