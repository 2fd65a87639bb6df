#pragma once
// How the head of a camera (pan, tilt, zoom) is reached: fact "head.configured", subject "head:<camera>". Beside the camera and
// not in it: its picture and its head are two addresses, changed by different hands. Removed: an empty address.

#include <map>
#include <mutex>
#include <optional>

#include "city/ledger.h"

namespace vigie::operations {

struct Head {
  std::string camera;   // "camera:1"
  std::string address;  // of the ONVIF device service
  std::string secret;   // name of the secret that holds user and password; never the words themselves
  std::string profile;  // token of the media profile with PTZ; empty: the camera's first one
  std::string home;     // token of the preset it returns to; empty: the camera's own home position
  int version = 0;
  bool operator==(const Head&) const = default;
};
Json to_json(const Head& head);
Result<Head> head_from_json(const Json& value);  // the address is looked at by who uses it

// The fold of head.* facts. Thread-safe.
class HeadBook {
 public:
  Status catch_up(const city::Ledger& ledger);
  std::optional<Head> head(const std::string& camera) const;
  std::vector<Head> all() const;
  std::uint64_t facts_of(const std::string& camera) const;  // for Expected

 private:
  mutable std::mutex mutex_;
  std::uint64_t cursor_ = 0;
  std::map<std::string, Head> heads_;
  std::map<std::string, std::uint64_t> facts_;
};

}  // namespace vigie::operations
