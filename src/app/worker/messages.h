#pragma once
// What server and worker say to each other over the local socket (docs/worker-protocol.md). Plain values and their wire
// form; no behaviour. Either side may be older or newer than the other by one release: unknown fields are ignored, an
// unknown type is an error of that one message, never of the connection.

#include <map>
#include <variant>

#include "base/local_socket.h"
#include "city/camera.h"
#include "city/fact.h"
#include "city/ledger.h"
#include "city/live.h"
#include "city/series.h"

namespace vigie::app {

inline constexpr int worker_protocol_version = 1;

// ---- server → worker

// The complete list of this worker's cameras; one that is not in it is closed.
struct Configure {
  struct One {
    city::Camera camera;
    std::map<std::string, std::string> credentials;  // secret name → "user:password"; held in memory only
    // Of a PTZ camera: the preset's token it stands at, "" at home, nullopt away. "" for every fixed camera.
    std::optional<std::string> view = "";
  };
  std::vector<One> cameras;
};
struct Lease {
  Json terms;  // made by law::issue_lease, read by law::LeaseBook alone
};
struct Revoke {
  Json terms;  // made by law::revocation
};
// What is wanted now, not a count of viewers: saying it twice changes nothing.
struct Watch {
  city::SourceId camera;
  city::StreamKind stream{};
  bool pictures = false, boxes = false;
};
struct Play {
  std::uint64_t session = 0;
  city::SourceId camera;
  city::StreamKind stream{};
  UtcTime from{};
  std::optional<UtcTime> to;
  double speed = 1;
  Json lease;  // playing stands on a permit of its own (view or replay); renewed like every other lease
};
struct StopPlay {
  std::uint64_t session = 0;
};
struct ClipRequest {
  std::uint64_t request = 0;
  city::SourceId camera;
  city::Interval span;
  Json lease;
};
struct Feed {  // payload: the chunk
  city::SourceId camera;
  bool last = false;
  Bytes chunk;
};
struct Ack {  // of one report: it is committed
  std::uint64_t seq = 0;
};
struct Stop {};

using ToWorker = std::variant<Configure, Lease, Revoke, Watch, Play, StopPlay, ClipRequest, Feed, Ack, Stop>;

// ---- worker → server

struct Hello {
  std::string name;
  std::int64_t pid = 0;
  std::string version;
  int protocol = worker_protocol_version;
  std::vector<city::SourceId> cameras;  // held from before a lost connection
};
// What must not be lost: sent again after every reconnect until acknowledged. `seq` grows by one within a worker's life.
struct Report {
  std::uint64_t seq = 0;
  std::variant<city::Fact, city::SegmentRow> content;
  std::vector<city::Observation> observations;  // of a fact "observation.batch": the batch's id is the fact's
};
struct Health {
  std::vector<city::CameraHealth> cameras;
  std::uint64_t reports_waiting = 0, reports_refused = 0;
  int threads = 0;
};
struct Picture {  // payload: the fragment
  city::SourceId camera;
  city::StreamKind stream{};
  std::uint64_t session = 0;  // of a play; 0: live
  city::Fragment fragment;
};
struct PlayEnd {
  std::uint64_t session = 0;
  Error why;
};
struct Clip {  // payload: the MP4
  std::uint64_t request = 0;
  std::optional<Error> error;
  Bytes bytes;
};
struct FeedTaken {  // so many bytes left the worker's queue
  city::SourceId camera;
  std::uint64_t bytes = 0;
};

using ToServer = std::variant<Hello, Report, Health, Picture, city::Overlay, PlayEnd, Clip, FeedTaken>;

// The payload of a Message is moved or borrowed, never put into the header.
Json header_of(const ToWorker& message);
Json header_of(const ToServer& message);
std::span<const std::uint8_t> payload_of(const ToWorker& message);
std::span<const std::uint8_t> payload_of(const ToServer& message);
Result<ToWorker> to_worker_from(Message message);
Result<ToServer> to_server_from(Message message);

}  // namespace vigie::app
