// Any bytes as the channels' file, as a push in both forms, as a press, and as topic and filter.
#include <cstdlib>

#include "connectors/channels.h"
#include "text_encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie;
  using namespace vigie::connectors;
  static const auto mapping = Mapping::parse(R"(
version = 1
source = "fuzz"
kind = "incident"
format = "ndjson"
zone = "Europe/Madrid"
box = [2.0, 41.2, 2.3, 41.5]
key = { columns = "k" }
time = { columns = "t" }
lat = { columns = "a" }
lon = { columns = "o" }
keep = [{ name = "what", columns = "w", optional = true }]
)",
                                             "fuzz");
  if (!mapping) std::abort();
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  (void)ChannelFile::parse(text, "/nowhere/live.toml");
  for (const bool lines : {false, true}) {
    const auto objects = read_push(text, lines);
    if (!objects) continue;
    for (const auto& object : *objects) (void)read_press("panic", {}, object.members, {}, UtcTime{});
    const auto made = make_records(*mapping, *objects, true);
    if (!made) continue;
    if (made->records.size() + made->rejected.size() != made->read) std::abort();
    for (const auto& record : made->records)
      if (!is_utf8(record.details) || !mapping->box.contains(record.where)) std::abort();
  }
  const auto half = text.substr(0, size / 2), rest = text.substr(size / 2);
  if (is_topic_filter(half)) (void)topic_fits(half, rest);
  if (!text.empty() && is_topic_filter(text) && text.find_first_of("+#$") == std::string_view::npos && !topic_fits(text, text))
    std::abort();
  (void)topic_level(text, 3);
  return 0;
}
