// Channels at the API's edge: who is let in, what the answer is, and what a screen hears. What a channel does with a message is
// tested in `connectors`.
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

struct ChannelTown : Town {
  ChannelTown() {
    doors->channels.admit = [](const Pushed& pushed) -> Status {
      if (pushed.channel != "parking") return fail(ErrorKind::not_found, "there is no such channel", "push.unknown");
      if (pushed.authorization == "Bearer right" || pushed.signature == "right") return {};
      return fail(ErrorKind::denied, "the token is not this channel's", "push.token");
    };
    doors->channels.push = [this](const Pushed& pushed) -> Result<Json> {
      ++pushes;
      last = pushed.body;
      if (answer) return tl::make_unexpected(*answer);
      return Json{{"read", 1},
                  {"stored", 1},
                  {"duplicates", 0},
                  {"new_versions", 0},
                  {"rejected", Json::object()},
                  {"rows", Json::array()},
                  {"personal_removed", 0},
                  {"batch", nullptr}};
    };
    doors->channels.sources = [] { return Json::array(); };
  }
  Reply send(const std::string& body, Headers headers, const std::string& path = "/api/v1/records/parking") {
    std::string head =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
    const std::string all = Client{server->port()}.raw(head + "\r\n" + body);
    Reply reply;
    if (all.size() > 12) reply.status = std::stoi(all.substr(9, 3));
    if (const auto end = all.find("\r\n\r\n"); end != std::string::npos) reply.body = all.substr(end + 4);
    reply.headers["all"] = all;
    return reply;
  }
  int pushes = 0;
  std::string last;
  std::optional<Error> answer;
};

const Headers right{{"Authorization", "Bearer right"}, {"Content-Type", "application/json"}};

TEST(Push, ASystemWithItsTokenOrSignatureNeedsNoSession) {
  ChannelTown town;
  EXPECT_EQ(town.send(R"({"id":1})", right).status, 200);
  EXPECT_EQ(town.last, R"({"id":1})");
  EXPECT_EQ(town.send("{}\n{}", {{"X-Vigie-Signature", "right"}, {"Content-Type", "application/x-ndjson"}}).status, 200);
  EXPECT_EQ(town.last, "{}\n{}") << "lines go on as they came";
  EXPECT_EQ(town.pushes, 2);
}

TEST(Push, WithoutOneIsRefusedAndNothingIsTaken) {
  ChannelTown town;
  EXPECT_EQ(town.send("{}", {{"Authorization", "Bearer wrong"}}).code(), "push.token");
  EXPECT_EQ(town.send("{}", {{"Authorization", "Bearer wrong"}}).status, 403);
  EXPECT_EQ(town.send("{}", {}).status, 401);
  EXPECT_EQ(town.send("{}", right, "/api/v1/records/other").status, 404);
  EXPECT_EQ(town.send("{}", {{"Authorization", "Bearer right"}, {"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(town.send("{}", {{"Authorization", "Bearer right"}}, "/api/v1/sources").status, 405);
  EXPECT_EQ(town.pushes, 0);
}

TEST(Push, ATokenOpensItsChannelAndNoOtherAddress) {
  ChannelTown town;
  const std::string all = Client{town.server->port()}.raw(
      "GET /api/v1/sources HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer right\r\n\r\n");
  EXPECT_EQ(all.substr(9, 3), "401");
}

TEST(Push, WhenTooMuchArrivesTheSenderIsToldWhenToComeBack) {
  ChannelTown town;
  town.answer = Error{ErrorKind::full, "push.busy", "more is arriving than can be stored"};
  const auto busy = town.send("{}", right);
  EXPECT_EQ(busy.status, 429);
  EXPECT_NE(busy.headers.at("all").find("Retry-After: 1"), std::string::npos);
}

TEST(Push, WhatCannotBeTakenIs422WithTheSentence) {
  ChannelTown town;
  town.answer = Error{ErrorKind::invalid_input, "push.bad_json", "the message: line 1, column 4"};
  const auto refused = town.send("{", right);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "push.bad_json");
  EXPECT_EQ(refused.json()["detail"], "the message: line 1, column 4");
}

TEST(Push, TheSameKeyGetsTheSameAnswerAndIsPushedOnce) {
  ChannelTown town;
  Headers keyed = right;
  keyed["Idempotency-Key"] = town.ids.next().str();
  const auto first = town.send(R"({"id":1})", keyed), again = town.send(R"({"id":1})", keyed);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(town.pushes, 1);
  EXPECT_EQ(town.send(R"({"id":2})", keyed).status, 409);
  EXPECT_EQ(town.pushes, 1);
}

TEST(Push, ATechnicianMaySendByHandAndSeesTheSources) {
  ChannelTown town;
  Conforming technician{town.person("tech", "technician")};
  EXPECT_EQ(technician.ask("POST", "/api/v1/records/parking", Json{{"id", 1}}).status, 200);
  EXPECT_EQ(technician.ask("GET", "/api/v1/sources").status, 200);
}

TEST(Updates, TellOfABatchOfRecordsToWhoMayReadThem) {
  ChannelTown town;
  Client op = town.person("op", "operator"), dpo = town.person("dpo", "data_protection_officer");
  WebSocket screen{op, "/api/v1/updates"}, other{dpo, "/api/v1/updates"};
  EXPECT_EQ(screen.next_of("hello")["type"], "hello");
  EXPECT_EQ(other.next_of("hello")["type"], "hello");
  city::Fact named;
  named.schema = "series.batch";
  named.source = "records:parking";
  named.source_key = "b1";
  named.subject = "batch:b1";
  named.body = {{"batch", "b1"}, {"count", 2}, {"kind", "record"}, {"keys", {"1", "2"}}};
  city::Commit commit;
  commit.facts.push_back(named);
  ASSERT_TRUE(town.ledger->commit(commit));
  const Json told = screen.next_of("records");
  EXPECT_EQ(told["source"], "records:parking");
  EXPECT_EQ(told["keys"], Json({"1", "2"}));
  EXPECT_TRUE(contract().check(Json{{"$ref", "#/components/schemas/Update"}}, told).empty());
  EXPECT_TRUE(other.next_of("records", 1).is_null());
}

}  // namespace
}  // namespace vigie::api::test
