// Facts pushed over HTTP and published over MQTT at a steady rate, timed from just before they are sent to the WebSocket frame
// that names them on a test client. Started by bench/live_channels, which brings server and broker.
//
//   bench_live_channels PORT BROKER_PORT PASSWORD TOKEN SECONDS FACTS_PER_SECOND BROKER_PID_FILE RESTART_COMMAND
//
// When a restart command is given, the broker is killed (SIGKILL) after a third of the time and started a second later.
#include <mosquitto.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>

#include "base/clock.h"
#include "testing/client.h"

namespace vigie::bench {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr int http_senders = 4, facts_per_request = 10;
constexpr double settle_s = 5;  // after the broker is back

struct Way {
  explicit Way(std::size_t count) : sent(count), seen(count), acknowledged(count) {}
  std::vector<std::atomic<std::int64_t>> sent, seen;  // microseconds of the steady clock; 0: not yet
  std::vector<std::atomic<bool>> acknowledged;
};

std::int64_t now_us() { return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now().time_since_epoch()).count(); }

Json fact(const std::string& key) {
  return {{"id", key}, {"at", format_utc(SystemClock{}.utc_now())}, {"lat", 43.73}, {"lon", 7.42}, {"state", "free"}};
}

void push_over_http(std::uint16_t port, const std::string& token, Way& way, int sender, double rate, Steady::time_point start) {
  api::test::Client client{port};
  const auto step = std::chrono::duration<double>(facts_per_request * http_senders / rate);
  std::size_t request = 0;
  for (std::size_t first = static_cast<std::size_t>(sender * facts_per_request); first < way.sent.size();
       first += http_senders * facts_per_request, ++request) {
    std::this_thread::sleep_until(
        start + std::chrono::duration_cast<Steady::duration>(step * static_cast<double>(request) + step * sender / http_senders));
    const std::size_t last = std::min(first + facts_per_request, way.sent.size());
    Json body = Json::array();
    for (std::size_t i = first; i < last; ++i) body.push_back(fact("h" + std::to_string(i)));
    for (std::size_t i = first; i < last; ++i) way.sent[i] = now_us();
    for (int attempt = 0; attempt < 50; ++attempt) {
      const auto reply = client.ask("POST", "/api/v1/records/bench", body, {{"Authorization", "Bearer " + token}});
      if (reply.status == 200) {
        for (std::size_t i = first; i < last; ++i) way.acknowledged[i] = true;
        break;
      }
      if (reply.status != 429 && reply.status != 503) {
        std::fprintf(stderr, "push: %d %s\n", reply.status, reply.body.c_str());
        break;
      }
      std::this_thread::sleep_for(200ms);  // less than Retry-After asks: the load is meant to be hard
    }
  }
}

class Publisher {
 public:
  Publisher(int port, Way& way) : way_(way), client_(mosquitto_new("bench-publisher", false, this)) {
    mosquitto_publish_callback_set(client_, [](mosquitto*, void* self, int id) {
      auto& publisher = *static_cast<Publisher*>(self);
      std::lock_guard lock(publisher.mutex_);
      if (const auto one = publisher.ids_.find(id); one != publisher.ids_.end()) publisher.way_.acknowledged[one->second] = true;
    });
    mosquitto_reconnect_delay_set(client_, 1, 1, false);
    mosquitto_max_inflight_messages_set(client_, 1'000);
    mosquitto_connect(client_, "127.0.0.1", port, 10);
    mosquitto_loop_start(client_);
  }
  ~Publisher() {
    mosquitto_disconnect(client_);
    mosquitto_loop_stop(client_, true);
    mosquitto_destroy(client_);
  }
  void run(double rate, Steady::time_point start) {
    for (std::size_t i = 0; i < way_.sent.size(); ++i) {
      std::this_thread::sleep_until(
          start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(static_cast<double>(i) / rate)));
      const std::string payload = fact("m" + std::to_string(i)).dump();
      way_.sent[i] = now_us();
      std::lock_guard lock(mutex_);
      int id = 0;
      mosquitto_publish(client_, &id, "bench/1/event", static_cast<int>(payload.size()), payload.data(), 1, false);
      ids_[id] = i;
    }
  }

 private:
  Way& way_;
  mosquitto* const client_;
  std::mutex mutex_;
  std::map<int, std::size_t> ids_;
};

struct Outage {
  std::atomic<std::int64_t> from{0}, to{0};
};

