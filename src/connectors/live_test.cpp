// What other systems send: pushes, presses, topics, secrets, and the one thread that commits them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "connectors/channel_guard.h"
#include "connectors/channel_traffic.h"
#include "test_support.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const char* const parking_mapping = R"(
version = 1
source = "parking"
kind = "parking_event"
format = "ndjson"
zone = "Europe/Madrid"
box = [2.0, 41.2, 2.3, 41.5]
[key]
columns = ["id"]
[time]
columns = ["at"]
[lat]
columns = ["lat"]
[lon]
columns = ["lon"]
[[keep]]
name = "state"
columns = ["state"]
optional = true
[[keep]]
name = "sensor"
columns = ["topic.2"]
optional = true
)";

std::string event(int id, const std::string& more = "") {
  return fmt::format(R"({{"id":"{}","at":"2026-03-01T11:00:00+01:00","lat":41.4,"lon":2.1{}}})", id, more);
}

PushedRecords must(const Mapping& mapping, const std::string& body, bool ndjson = false) {
  const auto objects = read_push(body, ndjson);
  EXPECT_TRUE(objects) << objects.error().message;
  auto made = make_records(mapping, objects.value_or(std::vector<PushedObject>{}), false);
  EXPECT_TRUE(made) << made.error().message;
  return made.value_or(PushedRecords{});
}

TEST(Push, TakesAnObjectAListOrLinesAndSaysWhichRowIsWrong) {
  const Mapping mapping = test::mapping_of(parking_mapping);
  EXPECT_EQ(must(mapping, event(1)).records.size(), 1u);
  EXPECT_EQ(must(mapping, "[" + event(1) + "," + event(2) + "]").records.size(), 2u);
  const auto lines = must(mapping, event(1) + "\n{broken\n\n" + event(2) + "\n{\"id\":\"3\"}\n", true);
  EXPECT_EQ(lines.read, 4u);
  EXPECT_EQ(lines.records.size(), 2u);
  ASSERT_EQ(lines.rejected.size(), 2u);
  EXPECT_EQ(lines.rejected[0].row, 2u);
  EXPECT_EQ(lines.rejected[0].byte, event(1).size() + 1);
  EXPECT_EQ(lines.rejected[0].reason, "bad_json");
  EXPECT_EQ(lines.rejected[1].reason, "no_place");
}

TEST(Push, AMemberThatOnlyALaterObjectHasIsKeptAndWhatIsNotNamedIsDropped) {
  const auto pushed =
      must(test::mapping_of(parking_mapping),
           "[" + event(1) + "," + event(2, R"(,"state":"free","driver":"Jeanne Dupont","deep":{"phone":"0612345678"})") + "]");
  ASSERT_EQ(pushed.records.size(), 2u);
  EXPECT_EQ(pushed.records[1].details, R"({"state":"free"})");
}

TEST(Push, RefusesWhatIsNoMessageInOneSentence) {
  const std::string deep(200, '['), large(most_push_bytes + 1, ' ');
  for (const auto& [body, code] : {std::pair<std::string, std::string>{"", "push.bad_json"},
                                   {"[]", "push.empty"},
                                   {"12", "push.bad_json"},
                                   {deep, "push.bad_json"},
                                   {large, "push.too_large"},
                                   {"{\"a\":\"\xff\"}", "push.bad_json"},
                                   {"{\"a\":1", "push.bad_json"}}) {
    const auto read = read_push(body, false);
    ASSERT_FALSE(read) << body.substr(0, 20);
    EXPECT_EQ(read.error().code, code) << body.substr(0, 20);
  }
  std::string many;
  for (std::size_t i = 0; i <= most_push_rows; ++i) many += "{}\n";
  EXPECT_EQ(read_push(many, true).error().code, "push.too_many");
}

TEST(Push, IsRefusedAsAWholeOutsideTheCityOrWithoutAColumn) {
  const Mapping mapping = test::mapping_of(parking_mapping);
  const auto refused = [&](const std::string& body) { return make_records(mapping, *read_push(body, false), false).error(); };
  EXPECT_EQ(refused(R"({"id":"1","at":"2026-03-01T11:00:00Z","lat":48.8,"lon":2.3})").code, "file.outside");
  EXPECT_THAT(refused(R"({"id":"1","at":"2026-03-01T11:00:00Z","Lat":41.4,"lon":2.1})").message, HasSubstr("'Lat' comes near"));
}

