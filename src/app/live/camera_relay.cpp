#include "live/camera_relay.h"

#include <algorithm>

namespace vigie::app {
namespace {
// A camera with a longer group of pictures gives late joiners nothing before its next key.
constexpr std::size_t max_kept_bytes = 24u << 20, max_kept = 1200;
}  // namespace

void CameraRelay::join(city::StreamKind stream, std::shared_ptr<ViewerSeat> seat) {
  // Taking the list's place and the copy of the newest pictures in one step means that nothing is missed or comes twice.
  seat->begin([&](city::FragmentSink& sink) {
    std::vector<city::Fragment> first;
    {
      std::lock_guard lock(mutex_);
      first = of(stream).newest;
      of(stream).seats.push_back(seat);
    }
    for (const auto& fragment : first) sink.on_fragment(fragment);
  });
}

void CameraRelay::leave(city::StreamKind stream, const std::shared_ptr<ViewerSeat>& seat) {
  seat->leave();
  std::lock_guard lock(mutex_);
  std::erase(of(stream).seats, seat);
  // Nobody watches: the worker stops sending, and what is kept would grow old.
  if (of(stream).seats.empty()) of(stream) = {};
}

void CameraRelay::remember(Stream& stream, const city::Fragment& fragment) {
  using Kind = city::Fragment::Kind;
  auto& newest = stream.newest;
  if (fragment.kind == Kind::init) newest.clear();
  if (fragment.kind == Kind::key && !newest.empty()) newest.resize(1);
  if (fragment.kind == Kind::delta && newest.size() < 2) return;  // of a group whose key is not here
  if (fragment.kind != Kind::init && newest.empty()) return;
  newest.push_back(fragment);
  stream.bytes = newest.size() <= 2 ? 0 : stream.bytes;
  stream.bytes += fragment.bytes ? fragment.bytes->size() : 0;
  if (stream.bytes > max_kept_bytes || newest.size() > max_kept) newest.resize(1);
}

void CameraRelay::picture(city::StreamKind stream, const city::Fragment& fragment) {
  std::vector<std::shared_ptr<ViewerSeat>> seats;
  {
    std::lock_guard lock(mutex_);
    seats = of(stream).seats;
    if (!seats.empty()) remember(of(stream), fragment);
  }
  for (const auto& seat : seats) seat->deliver(fragment);
}

void CameraRelay::boxes(const city::Overlay& overlay) {
  std::vector<std::shared_ptr<ViewerSeat>> seats;
  {
    std::lock_guard lock(mutex_);
    for (const auto& stream : streams_) seats.insert(seats.end(), stream.seats.begin(), stream.seats.end());
  }
  for (const auto& seat : seats) seat->deliver(overlay);
}

CameraRelay::Wanted CameraRelay::wanted(city::StreamKind stream) const {
  std::lock_guard lock(mutex_);
  const auto& seats = of(stream).seats;
  return {!seats.empty(), std::any_of(seats.begin(), seats.end(), [](const auto& seat) { return seat->boxes(); })};
}

bool CameraRelay::end_unpermitted() {
  std::vector<std::pair<std::shared_ptr<ViewerSeat>, Error>> ended;
  {
    std::lock_guard lock(mutex_);
    for (auto& stream : streams_)
      std::erase_if(stream.seats, [&](const auto& seat) {
        const auto live = seat->permit().check();
        if (!live) ended.emplace_back(seat, live.error());
        return !live;
      });
    for (auto& stream : streams_)
      if (stream.seats.empty()) stream = {};
  }
  for (const auto& [seat, why] : ended) seat->end(why);
  return !ended.empty();
}

void CameraRelay::worker_lost() {
  std::lock_guard lock(mutex_);
  for (auto& stream : streams_) {
    stream.newest.clear();
    stream.bytes = 0;
  }
}

void CameraRelay::end_all(const Error& why) {
  std::vector<std::shared_ptr<ViewerSeat>> seats;
  {
    std::lock_guard lock(mutex_);
    for (auto& stream : streams_) {
      seats.insert(seats.end(), stream.seats.begin(), stream.seats.end());
      stream = {};
    }
  }
  for (const auto& seat : seats) seat->end(why);
}

}  // namespace vigie::app
