#pragma once
// A press of a button, a panel's alarm, a door's: a person's request for help that arrives from another system. What it
// opens is decided in `operations`; here it is read and minimised: of the message only these fields are looked at.

#include <optional>

#include "city/words.h"
#include "connectors/push.h"
#include "geo/point.h"

namespace vigie::connectors {

// A device as the channel's file names it.
struct Device {
  std::string name;   // as the other system calls it
  std::string place;  // words for the screen
  geo::LatLon where;
};

// How a channel's messages name the device, the press and its time.
struct PressFields {
  std::string device = "device";      // member of the message; a topic's level stands before it
  std::string key = "id";             // the panel's own number of the press: the same again is the same press
  std::string time = "at";            // ISO 8601 with offset; optional in the message
  std::string kind = "panic_button";  // of the incident that it opens
  std::vector<Device> devices;
};

struct Press {
  std::string channel;  // "panic"
  std::string device;
  std::string key;
  std::string kind, place;  // of the device; a device that is not configured has no place
  std::optional<geo::LatLon> where;
  UtcTime at{};  // as the message says, else when it arrived
};

// `device`: what the topic said, else empty. invalid_input names the member that is missing or wrong. Without a key in the
// message its arrival is the key: the press is never lost, but a resent message is then another press.
Result<Press> read_press(const std::string& channel, const PressFields& fields, const Json& message, std::string device, UtcTime arrived);

}  // namespace vigie::connectors
