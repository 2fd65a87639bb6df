#include "connectors/channel_traffic.h"

#include <algorithm>

#include "base/log.h"
#include "personal_data.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_rows_told = 20;
constexpr std::size_t most_devices = 10'000;  // a channel's; further ones are heard but not listed
constexpr std::size_t most_device_bytes = 128;

UtcTime newest_of(const std::vector<city::Record>& records) {
  UtcTime newest{};
  for (const auto& record : records) newest = std::max(newest, record.occurred.from);
  return newest;
}

// The levels of the topic as members beside the message's own, so that a mapping can name them.
void add_levels(Json& members, std::string_view topic) {
  int number = 1;
  for (auto level = topic_level(topic, number); !level.empty(); level = topic_level(topic, ++number))
    members[fmt::format("topic.{}", number)] = std::string{level};
}

Json report_of(const PushedRecords& pushed, const LiveIntake::Stored& outcome) {
  std::map<std::string, std::uint64_t> reasons;
  Json rows = Json::array();
  for (const auto& one : pushed.rejected) {
    ++reasons[one.reason];
    if (rows.size() < most_rows_told) rows.push_back({{"row", one.row}, {"byte", one.byte}, {"reason", one.reason}});
  }
  return {{"read", pushed.read},
          {"stored", outcome.stored},
          {"duplicates", outcome.duplicates},
          {"new_versions", outcome.new_versions},
          {"rejected", reasons},
          {"rows", std::move(rows)},
          {"personal_removed", pushed.personal_removed},
          {"batch", outcome.batch.is_nil() ? Json{} : Json(outcome.batch.str())}};
}

}  // namespace

ChannelTraffic::ChannelTraffic(const ChannelFile& file, LiveIntake& intake, TrafficHooks hooks, const Clock& clock)
    : file_(file), intake_(intake), hooks_(std::move(hooks)), clock_(clock) {
  for (const auto& channel : file.channels) seen_[channel.name];
}

void ChannelTraffic::arrived(const Channel& channel, std::uint64_t messages, UtcTime at) {
  std::lock_guard lock(mutex_);
  Seen& seen = seen_[channel.name];
  seen.messages += messages;
  seen.last_arrival = std::max(seen.last_arrival, at);
}

void ChannelTraffic::failed(const Channel& channel, const Error& why) {
  const std::string code = why.code.empty() ? to_string(why.kind) : why.code;
  std::lock_guard lock(mutex_);
  Seen& seen = seen_[channel.name];
  ++seen.refused;
  // The sender gets the sentence, which may quote what it sent; log and status get the code.
  if (seen.last_error != code) spdlog::warn("channel '{}': a message was refused: {}", channel.name, code);
  seen.last_error = code;
  seen.last_error_at = clock_.utc_now();
}

void ChannelTraffic::rejected(const Channel& channel, const std::string& reason, std::uint64_t count) {
  std::lock_guard lock(mutex_);
  seen_[channel.name].rejected[reason] += count;
}

void ChannelTraffic::stored(const Channel& channel, const PushedRecords& pushed, const LiveIntake::Stored& outcome, UtcTime newest) {
  std::lock_guard lock(mutex_);
  Seen& seen = seen_[channel.name];
  seen.read += pushed.read;
  seen.stored += outcome.stored;
  seen.duplicates += outcome.duplicates;
  seen.last_fact = std::max(seen.last_fact, newest);
  for (const auto& one : pushed.rejected) ++seen.rejected[one.reason];
}

Result<Json> ChannelTraffic::push(const Channel& channel, std::string_view body, bool ndjson) {
  arrived(channel, 1, clock_.utc_now());
  auto done = channel.takes == Channel::Takes::records ? push_records(channel, body, ndjson) : push_presses(channel, body, ndjson);
  if (!done) failed(channel, done.error());
  return done;
}

