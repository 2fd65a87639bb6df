// Whatever comes as an upload or from a browser's camera: demuxed, decoded, masked, encoded and cut into fragments.

#include "connection.h"
#include "law/lease.h"

using namespace vigie;
using namespace vigie::video;

namespace {

city::Permit permit_to_view(law::LeaseBook& book) {
  const Json lease{{"type", "lease"},        {"ttl_s", 30},          {"basis", {{"id", "fuzz"}, {"version", 1}}},
                   {"regime", "exercise"},   {"processing", "view"}, {"source", "camera:1"},
                   {"kinds", Json::array()}, {"exercise", true}};
  return book.receive(lease).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 256 << 10) return 0;
  static const SystemClock clock;
  law::LeaseBook book(clock);
  const auto permits = std::make_shared<CameraPermits>("camera:1", std::vector<city::Permit>{permit_to_view(book)});
  PipelineSettings settings;
  settings.source.camera = "camera:1";
  settings.source.url = "push:";
  settings.source.feed = std::make_shared<PushFeed>();
  settings.source.loop = false;
  settings.source.paced = false;
  settings.review = size % 2 ? city::MaskReview::masked_here : city::MaskReview::no_dwelling;
  if (!settings.source.feed->put({data, size}, true)) return 0;

  auto source = PictureSource::open(permits, settings.source, clock, {});
  // Large pictures are within bounds, but would leave no time for others.
  if (!source || (*source)->codec().width > 1024 || (*source)->codec().height > 1024) return 0;
  std::vector<city::PictureArea> masks;
  if (settings.review == city::MaskReview::masked_here)
    masks.push_back({.name = "", .preset = "", .points = {{0, 0}, {1, 0}, {0, 1}}, .situations = {}});
  auto painter = MaskPainter::create(masks);
  FragmentRing ring;
  NewestSlot<Picture> slot, health_slot;
  HealthMeter health("camera:1", clock);
  static SegmentDisk disk;  // nothing is recorded
  const PipelineEvents events;
  Delivery delivery(permits, settings, events, disk, clock, ring, slot, health_slot, health);
  if (auto connection = Connection::open(**source, settings, *painter, delivery, health)) (*connection)->run();
  return 0;
}
