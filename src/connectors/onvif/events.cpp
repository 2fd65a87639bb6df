#include "onvif/events.h"

#include <algorithm>
#include <array>

#include "onvif/answers.h"

namespace vigie::connectors::onvif {
namespace {

// What a camera may tell us: that its picture or its own body is in trouble, that a contact closed, that its head moves. Nothing of
// tns1:RuleEngine/Recognition, no object, no counting by attribute, no tns1:AudioAnalytics: those topics are not named here, so
// they are dropped with all that they carry.
constexpr std::array<std::string_view, 12> topics{"VideoSource/GlobalSceneChange",
                                                  "VideoSource/ImageTooBlurry",
                                                  "VideoSource/ImageTooDark",
                                                  "VideoSource/ImageTooBright",
                                                  "VideoSource/SignalLoss",
                                                  "VideoSource/MotionAlarm",
                                                  "Device/Trigger",
                                                  "Device/HardwareFailure",
                                                  "Device/OperationMode",
                                                  "PTZController",
                                                  "Monitoring/OperatingTime",
                                                  "RuleEngine/CellMotionDetector/Motion"};

// Which item of those topics. ElementItems (whole pieces of metadata: objects, faces, bodies, plates) are not read at all.
constexpr std::array<std::string_view, 9> sources{"Source",
                                                  "VideoSource",
                                                  "VideoSourceConfigurationToken",
                                                  "InputToken",
                                                  "RelayToken",
                                                  "VideoAnalyticsConfigurationToken",
                                                  "Rule",
                                                  "PTZConfigurationToken",
                                                  "Token"};
constexpr std::array<std::string_view, 8> data_items{"State",  "LogicalState", "IsMotion", "Failed",
                                                     "Status", "PresetToken",  "IsActive", "Loss"};

template <std::size_t N>
bool listed(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "tns1:VideoSource/tnsaxis:GlobalSceneChange" → "VideoSource/GlobalSceneChange"
std::string without_prefixes(std::string_view topic) {
  std::string out;
  for (std::size_t at = 0; at <= topic.size();) {
    const auto end = std::min(topic.find('/', at), topic.size());
    auto word = topic.substr(at, end - at);
    if (const auto colon = word.rfind(':'); colon != std::string_view::npos) word = word.substr(colon + 1);
    if (!out.empty()) out += '/';
    out += word;
    at = end + 1;
  }
  return out;
}

bool topic_listed(std::string_view topic) {
  return std::any_of(topics.begin(), topics.end(), [&](std::string_view one) {
    return topic.starts_with(one) && (topic.size() == one.size() || topic[one.size()] == '/');
  });
}

// A switch, a number, one of the standard's own words or a camera's token: letters, digits and a few marks, no blank. Free words are
// no value.
bool plain_value(std::string_view value) {
  return !value.empty() && value.size() <= 64 && std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' || c == '+';
  });
}

template <std::size_t N>
void take_items(const pugi::xml_node& list, const std::array<std::string_view, N>& allowed, std::map<std::string, std::string>& into) {
  for (const auto& item : list.children()) {
    if (local_name(item) != "SimpleItem") continue;
    const std::string_view name = attribute(item, "Name"), value = attribute(item, "Value");
    if (listed(allowed, name) && plain_value(value)) into.insert_or_assign(std::string{name}, std::string{value});
  }
}

std::optional<OnvifEvent> event_of(const pugi::xml_node& notification) {
  OnvifEvent event;
  const std::string topic = without_prefixes(text(child(notification, "Topic"), 256));
  if (!topic_listed(topic)) return std::nullopt;
  // The camera's maker may put a word of its own behind a listed topic; only plain ones are kept.
  if (!std::all_of(topic.begin(), topic.end(), [](char c) { return c == '/' || plain_value({&c, 1}); })) return std::nullopt;
  event.topic = topic;
  const auto message = descend(notification, {"Message", "Message"});
  if (!message) return std::nullopt;
  const auto at = parse_utc(attribute(message, "UtcTime"));
  if (!at) return std::nullopt;
  event.at = *at;
  const std::string_view operation = attribute(message, "PropertyOperation");
  if (operation == "Initialized" || operation == "Changed" || operation == "Deleted") event.operation = operation;
  take_items(child(message, "Source"), sources, event.source);
  take_items(child(message, "Data"), data_items, event.data);
  return event;
}

}  // namespace

Result<OnvifEvents> events_of(const pugi::xml_node& answer) {
  OnvifEvents found;
  for (const auto& node : answer.children()) {
    if (local_name(node) != "NotificationMessage") continue;
    if (found.events.size() + found.dropped >= most_items)
      return fail(ErrorKind::invalid_input, "the camera gives more notifications than it was asked for", "onvif.answer");
    if (auto event = event_of(node))
      found.events.push_back(std::move(*event));
    else
      ++found.dropped;
  }
  return found;
}

}  // namespace vigie::connectors::onvif
