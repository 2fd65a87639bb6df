#include "perception/detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "base/json.h"
#include "decode.h"
#include "letterbox.h"
#include "test_model.h"

namespace vigie::perception {
namespace {

using test::ConstantOutput;
using test::make_model;

const std::vector<std::string> kLabels{"person", "bicycle", "car", "truck", "airplane"};
constexpr int kSide = 32;  // 16 + 4 + 1 cells
const ModelOutput kRows{"rows", {1, 21, 10}, OutputRole::yolox_rows, 0};

std::vector<float> rows_with(std::size_t cell, const std::vector<float>& row) {
  std::vector<float> values(210, 0.0F);
  std::copy(row.begin(), row.end(), values.begin() + static_cast<std::ptrdiff_t>(cell * 10));
  return values;
}

TEST(Models, AYoloxStyleModelOfReviewedFormTakesTheDetectorsPlace) {
  // Cell 5 of stride 8 is x 1, y 1; its box 16 × 8 around (12, 12); the picture is twice as wide as the input.
  const auto values = rows_with(5, {0.5F, 0.5F, std::log(2.0F), 0.0F, 0.9F, 0.1F, 0, 1.0F, 0.2F, 0.9F});
  const auto model = make_model("yolox-test", ModelFamily::yolox, kSide, {{kRows, values}}, {kRows}, kLabels);
  auto detector = open_detector(model.folder, {}, {&model.reviewed, 1});
  ASSERT_TRUE(detector) << detector.error().message;
  const auto found = (*detector)->detect(cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(10)));
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ((*found)[0].kind, ObjectClass::car);
  EXPECT_NEAR((*found)[0].confidence, 0.9, 1e-6);
  EXPECT_NEAR((*found)[0].box.x, 8, 1e-4);
  EXPECT_NEAR((*found)[0].box.y, 16, 1e-4);
  EXPECT_NEAR((*found)[0].box.width, 32, 1e-4);
  EXPECT_NEAR((*found)[0].box.height, 16, 1e-4);
  EXPECT_FALSE((*detector)->detect(cv::Mat()));
}

TEST(Models, AnExtraHeadInTheFileIsRefused) {
  const ModelOutput embedding{"whatever", {1, 128}, OutputRole::class_scores, 0};
  const auto model = make_model("extra-head", ModelFamily::yolox, kSide, {{kRows, {}}, {embedding, {}}}, {kRows}, kLabels);
  const auto detector = open_detector(model.folder, {}, {&model.reviewed, 1});
  ASSERT_FALSE(detector);
  EXPECT_EQ(detector.error().kind, ErrorKind::denied);
  EXPECT_NE(detector.error().message.find("output 'whatever' that was not reviewed"), std::string::npos) << detector.error().message;
}

TEST(Models, AnExtraHeadInTheManifestIsRefused) {
  const ModelOutput embedding{"whatever", {1, 128}, OutputRole::class_scores, 0};
  auto model = make_model("extra-row", ModelFamily::yolox, kSide, {{kRows, {}}, {embedding, {}}}, {kRows, embedding}, kLabels);
  model.reviewed.outputs = {kRows};
  EXPECT_EQ(open_detector(model.folder, {}, {&model.reviewed, 1}).error().kind, ErrorKind::denied);
}

TEST(Models, AnotherShapeThanReviewedIsRefused) {
  const ModelOutput wide{"rows", {1, 21, 138}, OutputRole::yolox_rows, 0};
  const auto model = make_model("wide", ModelFamily::yolox, kSide, {{wide, {}}}, {kRows}, kLabels);
  EXPECT_EQ(open_detector(model.folder, {}, {&model.reviewed, 1}).error().kind, ErrorKind::denied);
}

TEST(Models, AnUnreviewedLabelIsRefused) {
  auto model = make_model("labels", ModelFamily::yolox, kSide, {{kRows, {}}}, {kRows}, {"person", "bicycle", "car", "truck", "face"});
  model.reviewed.labels = kLabels;
  const auto detector = open_detector(model.folder, {}, {&model.reviewed, 1});
  ASSERT_FALSE(detector);
  EXPECT_NE(detector.error().message.find("label 'face'"), std::string::npos) << detector.error().message;
}

TEST(Models, AWrongChecksumIsRefused) {
  const auto model = make_model("checksum", ModelFamily::yolox, kSide, {{kRows, {}}}, {kRows}, kLabels);
  std::ofstream(model.folder / "model.onnx", std::ios::app) << 'x';
  const auto detector = open_detector(model.folder, {}, {&model.reviewed, 1});
  ASSERT_FALSE(detector);
  EXPECT_NE(detector.error().message.find("checksum"), std::string::npos);
}

TEST(Models, AnUnknownModelAndAMissingFolderAreRefused) {
  const auto model = make_model("unknown", ModelFamily::yolox, kSide, {{kRows, {}}}, {kRows}, kLabels);
  EXPECT_EQ(open_detector(model.folder).error().kind, ErrorKind::denied);
  EXPECT_EQ(open_detector("/nonexistent").error().kind, ErrorKind::not_found);
}

TEST(Models, AFileThatIsNoModelIsRefusedThoughItsChecksumFits) {
  auto model = make_model("garbage", ModelFamily::yolox, kSide, {{kRows, {}}}, {kRows}, kLabels);
  std::ofstream(model.folder / "model.onnx", std::ios::binary) << "garbage";
  const std::string old_sum = model.reviewed.sha256, new_sum = to_hex(sha256(std::string_view("garbage")));
  std::ifstream in(model.folder / "manifest.json");
  std::string manifest{std::istreambuf_iterator<char>(in), {}};
  manifest.replace(manifest.find(old_sum), old_sum.size(), new_sum);
  std::ofstream(model.folder / "manifest.json") << manifest;
  model.reviewed.sha256 = new_sum;
  EXPECT_EQ(open_detector(model.folder, {}, {&model.reviewed, 1}).error().kind, ErrorKind::corrupt);
}

TEST(Models, TheRegistryHoldsEightyLabelsOfWhichSixAreUsed) {
  for (const auto& model : reviewed_models()) {
    EXPECT_EQ(model.labels.size(), 80u);
    EXPECT_EQ(used_columns(model.labels).size(), 6u);
  }
}

TEST(Decode, NanodetSidesAreExpectedBinsTimesStride) {
  ModelManifest manifest;
  manifest.input_width = manifest.input_height = kSide;
  manifest.labels = {"person"};
  std::vector<ModelOutput> outputs;
  std::vector<std::vector<float>> values;
  for (const int stride : {8, 16, 32}) {
    const std::int64_t cells = (kSide / stride) * (kSide / stride);
    outputs.push_back({fmt::format("cls{}", stride), {1, cells, 1}, OutputRole::class_scores, stride});
    values.emplace_back(static_cast<std::size_t>(cells), 0.0F);
    outputs.push_back({fmt::format("reg{}", stride), {1, cells, 12}, OutputRole::side_distances, stride});
    values.emplace_back(static_cast<std::size_t>(cells) * 12, 0.0F);
  }
  values[0][5] = 0.8F;  // stride 8, cell x 1, y 1: centre (12, 12)
  const auto peak = [&](std::size_t side, std::size_t bin) { values[1][5 * 12 + side * 3 + bin] = 50; };
  peak(0, 1);  // left 8
  peak(1, 0);  // top 0
  peak(2, 2);  // right 16; the bottom stays even over bins 0, 1, 2: 8
  std::vector<OutputView> views;
  for (std::size_t i = 0; i < outputs.size(); ++i) views.push_back({&outputs[i], values[i]});
  manifest.outputs = outputs;
  ASSERT_TRUE(decoder_for(manifest));
  const auto found = decode_nanodet(views, manifest, used_columns(manifest.labels), 0.5);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].box.x, 4, 1e-6);
  EXPECT_NEAR(found[0].box.y, 12, 1e-6);
  EXPECT_NEAR(found[0].box.width, 24, 1e-6);
  EXPECT_NEAR(found[0].box.height, 8, 1e-6);
}

