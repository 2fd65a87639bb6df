// Topic names and filters of MQTT 3.1.1 (OASIS, section 4.7).
#include "connectors/channels.h"

namespace vigie::connectors {
namespace {

// Takes the first level off; what is left begins after the slash. False when nothing is left.
bool take_level(std::string_view& rest, std::string_view& level, bool& more) {
  if (!more) return false;
  const auto slash = rest.find('/');
  level = rest.substr(0, slash);
  more = slash != std::string_view::npos;
  rest = more ? rest.substr(slash + 1) : std::string_view{};
  return true;
}

}  // namespace

bool is_topic_filter(std::string_view filter) {
  if (filter.empty() || filter.size() > 65'535 || filter.find('\0') != std::string_view::npos) return false;
  std::string_view level;
  for (bool more = true; take_level(filter, level, more);) {
    if (level == "#") return !more;
    if (level != "+" && level.find_first_of("+#") != std::string_view::npos) return false;
  }
  return true;
}

bool topic_fits(std::string_view filter, std::string_view topic) {
  // A wildcard in the first level does not take the broker's own topics ($SYS).
  if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#'))) return false;
  std::string_view wanted, level;
  bool more_filter = true, more_topic = true;
  while (take_level(filter, wanted, more_filter)) {
    if (wanted == "#") return true;
    if (!take_level(topic, level, more_topic)) return false;
    if (wanted != "+" && wanted != level) return false;
    if (!more_topic && more_filter) return filter == "#";  // "a/#" takes "a" as well
  }
  return !more_topic;
}

std::string_view topic_level(std::string_view topic, int level) {
  std::string_view one;
  bool more = true;
  for (int i = 0; i < level; ++i)
    if (!take_level(topic, one, more)) return {};
  return level > 0 ? one : std::string_view{};
}

}  // namespace vigie::connectors
