#pragma once
// Fan-out of one camera's live pictures to its viewers: opaque bytes, never parsed. Keeps the init and the newest group of
// pictures of a watched stream, so that a late joiner sees something at once.

#include <vector>

#include "live/viewer_seat.h"

namespace vigie::app {

// Thread-safe. Pictures come from one thread at a time, the reader of the camera's worker.
class CameraRelay {
 public:
  void join(city::StreamKind stream, std::shared_ptr<ViewerSeat> seat);
  void leave(city::StreamKind stream, const std::shared_ptr<ViewerSeat>& seat);
  void picture(city::StreamKind stream, const city::Fragment& fragment);
  void boxes(const city::Overlay& overlay);

  struct Wanted {
    bool pictures = false, boxes = false;
    bool operator==(const Wanted&) const = default;
  };
  Wanted wanted(city::StreamKind stream) const;
  // Viewers whose permit ended get their end with its reason; true when one left.
  bool end_unpermitted();
  void worker_lost();              // viewers stay: a new init comes when the worker is back
  void end_all(const Error& why);  // the camera was removed, the server stops

 private:
  struct Stream {
    std::vector<std::shared_ptr<ViewerSeat>> seats;
    std::vector<city::Fragment> newest;  // init, key, deltas; empty: wait for the next init or key
    std::size_t bytes = 0;
  };
  static void remember(Stream& stream, const city::Fragment& fragment);
  Stream& of(city::StreamKind stream) { return streams_[stream == city::StreamKind::main ? 0 : 1]; }
  const Stream& of(city::StreamKind stream) const { return streams_[stream == city::StreamKind::main ? 0 : 1]; }

  mutable std::mutex mutex_;
  Stream streams_[2];
};

}  // namespace vigie::app