TEST(Decode, OneVanIsOneVehicleThoughItIsBothCarAndTruck) {
  const Box van{10, 10, 40, 30};
  const auto kept =
      suppress_overlaps({{van, ObjectClass::truck, 0.49}, {van, ObjectClass::car, 0.5}, {van, ObjectClass::person, 0.3}}, 0.6);
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].kind, ObjectClass::car);
  EXPECT_EQ(kept[1].kind, ObjectClass::person);
}

TEST(Letterbox, CutsBoxesAtThePictureAndForgetsALargerPictureBefore) {
  ModelManifest manifest;
  manifest.input_width = manifest.input_height = 64;
  Letterbox letterbox(manifest);
  letterbox.fill(cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(200)));
  EXPECT_EQ(letterbox.tensor().back(), 200);
  letterbox.fill(cv::Mat(32, 128, CV_8UC3, cv::Scalar(1, 2, 3)));
  EXPECT_EQ(letterbox.tensor().back(), 0);
  EXPECT_EQ(letterbox.tensor()[0], 1);
  EXPECT_EQ(letterbox.tensor()[64 * 64], 2);
  const Box whole = letterbox.to_picture({-10, -10, 100, 100});
  EXPECT_EQ(whole, (Box{0, 0, 128, 32}));
}

TEST(Manifest, UnknownKeysAndPathsAreRefused) {
  EXPECT_FALSE(parse_manifest("[]"));
  EXPECT_NE(parse_manifest(R"({"name":"x","keypoints":17})").error().message.find("unknown key 'keypoints'"), std::string::npos);
  EXPECT_NE(parse_manifest(R"({"name":"x","version":"1","family":"nanodet","file":"../x","sha256":""})").error().message.find("'file'"),
            std::string::npos);
}

}  // namespace
}  // namespace vigie::perception