TEST(Topics, FitTheirFilters) {
  for (const auto& [filter, topic] :
       {std::pair{"a/b", "a/b"}, {"a/+/c", "a/b/c"}, {"#", "a/b"}, {"a/#", "a/b/c"}, {"a/#", "a"}, {"+/+", "/x"}, {"+", "a"}})
    EXPECT_TRUE(topic_fits(filter, topic)) << filter << ' ' << topic;
  for (const auto& [filter, topic] :
       {std::pair{"a/b", "a/b/c"}, {"a/+", "a"}, {"a/+", "a/b/c"}, {"#", "$SYS/x"}, {"+/x", "$SYS/x"}, {"a", "b"}, {"a/b", "a"}})
    EXPECT_FALSE(topic_fits(filter, topic)) << filter << ' ' << topic;
  for (const char* filter : {"", "a/#/b", "a#", "a/b+", "##"}) EXPECT_FALSE(is_topic_filter(filter)) << filter;
  EXPECT_EQ(topic_level("a/b/c", 2), "b");
  EXPECT_EQ(topic_level("a/b/c", 4), "");
}

class Channels : public testing::Test {
 protected:
  Channels() {
    town_.folder.write("parking.toml", parking_mapping);
    secret("token", "0123456789abcdef-token");
    secret("hmac", "0123456789abcdef-key");
  }
  void secret(const std::string& name, const std::string& value) {
    const auto file = town_.folder.write(name, value + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  Result<ChannelFile> parse(const std::string& toml) { return ChannelFile::parse(toml, town_.folder / "live.toml"); }
  static constexpr const char* file_text = R"(
version = 1
[[channel]]
name = "parking"
takes = "records"
mapping = "parking.toml"
token_file = "token"
signature_key_file = "hmac"
silent_after_s = 60
[[channel]]
name = "panic"
takes = "presses"
kind = "panic_button"
[[channel.devices]]
name = "school-3"
place = "School gate"
at = [41.4, 2.1]
[[mqtt]]
name = "city"
host = "127.0.0.1"
client_id = "vigie-test"
[[mqtt.topic]]
filter = "parking/+/event"
channel = "parking"
[[mqtt.topic]]
filter = "parking/+/alive"
channel = "parking"
device_level = 2
alive = "1"
dead = "0"
[[mqtt.topic]]
filter = "buttons/+/press"
channel = "panic"
device_level = 2
)";
  test::Town town_;
};

TEST_F(Channels, AreReadWithTheirMappingsAndSecrets) {
  const auto file = parse(file_text);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->channels[0].source(), "records:parking");
  EXPECT_EQ(file->channels[0].token, "0123456789abcdef-token");
  EXPECT_EQ(file->channels[1].source(), "panel:panic");
  EXPECT_EQ(file->brokers[0].topics.size(), 3u);
}

