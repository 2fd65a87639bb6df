#include <algorithm>
#include <fstream>
#include <set>

#include "base/digest.h"
#include "base/json.h"
#include "perception/model.h"

namespace vigie::perception {
namespace {

constexpr std::size_t kMaxModelBytes = 512u << 20;

Status only_keys(const Json& object, const std::string& where, const std::set<std::string>& known) {
  if (!object.is_object()) return fail(ErrorKind::invalid_input, where + " must be an object");
  for (const auto& [key, value] : object.items())
    if (!known.contains(key)) return fail(ErrorKind::invalid_input, fmt::format("{} has an unknown key '{}'", where, key));
  return {};
}

Result<ModelFamily> parse_family(const std::string& text) {
  if (text == "nanodet") return ModelFamily::nanodet;
  if (text == "yolox") return ModelFamily::yolox;
  return fail(ErrorKind::invalid_input, fmt::format("family '{}' is not known; nanodet and yolox are", text));
}

Result<OutputRole> parse_role(const std::string& text) {
  if (text == "class_scores") return OutputRole::class_scores;
  if (text == "side_distances") return OutputRole::side_distances;
  if (text == "yolox_rows") return OutputRole::yolox_rows;
  return fail(ErrorKind::denied, fmt::format("an output has the role '{}': only boxes and classes may leave a model", text));
}

Result<std::vector<std::int64_t>> parse_shape(const Json& object, const std::string& where) {
  std::vector<std::int64_t> shape;
  const auto found = object.find("shape");
  if (found == object.end() || !found->is_array() || found->empty() || found->size() > 8)
    return fail(ErrorKind::invalid_input, where + ": 'shape' must be a list of numbers");
  for (const auto& side : *found) {
    if (!side.is_number_integer() || side.get<std::int64_t>() < 1 || side.get<std::int64_t>() > 1'000'000)
      return fail(ErrorKind::invalid_input, where + ": 'shape' must hold whole numbers from 1 up");
    shape.push_back(side.get<std::int64_t>());
  }
  return shape;
}

Result<std::array<float, 3>> parse_channels(const Json& input, const char* key) {
  const auto found = input.find(key);
  std::array<float, 3> values{};
  if (found == input.end() || !found->is_array() || found->size() != values.size())
    return fail(ErrorKind::invalid_input, fmt::format("input: '{}' must be three numbers", key));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(*found)[i].is_number()) return fail(ErrorKind::invalid_input, fmt::format("input: '{}' must be three numbers", key));
    values[i] = (*found)[i].get<float>();
  }
  return values;
}

Status parse_input(const Json& input, ModelManifest& manifest) {
  VIGIE_CHECK(only_keys(input, "input", {"name", "shape", "type", "colour_order", "mean", "std", "letterbox"}));
  VIGIE_TRY(manifest.input_name, text_field(input, "name"));
  if (text_or(input, "type") != "float32" || text_or(input, "colour_order") != "bgr" || !flag_or(input, "letterbox", false))
    return fail(ErrorKind::unsupported, "input: only letterboxed float32 pictures in the order bgr are supported");
  VIGIE_TRY(const auto shape, parse_shape(input, "input"));
  if (shape.size() != 4 || shape[0] != 1 || shape[1] != 3 || shape[2] > 4096 || shape[3] > 4096 || shape[2] % 32 || shape[3] % 32)
    return fail(ErrorKind::unsupported, "input: 'shape' must be 1, 3, height, width with sides that are multiples of 32");
  manifest.input_height = static_cast<int>(shape[2]);
  manifest.input_width = static_cast<int>(shape[3]);
  VIGIE_TRY(manifest.mean, parse_channels(input, "mean"));
  VIGIE_TRY(manifest.deviation, parse_channels(input, "std"));
  if (std::any_of(manifest.deviation.begin(), manifest.deviation.end(), [](float value) { return !(value > 0); }))
    return fail(ErrorKind::invalid_input, "input: 'std' must be above zero");
  return {};
}

Result<ModelOutput> parse_output(const Json& object) {
  VIGIE_CHECK(only_keys(object, "an output", {"name", "shape", "role", "stride"}));
  ModelOutput output;
  VIGIE_TRY(output.name, text_field(object, "name"));
  VIGIE_TRY(output.shape, parse_shape(object, "output " + output.name));
  VIGIE_TRY(const auto role, text_field(object, "role"));
  VIGIE_TRY(output.role, parse_role(role));
  output.stride = static_cast<int>(std::clamp(number_or(object, "stride", 0), 0.0, 1024.0));
  return output;
}

Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& path, std::size_t limit) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || std::filesystem::is_directory(path)) return fail(ErrorKind::not_found, path.string() + ": cannot be read");
  const auto size = static_cast<std::size_t>(file.tellg());
  if (size > limit) return fail(ErrorKind::invalid_input, fmt::format("{}: larger than {} bytes", path.string(), limit));
  std::vector<std::uint8_t> bytes(size);
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  if (!file) return fail(ErrorKind::corrupt, path.string() + ": cannot be read to its end");
  return bytes;
}

}  // namespace

