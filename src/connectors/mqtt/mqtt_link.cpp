#include "connectors/mqtt_link.h"

#include <mosquitto.h>
#include <poll.h>

#include <mutex>
#include <thread>

#include "base/log.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_messages_unacknowledged = 1'000;
constexpr std::chrono::milliseconds first_wait = 200ms, longest_wait = 2s;  // between two attempts to connect
constexpr auto commit_retry = 500ms;

bool wait_for(int fd, short events, std::chrono::milliseconds wait, short& got) {
  pollfd one{fd, events, 0};
  if (::poll(&one, 1, static_cast<int>(wait.count())) <= 0) return false;
  got = one.revents;
  return true;
}

}  // namespace

struct MqttLink::State {
  State(MqttBroker its_broker, const Clock& its_clock, Metrics& its_metrics, Take its_take)
      : broker(std::move(its_broker)), clock(its_clock), metrics(its_metrics), take(std::move(its_take)) {}
  ~State() {
    thread.stop();
    if (client) mosquitto_destroy(client);
  }

  Status prepare();
  void run(const std::stop_token& stop);
  void hear(const std::stop_token& stop);
  bool read_all();
  bool deliver(const std::stop_token& stop);
  void on_connect(int result);
  void on_message(const mosquitto_message& message);
  tl::unexpected<Error> refused(const char* what, int result) const {
    return fail(ErrorKind::invalid_input, fmt::format("MQTT broker '{}': {}: {}", broker.name, what, mosquitto_strerror(result)),
                "channels.invalid");
  }
  void told_connected(bool now, bool stopping = false) {
    if (connected.exchange(now) == now) return;
    metrics.set("vigie_mqtt_connected", now ? 1 : 0, {{"broker", broker.name}});
    if (now)
      spdlog::info("MQTT broker '{}': connected", broker.name);
    else if (!stopping)
      spdlog::warn("MQTT broker '{}': connection lost; connecting again", broker.name);
  }

  const MqttBroker broker;
  const Clock& clock;
  Metrics& metrics;
  const Take take;
  mosquitto* client = nullptr;
  std::vector<MqttMessage> messages;  // read and not committed yet; the thread's own
  std::atomic<bool> connected{false};
  Thread thread;
};

Status MqttLink::State::prepare() {
  static std::once_flag once;
  std::call_once(once, [] { mosquitto_lib_init(); });
  client = mosquitto_new(broker.client_id.c_str(), /*clean_session=*/false, this);
  if (!client) return fail(ErrorKind::unavailable, fmt::format("MQTT broker '{}': libmosquitto gives no client", broker.name));
  mosquitto_threaded_set(client, true);
  mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311);
  mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
  if (!broker.user.empty())
    if (const int result = mosquitto_username_pw_set(client, broker.user.c_str(), broker.password.c_str())) return refused("user", result);
  if (!broker.ca.empty()) {
    const auto named = [](const std::filesystem::path& path) { return path.empty() ? nullptr : path.c_str(); };
    if (const int result = mosquitto_tls_set(client, broker.ca.c_str(), nullptr, named(broker.certificate), named(broker.key), nullptr))
      return refused("TLS files", result);
  }
  mosquitto_connect_callback_set(client, [](mosquitto*, void* self, int result) { static_cast<State*>(self)->on_connect(result); });
  mosquitto_message_callback_set(
      client, [](mosquitto*, void* self, const mosquitto_message* message) { static_cast<State*>(self)->on_message(*message); });
  return {};
}

void MqttLink::State::on_connect(int result) {
  if (result != 0) {
    spdlog::error("MQTT broker '{}' refuses us: {}", broker.name, mosquitto_connack_string(result));
    return;
  }
  // Also when the session was kept: a topic may have been added since, and a broker that forgot us needs it.
  for (const auto& topic : broker.topics) mosquitto_subscribe(client, nullptr, topic.filter.c_str(), 1);
  told_connected(true);
}

void MqttLink::State::on_message(const mosquitto_message& message) {
  MqttMessage kept;
  kept.topic = message.topic;
  kept.retained = message.retain;
  kept.arrived = clock.utc_now();
  kept.too_large = static_cast<std::size_t>(message.payloadlen) > most_mqtt_payload_bytes;
  if (!kept.too_large) kept.payload.assign(static_cast<const char*>(message.payload), static_cast<std::size_t>(message.payloadlen));
  messages.push_back(std::move(kept));
}

