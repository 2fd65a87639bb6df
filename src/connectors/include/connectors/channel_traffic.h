#pragma once
// What the channels bring, from either side: minimised, sent on to where it is kept, and counted for each source. Nothing of
// a message that was not kept is held or logged: status and log know codes and numbers.

#include "connectors/channels.h"
#include "connectors/live_intake.h"
#include "connectors/mqtt_link.h"

namespace vigie::connectors {

// A sensor's last will, or its word that it is back.
struct DeviceState {
  city::SourceId source;  // of the channel
  std::string device;
  bool alive = true;
  UtcTime at{};
};

struct TrafficHooks {
  // Commits presses and what they open. The answer tells {opened, joined, repeated}.
  std::function<Result<Json>(const Channel& channel, const std::vector<Press>& presses)> press;
  // Commits that a device fell silent or came back.
  std::function<Status(const DeviceState& state)> state;
};

// Thread-safe. Everything given is borrowed for life.
class ChannelTraffic {
 public:
  ChannelTraffic(const ChannelFile& file, LiveIntake& intake, TrafficHooks hooks, const Clock& clock);

  // A body pushed by HTTP into a channel of that sort; returns once it is committed, with the report
  // {read, stored, duplicates, new_versions, rejected: {reason: n}, rows: [{row, byte, reason}], batch}, at most 20 rows;
  // of presses {read, opened, joined, repeated}.
  Result<Json> push(const Channel& channel, std::string_view body, bool ndjson);
  // Messages of a broker; see MqttLink::Take.
  Status take(const MqttBroker& broker, const std::vector<MqttMessage>& messages);

  // One object a channel: last arrival and how late it was, numbers, rejections, devices that are silent.
  Json sources() const;

 private:
  struct Seen {
    std::uint64_t messages = 0, read = 0, stored = 0, duplicates = 0, presses = 0, refused = 0;
    std::map<std::string, std::uint64_t> rejected;
    UtcTime last_arrival{}, last_fact{};
    std::string last_error;  // a code
    UtcTime last_error_at{};
    std::map<std::string, DeviceState> devices;
  };
  Result<Json> push_records(const Channel& channel, std::string_view body, bool ndjson);
  Result<Json> push_presses(const Channel& channel, std::string_view body, bool ndjson);
  Status take_presses(const Channel& channel, std::vector<Press> presses);
  Status take_records(const Channel& channel, const std::vector<PushedObject>& objects);
  Status take_state(const Channel& channel, const MqttTopic& topic, const MqttMessage& message);
  void arrived(const Channel& channel, std::uint64_t messages, UtcTime at);
  void failed(const Channel& channel, const Error& why);
  void rejected(const Channel& channel, const std::string& reason, std::uint64_t count = 1);
  void stored(const Channel& channel, const PushedRecords& pushed, const LiveIntake::Stored& outcome, UtcTime newest);

  const ChannelFile& file_;
  LiveIntake& intake_;
  const TrafficHooks hooks_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Seen> seen_;
};

}  // namespace vigie::connectors
