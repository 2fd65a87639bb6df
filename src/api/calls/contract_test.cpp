// The table of routes against the contract, and against people without the right.
#include <fstream>
#include <regex>
#include <sstream>

#include "http/catalogue.h"
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

const Router& table() {
  static const Router routes = all_routes();
  return routes;
}

std::string concrete(std::string pattern) {
  return std::regex_replace(pattern, std::regex{"\\{[a-z]+\\}"}, "camera:1");
}

TEST(Contract, EveryRouteIsInItAndNothingElse) {
  std::set<std::string> in_table, in_contract;
  for (const auto& route : table().routes()) {
    const std::string name = lower(to_string(route.method)) + " " + route.pattern;
    in_table.insert(name);
    const auto& operation = contract().document()["paths"][route.pattern][lower(to_string(route.method))];
    if (route.access == Access::permitted) EXPECT_EQ(operation["x-permissions"], Json(route.permissions)) << name;
    if (route.access == Access::open) EXPECT_EQ(operation["x-access"], "open") << name;
    if (route.access == Access::loopback) EXPECT_EQ(operation["x-access"], "loopback") << name;
    if (route.access == Access::signed_in) EXPECT_EQ(operation["x-access"], "signed_in") << name;
    EXPECT_EQ(route.converse != nullptr, operation["responses"].contains("101")) << name;
  }
  for (const auto& [path, methods] : contract().document()["paths"].items())
    for (const auto& [method, operation] : methods.items())
      if (method != "parameters") in_contract.insert(method + " " + path);
  EXPECT_EQ(in_table, in_contract);
}

TEST(Contract, EveryPermissionOfARouteIsOneOfTheLaws) {
  for (const auto& route : table().routes())
    for (const auto& permission : route.permissions)
      EXPECT_NE(std::find(law::permissions().begin(), law::permissions().end(), permission), law::permissions().end()) << permission;
}

TEST(Contract, EveryReferenceLeadsSomewhere) {
  const std::function<void(const Json&)> walk = [&](const Json& value) {
    if (value.is_object() && value.contains("$ref")) {
      EXPECT_NO_THROW((void)contract().document().at(Json::json_pointer(value["$ref"].get<std::string>().substr(1)))) << value["$ref"];
    }
    for (const auto& member : value)
      if (member.is_structured()) walk(member);
  };
  walk(contract().document());
}

// Deny by default: without a session 401; with every right but the route's own 403; with that one right alone neither.
TEST(Rights, EveryEndpointRefusesWhoLacksItsPermission) {
  Town town;
  town.define_role("tester", {"system.read"});
  Client nobody{town.server->port()};
  Conforming tester{town.person("tester", "tester")};
  std::size_t tried = 0;
  for (const auto& route : table().routes()) {
    if (route.access == Access::open || route.access == Access::loopback) continue;
    const std::string method = to_string(route.method), target = concrete(route.pattern);
    const auto body = method == "GET" ? std::nullopt : std::optional{Json::object()};
    const auto missing = nobody.ask(method, target, body);
    EXPECT_EQ(missing.status, 401) << method << ' ' << target;
    EXPECT_EQ(missing.code(), "session.missing");
    if (route.access == Access::signed_in) continue;
    ++tried;
    std::vector<std::string> others;
    for (const auto& permission : law::permissions())
      if (std::find(route.permissions.begin(), route.permissions.end(), permission) == route.permissions.end()) others.push_back(permission);
    town.define_role("tester", others);
    const auto refused = tester.ask(method, target, body);
    EXPECT_EQ(refused.status, 403) << method << ' ' << target;
    EXPECT_EQ(refused.code(), "permission.missing");
    EXPECT_EQ(refused.json()["params"]["permission"], route.permissions.front());
    if (route.converse) {
      WebSocket socket{tester.client(), target};
      EXPECT_EQ(socket.status(), 403) << target;
    }
    for (const auto& permission : route.permissions) {
      town.define_role("tester", {permission});
      const auto allowed = tester.ask(method, target, body);
      EXPECT_NE(allowed.status, 401) << method << ' ' << target;
      EXPECT_NE(allowed.code(), "permission.missing") << method << ' ' << target;
    }
  }
  EXPECT_GT(tried, 40u);
  EXPECT_GE(town.audited("request.refused").size(), tried);
}

// RULES L07: no path leads from an alert to a dispatch, a fine or an accusation.
TEST(Rights, NoRouteDispatchesByItself) {
  for (const auto& route : table().routes())
    for (const char* word : {"dispatch", "fine", "person", "face", "track", "plate", "identity", "audio", "score"})
      EXPECT_EQ(route.pattern.find(word), std::string::npos) << route.pattern;
}

TEST(Catalogue, HasBothLanguagesForTheSameCodes) {
  const auto& texts = Catalogue::embedded().texts();
  for (const auto& [code, text] : texts["fr"].items()) EXPECT_TRUE(texts["en"].contains(code)) << code;
  for (const auto& [code, text] : texts["en"].items()) EXPECT_TRUE(texts["fr"].contains(code)) << code;
}

// Every code that these rooms can answer with has a text: codes are written in the source as the last argument of `fail`,
// `problem` or an Error.
TEST(Catalogue, HasATextForEveryCodeOfTheServersRooms) {
  const auto& english = Catalogue::embedded().texts()["en"];
  const std::regex code{R"~("((?:session|permission|idempotency|request|field|error|basis|mask|review|clock|gate|camera|regime|kind|account|role|source|alert|undo|clip|incident|unit|assignment|entry|advice|declaration|reason|job|server|exercise|requisition|register|feed|area|lease|permit)\.[a-z_]+)")~"};
  std::set<std::string> missing;
  for (const char* room : {"api", "law", "operations"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(std::filesystem::path{VIGIE_SOURCE_DIR} / room)) {
      const auto name = file.path().filename().string();
      if (!name.ends_with(".cpp") || name.ends_with("_test.cpp")) continue;
      std::ifstream in{file.path()};
      for (std::string line; std::getline(in, line);) {
        if (line.find("fail(") == std::string::npos && line.find("problem(") == std::string::npos && line.find("ErrorKind::") == std::string::npos) continue;
        for (std::sregex_iterator at{line.begin(), line.end(), code}, end; at != end; ++at)
          if (!english.contains((*at)[1].str())) missing.insert((*at)[1].str());
      }
    }
  }
  for (const auto& one : law::permissions()) missing.erase(one);
  EXPECT_TRUE(missing.empty()) << testing::PrintToString(missing);
}

}  // namespace
}  // namespace vigie::api::test
