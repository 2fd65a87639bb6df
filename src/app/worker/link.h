#pragma once
// The worker's end of the local socket: connects, reconnects, receives on the caller's thread, sends on its own.
//
//   any thread ── report() ──▶ outbox (kept until acknowledged) ─┐
//   any thread ── picture() ─▶ picture queue (drops to a key)   ─┼─▶ sender thread ─▶ server
//   any thread ── tell() ────▶ small messages (lost with a connection) ─┘
//
// The server being away stops nothing here: leases do (docs/worker-protocol.md).

#include <condition_variable>

#include "base/thread.h"
#include "worker/picture_queue.h"
#include "worker/report_outbox.h"

namespace vigie::app {

class Link {
 public:
  struct Callbacks {  // on the thread of run()
    std::function<Hello()> hello;
    std::function<void(ToWorker)> message;
    std::function<void()> lost;  // the connection, once per connection
    std::function<void()> idle;  // after every message and several times a second, connected or not
  };

  Link(std::string socket_path, Callbacks callbacks, const Clock& clock);
  ~Link();

  bool report(Report report);  // false: refused, the outbox is full
  void picture(Picture picture);
  void end(PlayEnd end);  // behind the pictures of its session
  void tell(ToServer message);
  bool has_room() const { return pictures_.has_room(); }
  std::size_t reports_waiting() const { return outbox_.waiting(); }
  std::uint64_t reports_refused() const { return outbox_.refused(); }
  std::uint64_t pictures_dropped() const { return pictures_.dropped(); }
  // How long the server has been away; zero while connected.
  std::chrono::milliseconds away() const;

  // Until `stop` is asked.
  void run(std::stop_token stop);

 private:
  void send_loop(std::stop_token stop);
  void wake();
  std::optional<ToServer> next_to_send();
  std::shared_ptr<LocalConnection> connection() const;
  void set_connection(std::shared_ptr<LocalConnection> connection);
  void receive_until_lost(LocalConnection& connection, std::stop_token stop);

  const std::string socket_path_;
  const Callbacks callbacks_;
  const Clock& clock_;
  ReportOutbox outbox_;
  PictureQueue pictures_;
  mutable std::mutex mutex_;
  std::condition_variable_any something_to_send_;
  bool wake_ = false;
  std::deque<ToServer> small_;
  std::shared_ptr<LocalConnection> connection_;
  SteadyTime away_since_;
  Thread sender_;
};

}  // namespace vigie::app