TEST_F(Channels, ASecretThatOthersMayReadAndAnUnknownKeyAreRefused) {
  std::filesystem::permissions(town_.folder / "token", std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  EXPECT_THAT(parse(file_text).error().message, HasSubstr("chmod 600"));
  secret("token", "0123456789abcdef-token");
  const std::string text = file_text;
  EXPECT_FALSE(parse(text + "colour = 1\n"));
  for (const auto& [from, to] : {std::pair{"buttons/+/press", "buttons/+x"},
                                 {"channel = \"panic\"", "channel = \"nobody\""},
                                 {"dead = \"0\"", ""},
                                 {"takes = \"presses\"", "takes = \"all\""},
                                 {"name = \"panic\"", "name = \"parking\""},
                                 {"at = [41.4, 2.1]", "at = [141.4, 2.1]"},
                                 {"client_id = \"vigie-test\"", ""}}) {
    std::string wrong = text;
    wrong.replace(wrong.find(from), std::string_view{from}.size(), to);
    const auto refused = parse(wrong);
    ASSERT_FALSE(refused) << to;
    EXPECT_FALSE(refused.error().message.empty());
  }
}

TEST_F(Channels, ATokenOrASignatureOpensAChannelAndNothingElse) {
  const auto file = parse(file_text);
  const Channel& parking = file->channels[0];
  const UtcTime now = town_.clock.utc_now();
  const std::string signature = sign_push(parking.signature_key, "body", now);
  const auto code = [&](std::string_view authorization, std::string_view signed_with, UtcTime at = {}, std::string_view body = "body") {
    const auto admitted = admit_push(parking, authorization, signed_with, body, at == UtcTime{} ? now : at);
    return admitted ? "in" : admitted.error().code;
  };
  EXPECT_EQ(code("Bearer 0123456789abcdef-token", ""), "in");
  EXPECT_EQ(code("Bearer 0123456789abcdef-tokem", ""), "push.token");
  EXPECT_EQ(code("Basic 0123456789abcdef-token", ""), "push.unsigned");
  EXPECT_EQ(code("", ""), "push.unsigned");
  EXPECT_EQ(code("", signature), "in");
  EXPECT_EQ(code("", signature, now + 6min), "push.old_signature");
  EXPECT_EQ(code("", signature, {}, "other"), "push.signature");
  EXPECT_EQ(code("", "t=1,v1=zz"), "push.signature");
  EXPECT_EQ(code("", "nonsense"), "push.signature");
  EXPECT_EQ(admit_push(file->channels[1], "Bearer ", "t=1,v1=00", "x", now).error().code, "push.unsigned")
      << "a channel without secrets is closed";
}

class Traffic : public Channels {
 protected:
  Traffic() : file_(*parse(file_text)) {
    LiveDoors doors{
        *town_.ledger, *town_.series, town_.ids, town_.clock, metrics_, [this](const city::SourceId& source) -> Result<city::Permit> {
          if (!lawful_) return fail(ErrorKind::denied, "no basis", "basis.none");
          return town_.gate->permit(city::Processing::import_records, source, {"server", "test", ""});
        }};
    intake_ = std::make_unique<LiveIntake>(std::move(doors), LiveIntake::Limits{});
    traffic_ = std::make_unique<ChannelTraffic>(file_, *intake_,
                                                TrafficHooks{[this](const Channel&, const std::vector<Press>& presses) -> Result<Json> {
                                                               presses_.insert(presses_.end(), presses.begin(), presses.end());
                                                               return Json{{"opened", Json::array()}, {"joined", 0}, {"repeated", 0}};
                                                             },
                                                             [this](const DeviceState& state) -> Status {
                                                               states_.push_back(state);
                                                               return {};
                                                             }},
                                                town_.clock);
  }
  Status take(std::vector<std::pair<std::string, std::string>> said, bool retained = false) {
    std::vector<MqttMessage> messages;
    for (auto& [topic, payload] : said) messages.push_back({topic, payload, retained, false, town_.clock.utc_now()});
    return traffic_->take(file_.brokers[0], messages);
  }
  Json source(std::size_t number) { return traffic_->sources()[number]; }

  const ChannelFile file_;
  Metrics metrics_;
  bool lawful_ = true;
  std::vector<Press> presses_;
  std::vector<DeviceState> states_;
  std::unique_ptr<LiveIntake> intake_;
  std::unique_ptr<ChannelTraffic> traffic_;
};

TEST_F(Traffic, APushIsStoredOnceAndToldWithItsBatch) {
  const auto first = traffic_->push(file_.channels[0], "[" + event(1) + "," + event(2) + "," + event(2) + "]", false);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ((*first)["stored"], 2);
  EXPECT_EQ((*first)["duplicates"], 1);
  const auto again = traffic_->push(file_.channels[0], event(1), false);
  EXPECT_EQ((*again)["stored"], 0);
  EXPECT_TRUE((*again)["batch"].is_null());
  const auto changed = traffic_->push(file_.channels[0], event(1, R"(,"state":"taken")"), false);
  EXPECT_EQ((*changed)["new_versions"], 1);
  EXPECT_EQ(town_.records("parking").size(), 2u);
  const auto named = town_.ledger->facts_of("batch:" + (*first)["batch"].get<std::string>(), 1);
  EXPECT_EQ(named->front().fact.body["keys"], Json({"1", "2"}));
  EXPECT_TRUE(named->front().fact.exercise);
  EXPECT_EQ(source(0)["duplicates"], 2);
}

TEST_F(Traffic, WithoutALegalBasisNothingIsStoredAndItIsAudited) {
  lawful_ = false;
  EXPECT_EQ(traffic_->push(file_.channels[0], event(1), false).error().kind, ErrorKind::denied);
  EXPECT_TRUE(take({{"parking/7/event", event(2)}})) << "acknowledged, so that it is not sent for ever";
  EXPECT_TRUE(town_.records("parking").empty());
  EXPECT_EQ(source(0)["last_error"]["code"], "basis.none");
  const auto audit = town_.ledger->audit_before(0, 1);
  EXPECT_THAT(*audit->front().body, HasSubstr("fact.refused"));
}

TEST_F(Traffic, ManySendersShareCommitsAndEachHearsOfItsOwn) {
  std::vector<std::thread> senders;
  std::atomic<int> stored{0};
  for (int sender = 0; sender < 6; ++sender)
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 20; ++i)
        if (const auto done = traffic_->push(file_.channels[0], event(sender * 100 + i), false)) stored += (*done)["stored"].get<int>();
    });
  for (auto& sender : senders) sender.join();
  EXPECT_EQ(stored, 120);
  EXPECT_EQ(town_.records("parking").size(), 120u);
  EXPECT_LE(town_.ledger->facts_after(0, "series.batch", 1000)->size(), 120u);
}

