// The link against a real broker, which is killed; and a server that is killed between reading and committing.
#include <gtest/gtest.h>
#include <mosquitto.h>

#include <atomic>
#include <mutex>
#include <set>

#include "connectors/mqtt_link.h"
#include "mqtt/broker_for_tests.h"
#include "test_support.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;

template <typename Condition>
bool within(std::chrono::milliseconds most, Condition condition) {
  for (auto waited = 0ms; waited < most; waited += 20ms) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return condition();
}

// A sensor with QoS 1: knows which of its messages the broker has acknowledged.
class Sensor {
 public:
  explicit Sensor(int port) : client_(mosquitto_new("sensor", false, this)) {
    mosquitto_publish_callback_set(client_, [](mosquitto*, void* self, int id) { static_cast<Sensor*>(self)->acknowledge(id); });
    mosquitto_reconnect_delay_set(client_, 1, 1, false);
    mosquitto_max_inflight_messages_set(client_, 100);
    EXPECT_EQ(mosquitto_connect(client_, "127.0.0.1", port, 5), MOSQ_ERR_SUCCESS);
    mosquitto_loop_start(client_);
  }
  ~Sensor() {
    mosquitto_disconnect(client_);
    mosquitto_loop_stop(client_, true);
    mosquitto_destroy(client_);
  }
  void say(const std::string& topic, const std::string& payload) {
    std::lock_guard lock(mutex_);
    int id = 0;
    if (mosquitto_publish(client_, &id, topic.c_str(), static_cast<int>(payload.size()), payload.data(), 1, false) == MOSQ_ERR_NO_CONN &&
        id == 0)
      return;
    waiting_[id] = payload;
  }
  std::set<std::string> acknowledged() const {
    std::lock_guard lock(mutex_);
    return acknowledged_;
  }

 private:
  void acknowledge(int id) {
    std::lock_guard lock(mutex_);
    if (const auto one = waiting_.find(id); one != waiting_.end()) acknowledged_.insert(one->second);
  }
  mosquitto* const client_;
  mutable std::mutex mutex_;
  std::map<int, std::string> waiting_;
  std::set<std::string> acknowledged_;
};

class Mqtt : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::Broker::installed()) GTEST_SKIP() << "mosquitto is not installed (tools/packages.txt)";
    mosquitto_lib_init();
    broker_ = std::make_unique<test::Broker>(folder_.path());
    settings_.name = "test";
    settings_.host = "127.0.0.1";
    settings_.port = broker_->port();
    settings_.client_id = "vigie";
    settings_.topics = {{"parking/+/event", "parking", 0, "", ""}};
  }
  std::unique_ptr<MqttLink> link() {
    return std::move(*MqttLink::start(settings_, clock_, metrics_, [this](const std::vector<MqttMessage>& messages) -> Status {
      std::lock_guard lock(mutex_);
      if (!can_commit_) return fail(ErrorKind::full, "the disk is full");
      for (const auto& one : messages) ++committed_[one.payload];
      return {};
    }));
  }
  std::size_t committed() const {
    std::lock_guard lock(mutex_);
    return committed_.size();
  }

  test::Folder folder_;
  SystemClock clock_;
  Metrics metrics_;
  MqttBroker settings_;
  std::unique_ptr<test::Broker> broker_;
  mutable std::mutex mutex_;
  std::atomic<bool> can_commit_{true};
  std::map<std::string, int> committed_;
};

TEST_F(Mqtt, WhatTheBrokerAcknowledgedToASensorArrivesThoughTheBrokerIsKilled) {
  const auto hearing = link();
  ASSERT_TRUE(within(5s, [&] { return hearing->connected(); }));
  Sensor sensor{broker_->port()};
  std::this_thread::sleep_for(1500ms);  // the broker writes its sessions down once a second
  for (int i = 0; i < 1'000; ++i) {
    sensor.say("parking/1/event", std::to_string(i));
    std::this_thread::sleep_for(1ms);
    if (i != 500) continue;
    broker_->kill(SIGKILL);
    std::this_thread::sleep_for(500ms);
    broker_->start();
  }
  EXPECT_TRUE(within(15s, [&] { return sensor.acknowledged().size() >= 900; })) << sensor.acknowledged().size();
  EXPECT_TRUE(within(10s, [&] { return committed() >= sensor.acknowledged().size(); }));
  std::lock_guard lock(mutex_);
  for (const auto& one : sensor.acknowledged()) EXPECT_TRUE(committed_.contains(one)) << one;
}

TEST_F(Mqtt, WhatWasReadAndNotCommittedIsSentAgainToTheNextServer) {
  auto hearing = link();
  ASSERT_TRUE(within(5s, [&] { return hearing->connected(); }));
  can_commit_ = false;
  Sensor sensor{broker_->port()};
  for (int i = 0; i < 50; ++i) sensor.say("parking/1/event", std::to_string(i));
  ASSERT_TRUE(within(5s, [&] { return sensor.acknowledged().size() == 50; }));
  std::this_thread::sleep_for(300ms);
  hearing.reset();  // as a kill would: nothing was committed, so nothing may have been acknowledged
  EXPECT_EQ(committed(), 0u);
  can_commit_ = true;
  hearing = link();
  EXPECT_TRUE(within(5s, [&] { return committed() == 50; })) << committed();
}

TEST_F(Mqtt, WhatWasCommittedIsNotSentAgain) {
  auto hearing = link();
  ASSERT_TRUE(within(5s, [&] { return hearing->connected(); }));
  Sensor sensor{broker_->port()};
  for (int i = 0; i < 50; ++i) sensor.say("parking/1/event", std::to_string(i));
  ASSERT_TRUE(within(5s, [&] { return committed() == 50; }));
  hearing->stop();
  hearing = link();
  std::this_thread::sleep_for(500ms);
  std::lock_guard lock(mutex_);
  for (const auto& [payload, times] : committed_) EXPECT_EQ(times, 1) << payload;
}

TEST_F(Mqtt, AMessageThatIsTooLargeIsToldWithoutItsPayload) {
  std::atomic<bool> told{false};
  const auto hearing = std::move(*MqttLink::start(settings_, clock_, metrics_, [&](const std::vector<MqttMessage>& messages) -> Status {
    told = messages[0].too_large && messages[0].payload.empty();
    return {};
  }));
  ASSERT_TRUE(within(5s, [&] { return hearing->connected(); }));
  Sensor sensor{broker_->port()};
  sensor.say("parking/1/event", std::string(most_mqtt_payload_bytes + 1, 'x'));
  EXPECT_TRUE(within(5s, [&] { return told.load(); }));
}

TEST_F(Mqtt, ABrokerThatIsNotThereIsTriedAgainUntilItIs) {
  broker_->kill(SIGTERM);
  const auto hearing = link();
  std::this_thread::sleep_for(300ms);
  EXPECT_FALSE(hearing->connected());
  broker_->start();
  EXPECT_TRUE(within(5s, [&] { return hearing->connected(); }));
}

}  // namespace
}  // namespace vigie::connectors
