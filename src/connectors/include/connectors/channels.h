#pragma once
// The file that names the live channels, live.toml (docs/live-channels.md): what may be pushed over HTTP and which MQTT
// topics are heard. Secrets are named by file, never written in it.

#include <chrono>

#include "connectors/press.h"

namespace vigie::connectors {

// Something that other systems send to. Records by a mapping, or presses.
struct Channel {
  enum class Takes { records, presses } takes = Takes::records;
  std::string name;                      // in the address: /api/v1/records/NAME, /api/v1/presses/NAME
  std::optional<Mapping> mapping;        // of records
  PressFields press;                     // of presses
  std::string token, signature_key;      // read from the files that the channel names; empty: that way is closed
  std::chrono::seconds silent_after{0};  // no message for so long: shown as silent; 0: never
  city::SourceId source() const;         // "records:NAME", "panel:NAME": what a legal basis must name
};

struct MqttTopic {
  std::string filter;  // "parking/+/event"
  std::string channel;
  int device_level = 0;     // which level of the topic names the device, from 1; 0: none
  std::string alive, dead;  // words of a state topic (last will); both empty: messages of the channel
  bool tells_state() const { return !dead.empty(); }
};

struct MqttBroker {
  std::string name;  // for screens and logs
  std::string host;
  int port = 1883;
  std::string client_id;  // names the persistent session at the broker: unique for each server
  std::string user, password;
  std::filesystem::path ca, certificate, key;  // TLS when `ca` is given
  std::chrono::seconds keepalive{30};
  std::vector<MqttTopic> topics;
};

struct ChannelFile {
  std::vector<Channel> channels;
  std::vector<MqttBroker> brokers;
  const Channel* find(std::string_view name) const;

  // Relative paths are taken from the folder of `where`. Reads the mappings and secrets it names; refuses unknown keys
  // and secrets that others than the owner may read.
  static Result<ChannelFile> parse(std::string_view toml, const std::filesystem::path& where);
  static Result<ChannelFile> load(const std::filesystem::path& file);
};

// MQTT 3.1.1, 4.7: whether a topic name fits a filter with + and #. Both are UTF-8 without wildcards in the name.
bool topic_fits(std::string_view filter, std::string_view topic);
bool is_topic_filter(std::string_view filter);
// The level of a topic name, from 1; empty when it has fewer.
std::string_view topic_level(std::string_view topic, int level);

}  // namespace vigie::connectors
