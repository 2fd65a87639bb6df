#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "connectors/onvif.h"
#include "connectors/onvif_discovery.h"
#include "onvif/http.h"
#include "onvif/xml.h"

namespace vigie::connectors {
namespace {

using onvif::child;
using onvif::descend;

constexpr std::size_t most_datagram = 65'507;  // of UDP over IPv4
constexpr std::size_t most_addresses = 32;     // of one answer
constexpr std::chrono::milliseconds look_for_stop{100};

// "%C3%A9" → "é"; a wrong escape stays as it is.
std::string unescaped(std::string_view text) {
  std::string out;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && digit(text[at + 1]) >= 0 && digit(text[at + 2]) >= 0) {
      out += static_cast<char>(digit(text[at + 1]) * 16 + digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size() && out.size() < most_addresses;) {
    const auto begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string::npos) break;
    const auto end = std::min(text.find_first_of(" \t\r\n", begin), text.size());
    out.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return out;
}

// The words of an element whose text may be long and broken into lines.
std::vector<std::string> words_of(const pugi::xml_node& node) {
  return words(std::string{std::string_view{node.child_value()}.substr(0, 16'384)});
}

std::optional<FoundCamera> found_in(const pugi::xml_node& match, std::string_view answered_from) {
  FoundCamera camera;
  camera.endpoint = onvif::text(descend(match, {"EndpointReference", "Address"}), 256);
  if (camera.endpoint.empty()) return std::nullopt;
  camera.answered_from = answered_from;
  // A device with several addresses names them all; the one that answered is the one that can be reached. It is never taken at its word
  // about another host.
  std::string path = "/onvif/device_service", port;
  for (const auto& address : words_of(child(match, "XAddrs"))) {
    const auto parts = onvif::split_url(address);
    if (!parts || parts->scheme != "http") continue;
    const bool own = parts->host == answered_from;
    if (own || camera.address.empty()) {
      path = parts->path_and_query;
      port = own ? parts->port : "";
      camera.address = onvif::UrlParts{"http", std::string{answered_from}, port, path, false}.str();
    }
    if (own) break;
  }
  if (camera.address.empty()) return std::nullopt;
  if (const auto usable = onvif_address(camera.address); !usable) return std::nullopt;
  for (const auto& scope : words_of(child(match, "Scopes"))) {
    for (const auto& [prefix, into] : {std::pair{std::string_view{"onvif://www.onvif.org/name/"}, &camera.name},
                                       {"onvif://www.onvif.org/hardware/", &camera.hardware},
                                       {"onvif://www.onvif.org/location/", &camera.location}})
      if (std::string_view{scope}.starts_with(prefix) && into->empty())
        *into = onvif::clean(unescaped(std::string_view{scope}.substr(prefix.size())), 200);
  }
  return camera;
}

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  operator int() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> network(const std::string& what) {
  return fail(ErrorKind::unavailable, fmt::format("discovery: {}: {}", what, std::strerror(errno)), "onvif.discovery");
}

Status send_probe(int socket, const DiscoverySettings& settings, const std::string& probe) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(settings.port);
  if (::inet_pton(AF_INET, settings.group.c_str(), &to.sin_addr) != 1)
    return fail(ErrorKind::invalid_input, fmt::format("discovery: '{}' is no IPv4 address", settings.group), "onvif.discovery");
  if (!settings.interface.empty()) {
    in_addr own{};
    if (::inet_pton(AF_INET, settings.interface.c_str(), &own) != 1)
      return fail(ErrorKind::invalid_input, fmt::format("discovery: '{}' is no IPv4 address of ours", settings.interface),
                  "onvif.discovery");
    if (::setsockopt(socket, IPPROTO_IP, IP_MULTICAST_IF, &own, sizeof own) != 0)
      return network(fmt::format("interface {}", settings.interface));
  }
  if (::sendto(socket, probe.data(), probe.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
    return network("the probe could not be sent");
  return {};
}

}  // namespace

std::string probe_message(std::string_view message_id) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
      "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\" "
      "xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\" xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\">"
      "<s:Header><a:MessageID>{}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
      "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action></s:Header>"
      "<s:Body><d:Probe><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>",
      message_id);
}

Result<std::vector<FoundCamera>> parse_probe_matches(std::string_view datagram, std::string_view message_id,
                                                     std::string_view answered_from) {
  VIGIE_TRY(const auto document, onvif::parse_xml(datagram));
  const auto envelope = child(document, "Envelope");
  if (onvif::text(descend(envelope, {"Header", "RelatesTo"}), 256) != message_id)
    return fail(ErrorKind::invalid_input, "that is no answer to this probe", "onvif.answer");
  std::vector<FoundCamera> cameras;
  for (const auto& match : descend(envelope, {"Body", "ProbeMatches"}).children()) {
    if (onvif::local_name(match) != "ProbeMatch" || cameras.size() >= most_addresses) continue;
    if (auto camera = found_in(match, answered_from)) cameras.push_back(std::move(*camera));
  }
  if (cameras.empty()) return fail(ErrorKind::invalid_input, "the answer names no camera that could be asked", "onvif.answer");
  return cameras;
}

Result<std::vector<FoundCamera>> discover_cameras(const DiscoverySettings& settings, UuidSource& ids, std::stop_token stop) {
  const Socket socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (socket < 0) return network("no socket");
  const std::string message_id = "urn:uuid:" + ids.next().str();
  VIGIE_CHECK(send_probe(socket, settings, probe_message(message_id)));

  std::map<std::string, FoundCamera> found;
  std::string datagram(most_datagram, '\0');
  const auto end = std::chrono::steady_clock::now() + settings.wait;
  std::size_t read = 0;
  // Bounded in count as well as in time: a flood of answers ends the search, it does not fill the memory.
  while (!stop.stop_requested() && read < settings.most) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    pollfd waiting{socket, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min(left, look_for_stop).count()));
    if (ready < 0 && errno != EINTR) return network("waiting for answers");
    if (ready <= 0) continue;
    sockaddr_in from{};
    socklen_t length = sizeof from;
    const auto size = ::recvfrom(socket, datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (size < 0) continue;  // an ICMP error of an earlier probe; other devices may still answer
    ++read;
    char address[INET_ADDRSTRLEN]{};
    if (!::inet_ntop(AF_INET, &from.sin_addr, address, sizeof address)) continue;
    if (auto cameras = parse_probe_matches({datagram.data(), static_cast<std::size_t>(size)}, message_id, address))
      for (auto& camera : *cameras) found.emplace(camera.endpoint, std::move(camera));
  }
  std::vector<FoundCamera> cameras;
  for (auto& [endpoint, camera] : found) cameras.push_back(std::move(camera));
  std::sort(cameras.begin(), cameras.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
  return cameras;
}

}  // namespace vigie::connectors
