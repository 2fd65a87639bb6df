#pragma once
// What the server has asked of workers and waits for: playing sessions and clips. Numbers are never used twice.

#include <condition_variable>
#include <map>

#include "live/viewer_seat.h"
#include "worker/messages.h"

namespace vigie::app {

// Thread-safe.
class PlayDesk {
 public:
  struct Session {
    std::shared_ptr<ViewerSeat> seat;
    city::SourceId camera;
  };
  std::uint64_t open(city::SourceId camera, std::shared_ptr<ViewerSeat> seat);
  void close(std::uint64_t session);  // the viewer left
  void picture(std::uint64_t session, const city::Fragment& fragment);
  void end(std::uint64_t session, const Error& why);
  void end_camera(const city::SourceId& camera, const Error& why);  // its worker is gone, or it was removed
  std::map<std::uint64_t, Session> sessions() const;

  std::uint64_t order_clip(const city::SourceId& camera);
  void clip(Clip clip);
  Result<Bytes> wait_for_clip(std::uint64_t request, std::chrono::milliseconds wait);

 private:
  struct Order {
    city::SourceId camera;
    std::optional<Result<Bytes>> answer;
  };
  std::shared_ptr<ViewerSeat> take(std::uint64_t session);
  mutable std::mutex mutex_;
  std::condition_variable answered_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, Session> sessions_;
  std::map<std::uint64_t, Order> orders_;
};

}  // namespace vigie::app
