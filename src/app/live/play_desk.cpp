#include "live/play_desk.h"

namespace vigie::app {

std::uint64_t PlayDesk::open(city::SourceId camera, std::shared_ptr<ViewerSeat> seat) {
  std::lock_guard lock(mutex_);
  sessions_[++last_number_] = {std::move(seat), std::move(camera)};
  return last_number_;
}

void PlayDesk::close(std::uint64_t session) {
  if (const auto seat = take(session)) seat->leave();
}

std::shared_ptr<ViewerSeat> PlayDesk::take(std::uint64_t session) {
  std::lock_guard lock(mutex_);
  const auto node = sessions_.extract(session);
  return node ? node.mapped().seat : nullptr;
}

void PlayDesk::picture(std::uint64_t session, const city::Fragment& fragment) {
  std::shared_ptr<ViewerSeat> seat;
  {
    std::lock_guard lock(mutex_);
    if (const auto at = sessions_.find(session); at != sessions_.end()) seat = at->second.seat;
  }
  if (seat) seat->deliver(fragment);
}

void PlayDesk::end(std::uint64_t session, const Error& why) {
  if (const auto seat = take(session)) seat->end(why);
}

void PlayDesk::end_camera(const city::SourceId& camera, const Error& why) {
  std::vector<std::shared_ptr<ViewerSeat>> seats;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [&](const auto& one) {
      if (one.second.camera == camera) seats.push_back(one.second.seat);
      return one.second.camera == camera;
    });
    for (auto& [request, order] : orders_)
      if (order.camera == camera && !order.answer) order.answer = tl::make_unexpected(why);
  }
  answered_.notify_all();
  for (const auto& seat : seats) seat->end(why);
}

std::map<std::uint64_t, PlayDesk::Session> PlayDesk::sessions() const {
  std::lock_guard lock(mutex_);
  return sessions_;
}

std::uint64_t PlayDesk::order_clip(const city::SourceId& camera) {
  std::lock_guard lock(mutex_);
  orders_[++last_number_] = {camera, std::nullopt};
  return last_number_;
}

void PlayDesk::clip(Clip clip) {
  {
    std::lock_guard lock(mutex_);
    const auto at = orders_.find(clip.request);
    if (at == orders_.end()) return;  // nobody waits any more
    at->second.answer = clip.error ? Result<Bytes>{tl::make_unexpected(*clip.error)} : Result<Bytes>{std::move(clip.bytes)};
  }
  answered_.notify_all();
}

Result<Bytes> PlayDesk::wait_for_clip(std::uint64_t request, std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  answered_.wait_for(lock, wait, [&] { return orders_.at(request).answer.has_value(); });
  auto order = orders_.extract(request);
  if (!order.mapped().answer)
    return fail(ErrorKind::timeout, fmt::format("{}: its worker did not make the clip in time", order.mapped().camera), "clip.timeout");
  return std::move(*order.mapped().answer);
}

}  // namespace vigie::app