Result<Json> ChannelTraffic::push_records(const Channel& channel, std::string_view body, bool ndjson) {
  VIGIE_TRY(const auto objects, read_push(body, ndjson));
  VIGIE_TRY(PushedRecords pushed, make_records(*channel.mapping, objects, false));
  if (pushed.records.empty()) {
    for (const auto& one : pushed.rejected) rejected(channel, one.reason);
    const RejectedRow& first = pushed.rejected.front();
    return fail(ErrorKind::invalid_input,
                fmt::format("none of its {} rows can be taken; row {} (byte {}): {}", pushed.read, first.row, first.byte, first.reason),
                "push.nothing");
  }
  const UtcTime newest = newest_of(pushed.records);
  VIGIE_TRY(const auto outcome, intake_.store(std::move(pushed.records), LiveIntake::WhenFull::refuse));
  stored(channel, pushed, outcome, newest);
  return report_of(pushed, outcome);
}

Result<Json> ChannelTraffic::push_presses(const Channel& channel, std::string_view body, bool ndjson) {
  VIGIE_TRY(const auto objects, read_push(body, ndjson));
  std::vector<Press> presses;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (objects[i].damage)
      return fail(ErrorKind::invalid_input,
                  fmt::format("row {} (byte {}) is no JSON object; nothing of it was taken", i + 1, objects[i].byte), "push.bad_json");
    auto press = read_press(channel.name, channel.press, objects[i].members, {}, clock_.utc_now());
    if (!press) return fail_in(fmt::format("row {}", i + 1), press.error());
    presses.push_back(std::move(*press));
  }
  VIGIE_TRY(Json report, hooks_.press(channel, presses));
  report["read"] = presses.size();
  std::lock_guard lock(mutex_);
  seen_[channel.name].presses += presses.size();
  return report;
}

Status ChannelTraffic::take(const MqttBroker& broker, const std::vector<MqttMessage>& messages) {
  std::map<const Channel*, std::vector<Press>> presses;
  std::map<const Channel*, std::vector<PushedObject>> objects;
  for (const auto& message : messages) {
    const auto topic = std::find_if(broker.topics.begin(), broker.topics.end(),
                                    [&](const MqttTopic& one) { return topic_fits(one.filter, message.topic); });
    if (topic == broker.topics.end()) continue;  // of a subscription that the session still has and the file no longer
    const Channel& channel = *file_.find(topic->channel);
    if (topic->tells_state()) {
      VIGIE_CHECK(take_state(channel, *topic, message));
      continue;
    }
    arrived(channel, 1, message.arrived);
    if (message.too_large) {
      rejected(channel, "message_too_large");
      continue;
    }
    if (channel.takes == Channel::Takes::presses) {
      if (message.retained) {  // pressed once, some time ago: not again at every connection
        rejected(channel, "retained");
        continue;
      }
      auto press = read_press(channel.name, channel.press, parse_json(message.payload, most_mqtt_payload_bytes).value_or(Json{}),
                              std::string{topic_level(message.topic, topic->device_level)}, message.arrived);
      if (press)
        presses[&channel].push_back(std::move(*press));
      else
        failed(channel, press.error());
      continue;
    }
    auto read = read_push(message.payload, false);
    if (!read) {
      failed(channel, read.error());
      rejected(channel, "bad_json");
      continue;
    }
    for (auto& object : *read) {
      add_levels(object.members, message.topic);
      objects[&channel].push_back(std::move(object));
    }
  }
  for (auto& [channel, pressed] : presses) VIGIE_CHECK(take_presses(*channel, std::move(pressed)));
  for (const auto& [channel, rows] : objects) VIGIE_CHECK(take_records(*channel, rows));
  return {};
}

Status ChannelTraffic::take_presses(const Channel& channel, std::vector<Press> presses) {
  const auto done = hooks_.press(channel, presses);
  if (!done && done.error().kind != ErrorKind::denied) return tl::make_unexpected(done.error());
  if (!done) {
    failed(channel, done.error());
    return {};
  }
  std::lock_guard lock(mutex_);
  seen_[channel.name].presses += presses.size();
  return {};
}