Result<ModelManifest> parse_manifest(std::string_view json) {
  VIGIE_TRY(const Json document, parse_json(json));
  VIGIE_CHECK(only_keys(document, "the manifest",
                        {"name", "version", "family", "file", "sha256", "source", "licence", "input", "outputs", "labels", "used_labels"}));
  ModelManifest manifest;
  VIGIE_TRY(manifest.name, text_field(document, "name"));
  VIGIE_TRY(manifest.version, text_field(document, "version"));
  VIGIE_TRY(const auto family, text_field(document, "family"));
  VIGIE_TRY(manifest.family, parse_family(family));
  VIGIE_TRY(manifest.file, text_field(document, "file"));
  if (manifest.file.empty() || manifest.file.find('/') != std::string::npos || manifest.file.starts_with('.'))
    return fail(ErrorKind::invalid_input, "'file' must name a file beside the manifest");
  VIGIE_TRY(manifest.sha256, text_field(document, "sha256"));
  if (!digest_from_hex(manifest.sha256)) return fail(ErrorKind::invalid_input, "'sha256' must be 64 hex digits");
  VIGIE_CHECK(parse_input(document.value("input", Json()), manifest));
  for (const char* list : {"outputs", "labels"})
    if (!document.contains(list) || !document[list].is_array() || document[list].size() > 1000)
      return fail(ErrorKind::invalid_input, fmt::format("'{}' must be a list", list));
  for (const auto& object : document["outputs"]) {
    VIGIE_TRY(auto output, parse_output(object));
    manifest.outputs.push_back(std::move(output));
  }
  for (const auto& label : document["labels"]) {
    if (!label.is_string()) return fail(ErrorKind::invalid_input, "'labels' must be a list of words");
    manifest.labels.push_back(label.get<std::string>());
  }
  return manifest;
}

Status check_reviewed(const ModelManifest& manifest, std::span<const ReviewedModel> registry) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::denied, fmt::format("model {} is refused: {}", manifest.name, why), "model.refused");
  };
  const auto found = std::find_if(registry.begin(), registry.end(), [&](const auto& model) { return model.name == manifest.name; });
  if (found == registry.end()) return refuse("it is not on the list of reviewed models");
  for (const auto& label : manifest.labels)
    if (std::find(found->labels.begin(), found->labels.end(), label) == found->labels.end())
      return refuse(fmt::format("its label '{}' was not reviewed", label));
  for (const auto& output : manifest.outputs)
    if (std::find(found->outputs.begin(), found->outputs.end(), output) == found->outputs.end())
      return refuse(fmt::format("its output '{}' was not reviewed in this form", output.name));
  if (manifest.labels != found->labels || manifest.outputs != found->outputs || manifest.family != found->family)
    return refuse("its manifest does not say all that was reviewed, in the same order");
  if (manifest.sha256 != found->sha256) return refuse("its checksum is not the reviewed one; fetch the model again with tools/fetch_model");
  return {};
}

Result<LoadedModel> load_model(const std::filesystem::path& folder, std::span<const ReviewedModel> registry) {
  const auto manifest_path = folder / "manifest.json";
  VIGIE_TRY(const auto text, read_bytes(manifest_path, 1 << 20));
  auto manifest = parse_manifest({reinterpret_cast<const char*>(text.data()), text.size()});
  if (!manifest) return fail_in(manifest_path.string(), manifest.error());
  VIGIE_CHECK(check_reviewed(*manifest, registry));
  const auto model_path = folder / manifest->file;
  VIGIE_TRY(auto onnx, read_bytes(model_path, kMaxModelBytes));
  if (to_hex(sha256(std::span<const std::uint8_t>(onnx))) != manifest->sha256)
    return fail(
        ErrorKind::denied,
        fmt::format("{}: its checksum is not the one of its manifest; fetch the model again with tools/fetch_model", model_path.string()),
        "model.refused");
  return LoadedModel{std::move(*manifest), std::move(onnx)};
}

}  // namespace vigie::perception
