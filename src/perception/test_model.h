#pragma once
// For tests: the smallest ONNX files that a runtime opens, made byte by byte (the format is protocol buffers, onnx.proto3), with
// outputs that are constants. So refusals and decoding are tried on real model files without shipping any.

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "perception/model.h"

namespace vigie::perception::test {

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}
inline std::string number(int field, std::uint64_t value) { return varint(static_cast<std::uint64_t>(field) << 3) + varint(value); }
inline std::string bytes(int field, const std::string& content) {
  return varint((static_cast<std::uint64_t>(field) << 3) | 2) + varint(content.size()) + content;
}

inline std::string value_info(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::string dimensions;
  for (const auto side : shape) dimensions += bytes(1, number(1, static_cast<std::uint64_t>(side)));
  return bytes(1, name) + bytes(2, bytes(1, number(1, 1) + bytes(2, dimensions)));
}

struct ConstantOutput {
  ModelOutput output;
  std::vector<float> values;  // empty: zeros
};

inline std::string constant_node(const ConstantOutput& constant) {
  std::size_t count = 1;
  std::string tensor;
  for (const auto side : constant.output.shape) {
    tensor += number(1, static_cast<std::uint64_t>(side));
    count *= static_cast<std::size_t>(side);
  }
  std::vector<float> values = constant.values;
  values.resize(count, 0.0F);
  std::string raw(count * sizeof(float), '\0');
  std::memcpy(raw.data(), values.data(), raw.size());
  tensor += number(2, 1) + bytes(9, raw);
  const std::string attribute = bytes(1, "value") + bytes(5, tensor) + number(20, 4);
  return bytes(2, constant.output.name) + bytes(4, "Constant") + bytes(5, attribute);
}

inline std::string onnx_file(const std::vector<std::int64_t>& input_shape, const std::vector<ConstantOutput>& outputs) {
  std::string graph;
  for (const auto& output : outputs) graph += bytes(1, constant_node(output));
  graph += bytes(2, "test") + bytes(11, value_info("image", input_shape));
  for (const auto& output : outputs) graph += bytes(12, value_info(output.output.name, output.output.shape));
  return number(1, 8) + bytes(7, graph) + bytes(8, number(2, 13));
}

// A model folder in the test's scratch space and the review that fits it.
struct TestModel {
  std::filesystem::path folder;
  ReviewedModel reviewed;
};

// `in_file`: what the ONNX file really holds; `in_manifest`: what the manifest and the review say of it.
inline TestModel make_model(const std::string& name, ModelFamily family, int side, const std::vector<ConstantOutput>& in_file,
                            const std::vector<ModelOutput>& in_manifest, const std::vector<std::string>& labels) {
  TestModel model;
  model.folder = std::filesystem::path(::testing::TempDir()) / name;
  std::filesystem::create_directories(model.folder);
  const std::string onnx = onnx_file({1, 3, side, side}, in_file);
  std::ofstream(model.folder / "model.onnx", std::ios::binary) << onnx;
  model.reviewed = {name, to_hex(sha256(std::string_view(onnx))), family, in_manifest, labels};

  Json outputs = Json::array();
  for (const auto& output : in_manifest) {
    const char* roles[] = {"class_scores", "side_distances", "yolox_rows"};
    outputs.push_back(
        {{"name", output.name}, {"shape", output.shape}, {"role", roles[static_cast<int>(output.role)]}, {"stride", output.stride}});
  }
  const Json manifest{{"name", name},
                      {"version", "1"},
                      {"family", family == ModelFamily::yolox ? "yolox" : "nanodet"},
                      {"file", "model.onnx"},
                      {"sha256", model.reviewed.sha256},
                      {"input",
                       {{"name", "image"},
                        {"shape", {1, 3, side, side}},
                        {"type", "float32"},
                        {"colour_order", "bgr"},
                        {"mean", {0, 0, 0}},
                        {"std", {1, 1, 1}},
                        {"letterbox", true}}},
                      {"outputs", outputs},
                      {"labels", labels}};
  std::ofstream(model.folder / "manifest.json") << manifest.dump();
  return model;
}

}  // namespace vigie::perception::test
