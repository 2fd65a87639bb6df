#pragma once
// One broker's topics, heard over MQTT 3.1.1 (libmosquitto). QoS 1 and a persistent session: what the broker has taken from
// a sensor reaches us, and a message is acknowledged to the broker only after it was committed here. So a server that is
// killed gets it again, and a repeat is the same fact.
//
// How after-commit acknowledgement is had of libmosquitto, which acknowledges by itself: told that threads are ours
// (mosquitto_threaded_set), it only queues what it sends until mosquitto_loop_write, and this link calls that when what it
// has read is committed.
//
// One thread for each link. While a commit fails nothing more is read, so the broker holds back.

#include <atomic>
#include <functional>
#include <memory>

#include "base/metrics.h"
#include "base/thread.h"
#include "connectors/channels.h"

namespace vigie::connectors {

inline constexpr std::size_t most_mqtt_payload_bytes = 64 << 10;

struct MqttMessage {
  std::string topic, payload;
  bool retained = false;   // kept by the broker from earlier, sent because we subscribed
  bool too_large = false;  // `payload` is left out
  UtcTime arrived{};
};

class MqttLink {
 public:
  // Success: committed, or refused for good; they are acknowledged. An error: kept and given again.
  using Take = std::function<Status(const std::vector<MqttMessage>& messages)>;

  // Connects in the background, again and again. `clock` and `metrics` are borrowed for life; `take` is called on the
  // link's thread.
  static Result<std::unique_ptr<MqttLink>> start(const MqttBroker& broker, const Clock& clock, Metrics& metrics, Take take);
  ~MqttLink();
  bool connected() const;
  void stop();  // acknowledges what is committed, leaves the session at the broker

 private:
  struct State;
  explicit MqttLink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::connectors