// p50 and p99 of what was sent outside the outage and the seconds after it; how many that their sender believes stored never came.
Json judged(const Way& way, const Outage& outage) {
  std::vector<double> milliseconds;
  std::uint64_t sent = 0, acknowledged = 0, seen = 0, lost = 0;
  const std::int64_t until = outage.to + static_cast<std::int64_t>(settle_s * 1e6);
  for (std::size_t i = 0; i < way.sent.size(); ++i) {
    sent += way.sent[i] != 0;
    acknowledged += way.acknowledged[i];
    seen += way.seen[i] != 0;
    lost += way.acknowledged[i] && way.seen[i] == 0;
    if (way.sent[i] == 0 || way.seen[i] == 0) continue;
    const bool during = outage.from != 0 && way.seen[i] >= outage.from && way.sent[i] <= until;
    if (!during) milliseconds.push_back(static_cast<double>(way.seen[i] - way.sent[i]) / 1e3);
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  const auto at = [&](double share) {
    return milliseconds.empty() ? Json{}
                                : Json(milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))]);
  };
  return {{"sent", sent},
          {"acknowledged", acknowledged},
          {"seen", seen},
          {"acknowledged_and_lost", lost},
          {"timed", milliseconds.size()},
          {"p50_ms", at(0.5)},
          {"p99_ms", at(0.99)},
          {"max_ms", at(1)}};
}

void listen(api::test::WebSocket& screen, Way& http, Way& mqtt, const std::atomic<bool>& done) {
  while (!done) {
    const auto message = screen.next(1);
    if (!message || !std::holds_alternative<std::string>(*message)) continue;
    const std::int64_t now = now_us();
    const auto told = parse_json(std::get<std::string>(*message), 8u << 20);
    if (!told || text_or(*told, "type") != "records") continue;
    for (const auto& key : (*told)["keys"]) {
      const std::string name = key.get<std::string>();
      Way& way = name[0] == 'h' ? http : mqtt;
      std::int64_t none = 0;
      way.seen[std::stoul(name.substr(1))].compare_exchange_strong(none, now);
    }
  }
}

int run(char** arguments) {
  const auto port = static_cast<std::uint16_t>(std::stoi(arguments[1]));
  const int broker_port = std::stoi(arguments[2]);
  const std::string password = arguments[3], token = arguments[4];
  const double seconds = std::stod(arguments[5]), rate = std::stod(arguments[6]);
  const std::string pid_file = arguments[7], restart = arguments[8];
  mosquitto_lib_init();
  api::test::Client operator_{port};
  if (operator_.sign_in("operator", password).status != 200) {
    std::fprintf(stderr, "cannot sign in\n");
    return 1;
  }
  api::test::WebSocket screen{operator_, "/api/v1/updates"};
  const auto count = static_cast<std::size_t>(seconds * rate);
  Way http{count}, mqtt{count};
  Outage outage;
  std::atomic<bool> done{false};
  std::thread listener{[&] { listen(screen, http, mqtt, done); }};
  Publisher publisher{broker_port, mqtt};
  const auto start = Steady::now() + 500ms;
  std::vector<std::thread> senders;
  for (int i = 0; i < http_senders; ++i) senders.emplace_back([&, i] { push_over_http(port, token, http, i, rate, start); });
  senders.emplace_back([&] { publisher.run(rate, start); });
  if (!restart.empty()) {
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds / 3)));
    int pid = 0;
    std::ifstream{pid_file} >> pid;
    outage.from = now_us();
    ::kill(pid, SIGKILL);
    std::this_thread::sleep_for(1s);
    if (std::system(restart.c_str()) != 0) std::fprintf(stderr, "the broker does not start again\n");
    outage.to = now_us();
  }
  for (auto& sender : senders) sender.join();
  const auto missing = [](const Way& way) {
    for (std::size_t i = 0; i < way.sent.size(); ++i)
      if (way.sent[i] != 0 && (way.seen[i] == 0 || !way.acknowledged[i])) return true;
    return false;
  };
  for (int i = 0; i < 100 && (missing(http) || missing(mqtt)); ++i) std::this_thread::sleep_for(100ms);
  done = true;
  listener.join();
  const Json result{{"seconds", seconds},
                    {"facts_per_second_each", rate},
                    {"broker_killed", !restart.empty()},
                    {"http", judged(http, outage)},
                    {"mqtt", judged(mqtt, outage)}};
  std::printf("%s\n", result.dump().c_str());
  return result["http"]["acknowledged_and_lost"] == 0 && result["mqtt"]["acknowledged_and_lost"] == 0 ? 0 : 1;
}

}  // namespace
}  // namespace vigie::bench

int main(int argc, char** argv) {
  if (argc != 9) {
    std::fprintf(stderr, "bench_live_channels is started by bench/live_channels\n");
    return 2;
  }
  return vigie::bench::run(argv);
}
