#include "testing/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

namespace vigie::api::test {
namespace {

bool is_type(const std::string& type, const Json& value) {
  if (type == "integer") return value.is_number_integer();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  return type == "boolean" && value.is_boolean();
}

}  // namespace

std::vector<std::string> SchemaCheck::check(const Json& schema, const Json& value) const {
  std::vector<std::string> wrong;
  check(schema, value, "$", wrong);
  return wrong;
}

void SchemaCheck::check(const Json& schema, const Json& value, const std::string& where, std::vector<std::string>& wrong) const {
  const auto say = [&](const std::string& what) { wrong.push_back(where + ": " + what); };
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) say("must not be here");
    return;
  }
  for (const auto& [word, rule] : schema.items()) {
    if (word == "$ref") {
      check(document_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, where, wrong);
    } else if (word == "type") {
      const auto types = rule.is_array() ? rule.get<std::vector<std::string>>() : std::vector{rule.get<std::string>()};
      if (std::none_of(types.begin(), types.end(), [&](const auto& type) { return is_type(type, value); })) say("is not " + rule.dump() + " but " + value.dump());
    } else if (word == "required") {
      for (const auto& name : rule)
        if (value.is_object() && !value.contains(name.get<std::string>())) say("lacks " + name.get<std::string>());
    } else if (word == "properties") {
      for (const auto& [name, property] : rule.items())
        if (value.is_object() && value.contains(name)) check(property, value[name], where + "." + name, wrong);
    } else if (word == "additionalProperties") {
      if (!value.is_object()) continue;
      for (const auto& [name, member] : value.items())
        if (!schema.contains("properties") || !schema["properties"].contains(name)) check(rule, member, where + "." + name, wrong);
    } else if (word == "items") {
      if (!value.is_array()) continue;
      for (std::size_t i = 0; i < value.size(); ++i) check(rule, value[i], where + "[" + std::to_string(i) + "]", wrong);
    } else if (word == "enum") {
      if (std::find(rule.begin(), rule.end(), value) == rule.end()) say(value.dump() + " is not one of " + rule.dump());
    } else if (word == "const") {
      if (value != rule) say(value.dump() + " is not " + rule.dump());
    } else if (word == "pattern") {
      if (value.is_string() && !std::regex_search(value.get<std::string>(), std::regex{rule.get<std::string>()})) say("does not match " + rule.dump());
    } else if (word == "minimum" || word == "maximum") {
      if (value.is_number() && (word == "minimum" ? value < rule : value > rule)) say(value.dump() + " is out of bounds");
    } else if (word == "minItems" || word == "maxItems") {
      if (value.is_array() && (word == "minItems" ? value.size() < rule.get<std::size_t>() : value.size() > rule.get<std::size_t>())) say("has " + std::to_string(value.size()) + " items");
    } else if (word == "minLength" || word == "maxLength") {
      if (value.is_string() && (word == "minLength" ? value.get_ref<const std::string&>().size() < rule.get<std::size_t>() : value.get_ref<const std::string&>().size() > rule.get<std::size_t>()))
        say("is too short or too long");
    } else if (word == "allOf") {
      for (const auto& part : rule) check(part, value, where, wrong);
    } else if (word == "oneOf") {
      const auto fitting = std::count_if(rule.begin(), rule.end(), [&](const Json& part) { return check(part, value).empty(); });
      if (fitting != 1) say(value.dump() + " fits " + std::to_string(fitting) + " of the alternatives");
    } else if (word != "description" && word != "format" && word != "default") {
      say("the check does not know '" + word + "'");
    }
  }
}

TEST(Schema, FindsWhatDoesNotFit) {
  const SchemaCheck check{Json::object()};
  const Json schema = Json::parse(R"({"type":"object","required":["a"],"properties":{"a":{"type":["integer","null"],"minimum":1},"b":{"enum":["x"]}},"additionalProperties":false})");
  EXPECT_TRUE(check.check(schema, {{"a", 1}, {"b", "x"}}).empty());
  EXPECT_TRUE(check.check(schema, {{"a", nullptr}}).empty());
  for (const Json& bad : {Json::object(), Json{{"a", 0}}, Json{{"a", "1"}}, Json{{"a", 1}, {"b", "y"}}, Json{{"a", 1}, {"c", 1}}}) EXPECT_FALSE(check.check(schema, bad).empty()) << bad;
  EXPECT_FALSE(check.check({{"multipleOf", 2}}, 4).empty());
}

}  // namespace vigie::api::test
