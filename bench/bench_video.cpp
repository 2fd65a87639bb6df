// One camera's way against decoding alone: 79.5 s of a real street, 768x576, 10 fps, as fast as one core goes.
//
//   VIGIE_CACHE=cache build/release/bench/bench_video --benchmark_enable_random_interleaving=true
//
// Interleaving alternates the cases, so that what else the machine does falls on all of them. Frames per second per core
// is items_per_second (of processor time); the difference between two rows is what a step costs.

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "connection.h"
#include "law/lease.h"

namespace vigie::video {
namespace {

namespace fs = std::filesystem;
using enum city::Processing;

const city::SourceId kCamera = "camera:1";

fs::path street() {
  const char* cache = std::getenv("VIGIE_CACHE");
  return fs::absolute(fs::path(cache ? cache : "cache") / "footage" / "vtest.mp4");
}

std::shared_ptr<CameraPermits> permits(law::LeaseBook& book, std::initializer_list<city::Processing> processings) {
  std::vector<city::Permit> given;
  for (const auto processing : processings) {
    const Json lease{{"type", "lease"},
                     {"ttl_s", 30},
                     {"basis", {{"id", "bench"}, {"version", 1}}},
                     {"regime", "exercise"},
                     {"processing", city::to_string(processing)},
                     {"source", kCamera},
                     {"kinds", Json::array()},
                     {"exercise", true}};
    given.push_back(book.receive(lease).value());
  }
  return std::make_shared<CameraPermits>(kCamera, std::move(given));
}

SourceSettings source_of(const fs::path& file) {
  SourceSettings settings;
  settings.camera = kCamera;
  settings.url = "file:" + file.string();
  settings.loop = settings.paced = false;
  return settings;
}

void decoding_alone(benchmark::State& state) {
  const SystemClock clock;
  const ManualClock standing(clock.utc_now());  // leases that do not run out on a slow machine
  law::LeaseBook book(standing);
  for (auto _ : state) {
    auto source = PictureSource::open(permits(book, {view}), source_of(street()), clock, {});
    if (!source) return state.SkipWithError(source.error().message.c_str());
    auto decoder = Decoder::open((*source)->codec()).value();
    std::int64_t frames = 0;
    const auto take = [&](FramePtr frame, SteadyTime) {
      benchmark::DoNotOptimize(frame->data[0]);
      ++frames;
      return Status{};
    };
    while (const auto packet = (*source)->next()) static_cast<void>(decoder.decode(*packet, take));
    static_cast<void>(decoder.drain(take));
    state.SetItemsProcessed(state.items_processed() + frames);
  }
}

void camera(benchmark::State& state, city::MaskReview review, std::initializer_list<city::Processing> processings) {
  const SystemClock clock;
  const ManualClock standing(clock.utc_now());  // leases that do not run out on a slow machine
  law::LeaseBook book(standing);
  const fs::path recordings = fs::temp_directory_path() / fmt::format("vigie-bench-video-{}", getpid());
  fs::create_directories(recordings);
  for (auto _ : state) {
    SegmentDisk disk;
    PipelineSettings settings;
    settings.source = source_of(street());
    settings.review = review;
    settings.recordings = recordings;
    std::vector<city::PictureArea> masks;
    if (review == city::MaskReview::masked_here)  // a fifth of the picture, as windows along a street
      masks.push_back({.name = "windows", .preset = "", .points = {{0, 0}, {1, 0}, {1, 0.15}, {0, 0.25}}, .situations = {}});
    auto painter = MaskPainter::create(masks).value();
    std::int64_t frames = 0;
    PipelineEvents events;
    events.fragment = [&](const city::Fragment& fragment) { frames += fragment.kind != city::Fragment::Kind::init; };
    FragmentRing ring;
    NewestSlot<Picture> slot, health_slot;
    HealthMeter health(kCamera, clock);
    const auto given = permits(book, processings);
    auto source = PictureSource::open(given, settings.source, clock, {});
    if (!source) return state.SkipWithError(source.error().message.c_str());
    Delivery delivery(given, settings, events, disk, clock, ring, slot, health_slot, health);
    auto connection = Connection::open(**source, settings, painter, delivery, health);
    if (!connection) return state.SkipWithError(connection.error().message.c_str());
    (*connection)->run();
    state.SetItemsProcessed(state.items_processed() + frames);
  }
  fs::remove_all(recordings);
}

void copied(benchmark::State& state) { camera(state, city::MaskReview::no_dwelling, {view, record}); }
void copied_and_decoded_for_analysis(benchmark::State& state) { camera(state, city::MaskReview::no_dwelling, {view, record, analyse}); }
void masked_and_encoded_once(benchmark::State& state) { camera(state, city::MaskReview::masked_here, {view, record, analyse}); }

// A picture of 12 KB, as a street at 1 Mbit/s and 10 fps has them.
void one_fragment(benchmark::State& state) {
  Fragmenter fragmenter;
  const Bytes nals(12'000, 1);
  UtcTime at = from_unix_us(1'795'322'474'000'000);
  for (auto _ : state) benchmark::DoNotOptimize(fragmenter.add({nals, at, at += std::chrono::milliseconds{100}, false}));
  state.SetItemsProcessed(state.iterations());
}

// What analysis pays for each picture that it takes.
void one_picture_to_bgr(benchmark::State& state) {
  FramePtr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = 768;
  frame->height = 576;
  av_frame_get_buffer(frame.get(), 0);
  const Picture picture{std::shared_ptr<const AVFrame>(frame.get(), [](const AVFrame*) {}), {}, {}, 768, 576};
  BgrConverter converter;
  cv::Mat bgr;
  for (auto _ : state) static_cast<void>(converter.convert(picture, bgr));
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(decoding_alone)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(copied)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(copied_and_decoded_for_analysis)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(masked_and_encoded_once)->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(one_fragment)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK(one_picture_to_bgr)->Unit(benchmark::kMicrosecond)->Repetitions(9)->ReportAggregatesOnly();

}  // namespace
}  // namespace vigie::video

BENCHMARK_MAIN();