Status ChannelTraffic::take_records(const Channel& channel, const std::vector<PushedObject>& objects) {
  auto pushed = make_records(*channel.mapping, objects, false);
  if (!pushed && objects.size() > 1) {
    // One sender's bad message must not take the others' with it.
    for (const auto& object : objects) VIGIE_CHECK(take_records(channel, {object}));
    return {};
  }
  if (!pushed) {
    failed(channel, pushed.error());
    rejected(channel, pushed.error().code);
    return {};
  }
  const UtcTime newest = newest_of(pushed->records);
  LiveIntake::Stored outcome;
  if (!pushed->records.empty()) {
    const auto done = intake_.store(std::move(pushed->records), LiveIntake::WhenFull::wait);
    if (!done && done.error().kind != ErrorKind::denied) return tl::make_unexpected(done.error());
    if (!done) {
      failed(channel, done.error());
      return {};
    }
    outcome = *done;
  }
  stored(channel, *pushed, outcome, newest);
  return {};
}

Status ChannelTraffic::take_state(const Channel& channel, const MqttTopic& topic, const MqttMessage& message) {
  const bool alive = message.payload == topic.alive;
  if (!alive && message.payload != topic.dead) {
    rejected(channel, "unknown_state");
    return {};
  }
  DeviceState state{channel.source(), scrub(topic_level(message.topic, topic.device_level).substr(0, most_device_bytes)).text, alive,
                    message.arrived};
  {
    std::lock_guard lock(mutex_);
    auto& devices = seen_[channel.name].devices;
    const auto known = devices.find(state.device);
    if (known != devices.end() ? known->second.alive == alive : alive) {
      if (known == devices.end() && devices.size() < most_devices) devices.emplace(state.device, state);
      return {};  // nothing new; a sensor that begins alive is no news either
    }
  }
  VIGIE_CHECK(hooks_.state(state));
  std::lock_guard lock(mutex_);
  auto& devices = seen_[channel.name].devices;
  if (devices.size() < most_devices || devices.contains(state.device)) devices[state.device] = state;
  return {};
}

Json ChannelTraffic::sources() const {
  const UtcTime now = clock_.utc_now();
  Json list = Json::array();
  std::lock_guard lock(mutex_);
  for (const auto& channel : file_.channels) {
    const Seen& seen = seen_.at(channel.name);
    Json dead = Json::array();
    for (const auto& [name, state] : seen.devices)
      if (!state.alive) dead.push_back({{"device", name}, {"since", format_utc(state.at)}});
    const bool silent =
        channel.silent_after.count() > 0 && seen.last_arrival != UtcTime{} && now - seen.last_arrival > channel.silent_after;
    Json one{{"source", channel.source()},
             {"takes", channel.takes == Channel::Takes::records ? "records" : "presses"},
             {"state", seen.last_arrival == UtcTime{} ? "nothing_yet"
                       : silent                       ? "silent"
                                                      : "arriving"},
             {"messages", seen.messages},
             {"read", seen.read},
             {"stored", seen.stored},
             {"duplicates", seen.duplicates},
             {"presses", seen.presses},
             {"refused", seen.refused},
             {"rejected", seen.rejected},
             {"devices", seen.devices.size()},
             {"devices_dead", std::move(dead)}};
    if (seen.last_arrival != UtcTime{}) one["last_arrival"] = format_utc(seen.last_arrival);
    if (seen.last_fact != UtcTime{}) one["lag_s"] = std::chrono::duration<double>(seen.last_arrival - seen.last_fact).count();
    if (!seen.last_error.empty()) one["last_error"] = {{"code", seen.last_error}, {"at", format_utc(seen.last_error_at)}};
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace vigie::connectors
