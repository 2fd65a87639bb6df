#include "connectors/press.h"

#include <algorithm>

#include "personal_data.h"

namespace vigie::connectors {
namespace {

constexpr std::chrono::hours most_ahead{1};  // a panel's clock may be wrong, but then its time is not taken

// A word or number of the message; empty when it has none.
Result<std::string> word_of(const Json& message, const std::string& member) {
  const auto found = message.find(member);
  if (found == message.end() || found->is_null()) return std::string{};
  std::string word;
  if (found->is_string())
    word = found->get<std::string>();
  else if (found->is_number_integer())
    word = found->dump();
  else
    return fail(ErrorKind::invalid_input, fmt::format("the press: '{}' must be a word or a number", member), "press.field");
  if (word.size() > 128 || word.find('\0') != std::string::npos)
    return fail(ErrorKind::invalid_input, fmt::format("the press: '{}' is longer than 128 bytes", member), "press.field");
  return word;
}

}  // namespace

Result<Press> read_press(const std::string& channel, const PressFields& fields, const Json& message, std::string device, UtcTime arrived) {
  Press press;
  press.channel = channel;
  press.kind = fields.kind;
  press.at = arrived;
  press.device = std::move(device);
  if (message.is_object()) {
    if (press.device.empty()) {
      VIGIE_TRY(press.device, word_of(message, fields.device));
    }
    VIGIE_TRY(press.key, word_of(message, fields.key));
    VIGIE_TRY(const std::string at, word_of(message, fields.time));
    if (const auto said = parse_utc(at); said && *said <= arrived + most_ahead) press.at = *said;
  }
  if (press.device.empty())
    return fail(ErrorKind::invalid_input, fmt::format("the press names no device: send it as '{}'", fields.device), "press.field");
  // A device is called by a number or a place, never by a person: what looks like one is not kept, the press is.
  press.device = scrub(press.device).text;
  press.key = press.key.empty() ? format_utc(arrived) : scrub(press.key).text;
  const auto known =
      std::find_if(fields.devices.begin(), fields.devices.end(), [&](const Device& one) { return one.name == press.device; });
  if (known != fields.devices.end()) {
    press.place = known->place;
    press.where = known->where;
  }
  return press;
}

}  // namespace vigie::connectors
