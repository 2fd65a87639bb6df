// The neural detector: one ONNX Runtime session with one thread of computing. Exceptions of the runtime stop here.

#include <onnxruntime_cxx_api.h>

#include "decode.h"
#include "letterbox.h"
#include "perception/detector.h"

namespace vigie::perception {
namespace {

std::string words(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

Ort::Session open_session(const Ort::Env& environment, const LoadedModel& model) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(1);  // two threads under load were slower than one; workers are the unit of parallel work
  options.SetInterOpNumThreads(1);
  options.SetExecutionMode(ORT_SEQUENTIAL);
  options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
  return Ort::Session(environment, model.onnx.data(), model.onnx.size(), options);
}

// The file itself must say what its manifest says: an output that nobody named must not be there.
Status check_session(const Ort::Session& session, const ModelManifest& manifest) {
  const auto refuse = [&](const std::string& why) {
    return fail(ErrorKind::denied, fmt::format("model {} is refused: {}", manifest.name, why), "model.refused");
  };
  Ort::AllocatorWithDefaultOptions allocator;
  const std::vector<std::int64_t> input_shape{1, 3, manifest.input_height, manifest.input_width};
  if (session.GetInputCount() != 1 || session.GetInputNameAllocated(0, allocator).get() != manifest.input_name ||
      session.GetInputTypeInfo(0).GetTensorTypeAndShapeInfo().GetShape() != input_shape)
    return refuse("its file has another input than its manifest");
  for (std::size_t i = 0; i < session.GetOutputCount(); ++i) {
    const std::string name = session.GetOutputNameAllocated(i, allocator).get();
    const auto named =
        std::find_if(manifest.outputs.begin(), manifest.outputs.end(), [&](const auto& output) { return output.name == name; });
    if (named == manifest.outputs.end()) return refuse(fmt::format("its file has an output '{}' that was not reviewed", name));
    const auto type = session.GetOutputTypeInfo(i);
    if (type.GetONNXType() != ONNX_TYPE_TENSOR) return refuse(fmt::format("its output '{}' is not a tensor", name));
    const auto tensor = type.GetTensorTypeAndShapeInfo();
    if (tensor.GetElementType() != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT || tensor.GetShape() != named->shape)
      return refuse(fmt::format("its output '{}' has the shape {}, {} was reviewed", name, words(tensor.GetShape()), words(named->shape)));
  }
  if (session.GetOutputCount() != manifest.outputs.size()) return refuse("its file lacks an output of its manifest");
  return {};
}

class OnnxDetector final : public Detector {
 public:
  OnnxDetector(Ort::Env environment, Ort::Session session, ModelManifest manifest, Decode decode, const DetectorSettings& settings)
      : environment_(std::move(environment)),
        session_(std::move(session)),
        manifest_(std::move(manifest)),
        decode_(decode),
        used_(used_columns(manifest_.labels)),
        settings_(settings),
        letterbox_(manifest_),
        version_(fmt::format("{} {} {}", manifest_.name, manifest_.version, manifest_.sha256.substr(0, 12))) {}

  Result<std::vector<Detection>> detect(const cv::Mat& bgr) override {
    if (bgr.empty() || bgr.type() != CV_8UC3) return fail(ErrorKind::invalid_input, "a picture to analyse must be in colour and not empty");
    letterbox_.fill(bgr);
    std::vector<Detection> candidates;
    try {
      candidates = infer();
    } catch (const Ort::Exception& error) {
      return fail(ErrorKind::internal, fmt::format("the detector {} failed on a picture: {}", version_, error.what()));
    }
    auto found = suppress_overlaps(std::move(candidates), settings_.overlap_allowed);
    for (auto& detection : found) detection.box = letterbox_.to_picture(detection.box);
    std::erase_if(found, [](const auto& detection) { return detection.box.area() < 1; });
    return found;
  }

  const std::string& model_version() const override { return version_; }

 private:
  std::vector<Detection> infer() {
    auto& tensor = letterbox_.tensor();
    const std::int64_t shape[] = {1, 3, manifest_.input_height, manifest_.input_width};
    const auto input = Ort::Value::CreateTensor<float>(memory_, tensor.data(), tensor.size(), shape, std::size(shape));
    const char* const input_name = manifest_.input_name.c_str();
    std::vector<const char*> names;
    for (const auto& output : manifest_.outputs) names.push_back(output.name.c_str());
    const auto values = session_.Run(Ort::RunOptions{nullptr}, &input_name, &input, 1, names.data(), names.size());
    std::vector<OutputView> views;
    for (std::size_t i = 0; i < values.size(); ++i)
      views.push_back({&manifest_.outputs[i], {values[i].GetTensorData<float>(), values[i].GetTensorTypeAndShapeInfo().GetElementCount()}});
    return decode_(views, manifest_, used_, settings_.floor);
  }

  Ort::Env environment_;  // outlives the session
  Ort::Session session_;
  Ort::MemoryInfo memory_ = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  ModelManifest manifest_;
  Decode decode_;
  std::vector<UsedColumn> used_;
  DetectorSettings settings_;
  Letterbox letterbox_;
  std::string version_;
};

}  // namespace

Result<std::unique_ptr<Detector>> open_detector(const std::filesystem::path& model_folder, const DetectorSettings& settings,
                                                std::span<const ReviewedModel> registry) {
  VIGIE_TRY(auto model, load_model(model_folder, registry));
  VIGIE_TRY(const Decode decode, decoder_for(model.manifest));
  try {
    Ort::Env environment(ORT_LOGGING_LEVEL_ERROR, "vigie");
    auto session = open_session(environment, model);
    VIGIE_CHECK(check_session(session, model.manifest));
    return std::make_unique<OnnxDetector>(std::move(environment), std::move(session), std::move(model.manifest), decode, settings);
  } catch (const Ort::Exception& error) {
    return fail(ErrorKind::corrupt, fmt::format("model {}: the neural runtime cannot open it: {}", model.manifest.name, error.what()));
  }
}

}  // namespace vigie::perception
