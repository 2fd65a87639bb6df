#include "connectors/channels.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "strict_table.h"

namespace vigie::connectors {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_file_bytes = 1 << 20;

tl::unexpected<Error> bad(const std::string& place, const std::string& what) {
  return fail(ErrorKind::invalid_input, place + ": " + what, "channels.invalid");
}

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

fs::path beside(const fs::path& file, const std::string& named) {
  return named.empty() ? fs::path{} : (file.parent_path() / named).lexically_normal();
}

// The first line of a file that only its owner may read.
Result<std::string> secret_of(const fs::path& file, const std::string& place) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return bad(place, fmt::format("there is no file {}", file.string()));
  if (!S_ISREG(about.st_mode) || (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return bad(place, fmt::format("{} holds a secret: take its rights from group and others (chmod 600)", file.string()));
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  if (line.size() < 16 || line.size() > 4096)
    return bad(place, fmt::format("{}: a secret has 16 to 4096 characters on its first line", file.string()));
  return line;
}

Result<std::string> secret_named(StrictTable& table, const char* key, const fs::path& where, const std::string& place) {
  const std::string named = table.optional<std::string>(key).value_or("");
  if (named.empty()) return std::string{};
  return secret_of(beside(where, named), fmt::format("{}: {}", place, key));
}

Result<Device> device(const toml::table& toml, const std::string& where) {
  StrictTable table{toml, where};
  Device device;
  device.name = table.required<std::string>("name");
  device.place = table.required<std::string>("place");
  const auto lat = table.numbers("at");
  VIGIE_CHECK(table.finish());
  const std::string place = fmt::format("{}:{}: device '{}'", where, toml.source().begin.line, device.name);
  if (lat.size() == 2) device.where = {lat[0], lat[1]};
  if (device.name.empty() || device.name.size() > 128 || device.place.size() > 400)
    return bad(place, "its name has 1 to 128 bytes, its place at most 400");
  if (lat.size() != 2 || !geo::valid(device.where)) return bad(place, "'at' must be [latitude, longitude] in degrees");
  return device;
}

Result<Channel> channel(const toml::table& toml, const fs::path& where) {
  StrictTable table{toml, where.string()};
  Channel channel;
  channel.name = table.required<std::string>("name");
  const std::string place = fmt::format("{}:{}: channel '{}'", where.string(), toml.source().begin.line, channel.name);
  const auto takes = table.required<std::string>("takes");
  const auto mapping = table.optional<std::string>("mapping").value_or("");
  const auto silent = table.optional<std::int64_t>("silent_after_s").value_or(0);
  auto& press = channel.press;
  press.device = table.optional<std::string>("device").value_or(press.device);
  press.key = table.optional<std::string>("key").value_or(press.key);
  press.time = table.optional<std::string>("time").value_or(press.time);
  press.kind = table.optional<std::string>("kind").value_or(press.kind);
  const auto devices = table.tables("devices");
  VIGIE_TRY(channel.token, secret_named(table, "token_file", where, place));
  VIGIE_TRY(channel.signature_key, secret_named(table, "signature_key_file", where, place));
  VIGIE_CHECK(table.finish());
  if (!is_name(channel.name)) return bad(place, "its name is a word of a-z, 0-9, '-', '_' and '.'");
  if (silent < 0 || silent > 31 * 86400) return bad(place, "'silent_after_s' is 0 to 2678400 seconds");
  channel.silent_after = std::chrono::seconds{silent};
  if (takes == "presses") {
    channel.takes = Channel::Takes::presses;
    if (!mapping.empty()) return bad(place, "presses have no mapping: name their members with 'device', 'key' and 'time'");
    if (!is_name(press.kind)) return bad(place, "'kind' is a word of a-z, 0-9, '-', '_' and '.'");
    for (const toml::table* one : devices) {
      VIGIE_TRY(Device known, device(*one, where.string()));
      press.devices.push_back(std::move(known));
    }
    return channel;
  }
  if (takes != "records") return bad(place, "'takes' is \"records\" or \"presses\"");
  if (!devices.empty()) return bad(place, "devices belong to a channel that takes presses");
  if (mapping.empty()) return bad(place, "'mapping' is missing: it names what is kept of a record");
  VIGIE_TRY(channel.mapping, Mapping::load(beside(where, mapping)));
  if (channel.mapping->source != channel.name)
    return bad(place, fmt::format("its mapping is of the source '{}': the two names must be the same", channel.mapping->source));
  if (channel.mapping->format != FileFormat::ndjson) return bad(place, "its mapping must say format = \"ndjson\": a channel brings JSON");
  if (!channel.mapping->layouts.empty()) return bad(place, "a mapping with layouts is for files");
  return channel;
}

Result<MqttTopic> topic(const toml::table& toml, const fs::path& where, const ChannelFile& file) {
  StrictTable table{toml, where.string()};
  MqttTopic topic;
  topic.filter = table.required<std::string>("filter");
  topic.channel = table.required<std::string>("channel");
  const auto level = table.optional<std::int64_t>("device_level").value_or(0);
  topic.alive = table.optional<std::string>("alive").value_or("");
  topic.dead = table.optional<std::string>("dead").value_or("");
  VIGIE_CHECK(table.finish());
  const std::string place = fmt::format("{}:{}: topic '{}'", where.string(), toml.source().begin.line, topic.filter);
  if (!is_topic_filter(topic.filter)) return bad(place, "it is no topic filter of MQTT 3.1.1");
  if (!file.find(topic.channel)) return bad(place, fmt::format("there is no channel '{}'", topic.channel));
  if (level < 0 || level > 32) return bad(place, "'device_level' is 0 to 32");
  topic.device_level = static_cast<int>(level);
  if (topic.alive.empty() != topic.dead.empty()) return bad(place, "'alive' and 'dead' go together");
  if (topic.tells_state() && topic.device_level == 0) return bad(place, "a state topic needs 'device_level': which level names the device");
  return topic;
}

Result<MqttBroker> broker(const toml::table& toml, const fs::path& where, const ChannelFile& file) {
  StrictTable table{toml, where.string()};
  MqttBroker broker;
  broker.name = table.required<std::string>("name");
  broker.host = table.required<std::string>("host");
  const std::string place = fmt::format("{}:{}: broker '{}'", where.string(), toml.source().begin.line, broker.name);
  broker.ca = beside(where, table.optional<std::string>("ca_file").value_or(""));
  const auto port = table.optional<std::int64_t>("port").value_or(broker.ca.empty() ? 1883 : 8883);
  broker.client_id = table.required<std::string>("client_id");
  broker.user = table.optional<std::string>("user").value_or("");
  VIGIE_TRY(broker.password, secret_named(table, "password_file", where, place));
  broker.certificate = beside(where, table.optional<std::string>("certificate_file").value_or(""));
  broker.key = beside(where, table.optional<std::string>("key_file").value_or(""));
  const auto keepalive = table.optional<std::int64_t>("keepalive_s").value_or(30);
  const auto topics = table.tables("topic");
  VIGIE_CHECK(table.finish());
  if (!is_name(broker.name) || broker.host.empty())
    return bad(place, "'name' is a word of a-z, 0-9, '-', '_' and '.'; 'host' names the broker");
  if (port < 1 || port > 65535) return bad(place, "'port' is 1 to 65535");
  if (broker.client_id.empty() || broker.client_id.size() > 64) return bad(place, "'client_id' has 1 to 64 bytes");
  if (keepalive < 5 || keepalive > 3600) return bad(place, "'keepalive_s' is 5 to 3600 seconds");
  if (broker.certificate.empty() != broker.key.empty()) return bad(place, "'certificate_file' and 'key_file' go together");
  if (!broker.certificate.empty() && broker.ca.empty())
    return bad(place, "a certificate needs 'ca_file': the authority of the broker's own");
  if (!broker.password.empty() && broker.user.empty()) return bad(place, "a password needs 'user'");
  if (topics.empty()) return bad(place, "it hears no topic: add [[mqtt.topic]]");
  broker.port = static_cast<int>(port);
  broker.keepalive = std::chrono::seconds{keepalive};
  for (const toml::table* one : topics) {
    VIGIE_TRY(MqttTopic heard, topic(*one, where, file));
    broker.topics.push_back(std::move(heard));
  }
  return broker;
}

}  // namespace

city::SourceId Channel::source() const { return (takes == Takes::records ? "records:" : "panel:") + name; }

const Channel* ChannelFile::find(std::string_view name) const {
  const auto found = std::find_if(channels.begin(), channels.end(), [&](const Channel& one) { return one.name == name; });
  return found == channels.end() ? nullptr : &*found;
}

Result<ChannelFile> ChannelFile::parse(std::string_view text, const fs::path& where) {
  VIGIE_TRY(const toml::table toml, parse_toml(text, where.string()));
  StrictTable table{toml, where.string()};
  const auto version = table.required<std::int64_t>("version");
  const auto channels = table.tables("channel");
  const auto brokers = table.tables("mqtt");
  VIGIE_CHECK(table.finish());
  if (version != 1) return bad(where.string(), fmt::format("version {} is not known, 1 is", version));
  ChannelFile file;
  for (const toml::table* one : channels) {
    VIGIE_TRY(Channel parsed, channel(*one, where));
    if (file.find(parsed.name)) return bad(where.string(), fmt::format("channel '{}' is there twice", parsed.name));
    file.channels.push_back(std::move(parsed));
  }
  std::set<std::string> names;
  for (const toml::table* one : brokers) {
    VIGIE_TRY(MqttBroker parsed, broker(*one, where, file));
    if (!names.insert(parsed.name).second) return bad(where.string(), fmt::format("broker '{}' is there twice", parsed.name));
    file.brokers.push_back(std::move(parsed));
  }
  return file;
}

Result<ChannelFile> ChannelFile::load(const fs::path& file) {
  std::ifstream in{file};
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot read the channels' file {}", file.string()), "channels.invalid");
  std::error_code error;
  if (fs::file_size(file, error) > most_file_bytes || error) return bad(file.string(), "it is no file of at most 1 MiB");
  std::ostringstream text;
  text << in.rdbuf();
  return parse(text.str(), fs::absolute(file));
}

}  // namespace vigie::connectors