TEST_F(Traffic, ABrokersMessagesAreMappedAndOneBadOneTakesNoOtherWithIt) {
  ASSERT_TRUE(take({{"parking/7/event", event(1)},
                    {"parking/8/event", "{broken"},
                    {"parking/9/event", R"({"id":"3","at":"2026-03-01T11:00:00Z","lat":48.8,"lon":2.3})"},
                    {"other/1", "x"}}));
  const auto records = town_.records("parking");
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].record.details, R"({"sensor":"7"})");
  EXPECT_THAT((source(0)["rejected"].get<std::map<std::string, int>>()), ElementsAre(Pair("bad_json", 1), Pair("file.outside", 1)));
}

TEST_F(Traffic, PressesNameTheirDeviceByTheTopicAndAnOldRetainedOneIsNone) {
  ASSERT_TRUE(take(
      {{"buttons/school-3/press", R"({"id":17,"at":"2026-03-01T11:59:58Z","pressed_by":"Jeanne Dupont"})"}, {"buttons/gym/press", "1"}}));
  ASSERT_TRUE(take({{"buttons/school-3/press", R"({"id":18})"}}, true));
  ASSERT_EQ(presses_.size(), 2u);
  EXPECT_EQ(presses_[0].device, "school-3");
  EXPECT_EQ(presses_[0].key, "17");
  EXPECT_EQ(presses_[0].place, "School gate");
  EXPECT_EQ(presses_[0].at, *parse_utc("2026-03-01T11:59:58Z"));
  EXPECT_FALSE(presses_[1].where) << "a button that nobody configured is pressed all the same";
  EXPECT_EQ(source(1)["rejected"]["retained"], 1);
}

TEST_F(Traffic, ALastWillTellsOfASensorOnceUntilItIsBack) {
  for (const char* said : {"1", "0", "0", "1", "maybe"}) ASSERT_TRUE(take({{"parking/7/alive", said}}, true));
  ASSERT_EQ(states_.size(), 2u);
  EXPECT_FALSE(states_[0].alive);
  EXPECT_EQ(states_[0].device, "7");
  EXPECT_TRUE(states_[1].alive);
  ASSERT_TRUE(take({{"parking/9/alive", "0"}}));
  EXPECT_EQ(source(0)["devices_dead"][0]["device"], "9");
}

TEST_F(Traffic, ASourceThatSaysNothingForLongIsSilent) {
  EXPECT_EQ(source(0)["state"], "nothing_yet");
  ASSERT_TRUE(traffic_->push(file_.channels[0], event(1), false));
  EXPECT_EQ(source(0)["state"], "arriving");
  EXPECT_EQ(source(0)["lag_s"], 7200.0);
  town_.clock.advance(61s);
  EXPECT_EQ(source(0)["state"], "silent");
}

TEST_F(Traffic, AfterStoppingNothingIsTaken) {
  intake_->stop();
  EXPECT_EQ(traffic_->push(file_.channels[0], event(1), false).error().code, "server.stopping");
}

// The planted things are in members that no mapping names, in kept ones, in keys, in what cannot be read, in topics.
TEST_F(Traffic, PlantedPersonalDataReachesNeitherDatabaseNorStatus) {
  const std::vector<std::string> planted{"Jeanne Dupont", "06 12 34 56 78", "AB-123-CD", "jeanne.dupont@example.org"};
  for (std::size_t i = 0; i < planted.size(); ++i) {
    const std::string& one = planted[i];
    const int id = static_cast<int>(i);
    (void)traffic_->push(file_.channels[0], event(id, fmt::format(R"(,"state":"free {0}","note":"{0}")", one)), false);
    (void)traffic_->push(file_.channels[0], fmt::format(R"({{"id":"{}","at":"2026-03-01T11:00:00Z","lat":41.4,"lon":2.1}})", one), false);
    (void)traffic_->push(file_.channels[0], "{\"" + one, false);
    ASSERT_TRUE(take({{"parking/" + one + "/event", event(100 + id)},
                      {"parking/" + one + "/alive", "0"},
                      {"parking/1/event", one},
                      {"buttons/" + one + "/press", R"({"id":")" + one + R"("})"}}));
  }
  EXPECT_GE(town_.records("parking").size(), 8u);
  std::string all = traffic_->sources().dump();
  for (const char* name : {"ledger.db", "ledger.db-wal", "series.db", "series.db-wal"}) {
    std::ifstream in{town_.folder / name, std::ios::binary};
    all.append(std::istreambuf_iterator<char>{in}, {});
  }
  for (const auto& press : presses_) all += press.device + press.key;
  for (const auto& state : states_) all += state.device;
  for (const auto& one : planted) EXPECT_EQ(all.find(one), std::string::npos) << one;
}

}  // namespace
}  // namespace vigie::connectors