// Reads what has come. False when the connection is gone; what was read before stays in `messages`.
bool MqttLink::State::read_all() {
  while (messages.size() < most_messages_unacknowledged) {
    const int fd = mosquitto_socket(client);
    short got = 0;
    if (fd < 0) return false;
    if (!wait_for(fd, POLLIN, 0ms, got)) return true;
    if (mosquitto_loop_read(client, 1) != MOSQ_ERR_SUCCESS) return false;
  }
  return true;
}

// Gives on what was read until it is taken. False when we stop before that: then nothing is acknowledged.
bool MqttLink::State::deliver(const std::stop_token& stop) {
  while (!messages.empty()) {
    const Status taken = take(messages);
    if (taken) {
      metrics.add("vigie_mqtt_messages_total", {{"broker", broker.name}}, static_cast<double>(messages.size()));
      messages.clear();
      return true;
    }
    metrics.add("vigie_mqtt_retries_total", {{"broker", broker.name}});
    spdlog::error("MQTT broker '{}': {} messages wait, they cannot be stored now: {}", broker.name, messages.size(), taken.error().message);
    for (auto waited = 0ms; waited < commit_retry; waited += 100ms) {
      if (stop.stop_requested()) return false;
      std::this_thread::sleep_for(100ms);
    }
  }
  return true;
}

// One connection, until it is lost or we stop.
void MqttLink::State::hear(const std::stop_token& stop) {
  bool there = true;
  while (there && !stop.stop_requested()) {
    const int fd = mosquitto_socket(client);
    if (fd < 0) break;
    short got = 0;
    (void)wait_for(fd, static_cast<short>(POLLIN | (mosquitto_want_write(client) ? POLLOUT : 0)), 100ms, got);
    there = read_all();
    if (!deliver(stop)) return;
    // Only here do acknowledgements leave: everything read so far is committed.
    if (mosquitto_socket(client) >= 0 && mosquitto_want_write(client) && mosquitto_loop_write(client, 1) != MOSQ_ERR_SUCCESS) there = false;
    if (there && mosquitto_loop_misc(client) != MOSQ_ERR_SUCCESS) there = false;
  }
}

void MqttLink::State::run(const std::stop_token& stop) {
  auto wait = first_wait;
  bool first = true;
  while (!stop.stop_requested()) {
    // A new connection throws away what was queued for the old one, so that no acknowledgement outlives its session.
    const int result = first ? mosquitto_connect(client, broker.host.c_str(), broker.port, static_cast<int>(broker.keepalive.count()))
                             : mosquitto_reconnect(client);
    first = false;
    if (result == MOSQ_ERR_SUCCESS) {
      hear(stop);
      if (connected) wait = first_wait;
      told_connected(false, stop.stop_requested());
    } else if (wait == first_wait) {
      spdlog::warn("MQTT broker '{}' at {}:{} does not answer: {}", broker.name, broker.host, broker.port, mosquitto_strerror(result));
    }
    for (auto waited = 0ms; waited < wait && !stop.stop_requested(); waited += 50ms) std::this_thread::sleep_for(50ms);
    wait = std::min<std::chrono::milliseconds>(wait * 2, longest_wait);
  }
  if (mosquitto_socket(client) >= 0 && messages.empty()) {
    mosquitto_disconnect(client);
    mosquitto_loop_write(client, 1);
  }
}

Result<std::unique_ptr<MqttLink>> MqttLink::start(const MqttBroker& broker, const Clock& clock, Metrics& metrics, Take take) {
  auto state = std::make_unique<State>(broker, clock, metrics, std::move(take));
  VIGIE_CHECK(state->prepare());
  state->thread = Thread{"mqtt-" + broker.name, [&state = *state](std::stop_token stop) { state.run(stop); }};
  return std::unique_ptr<MqttLink>(new MqttLink(std::move(state)));
}

MqttLink::MqttLink(std::unique_ptr<State> state) : state_(std::move(state)) {}
MqttLink::~MqttLink() = default;
bool MqttLink::connected() const { return state_->connected; }
void MqttLink::stop() { state_->thread.stop(); }

}  // namespace vigie::connectors
