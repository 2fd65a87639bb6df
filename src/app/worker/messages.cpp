#include "worker/messages.h"

#include <array>

#include "worker/message_fields.h"

namespace vigie::app {
namespace {

using city::Fragment;

constexpr std::size_t max_cameras = 256, max_observations = 4096, max_boxes = 1024;
constexpr std::array<std::pair<Fragment::Kind, const char*>, 3> fragment_kinds{
    {{Fragment::Kind::init, "init"}, {Fragment::Kind::key, "key"}, {Fragment::Kind::delta, "delta"}}};

Result<city::SourceId> camera_field(const Json& header) { return text_field(header, "camera", 64); }

// What `law` wrote for `law` to read; here only its presence is checked.
Result<Json> terms_field(Json& header, const char* name) {
  const auto at = header.find(name);
  if (at == header.end() || !at->is_object()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is missing", name));
  return std::move(*at);
}

// ---- to the wire, one overload per message

Json header(const Configure& m) {
  Json cameras = Json::array();
  for (const auto& one : m.cameras)
    cameras.push_back({{"camera", to_json(one.camera)}, {"credentials", one.credentials}, {"view", one.view ? Json(*one.view) : Json{}}});
  return {{"type", "configure"}, {"cameras", cameras}};
}
Json header(const Lease& m) { return {{"type", "lease"}, {"terms", m.terms}}; }
Json header(const Revoke& m) { return {{"type", "revoke"}, {"terms", m.terms}}; }
Json header(const Watch& m) {
  return {{"type", "watch"}, {"camera", m.camera}, {"stream", to_string(m.stream)}, {"pictures", m.pictures}, {"boxes", m.boxes}};
}
Json header(const Play& m) {
  Json value{
      {"type", "play"},   {"session", m.session}, {"camera", m.camera}, {"stream", to_string(m.stream)}, {"from", to_unix_us(m.from)},
      {"speed", m.speed}, {"lease", m.lease}};
  if (m.to) value["to"] = to_unix_us(*m.to);
  return value;
}
Json header(const StopPlay& m) { return {{"type", "stop_play"}, {"session", m.session}}; }
Json header(const ClipRequest& m) {
  return {{"type", "clip_request"},          {"request", m.request},        {"camera", m.camera},
          {"from", to_unix_us(m.span.from)}, {"to", to_unix_us(m.span.to)}, {"lease", m.lease}};
}
Json header(const Feed& m) { return {{"type", "feed"}, {"camera", m.camera}, {"last", m.last}}; }
Json header(const Ack& m) { return {{"type", "ack"}, {"seq", m.seq}}; }
Json header(const Stop&) { return {{"type", "stop"}}; }

Json header(const Hello& m) {
  return {{"type", "hello"}, {"name", m.name}, {"pid", m.pid}, {"version", m.version}, {"protocol", m.protocol}, {"cameras", m.cameras}};
}
Json header(const Report& m) {
  Json value{{"type", "report"}, {"seq", m.seq}};
  if (const auto* fact = std::get_if<city::Fact>(&m.content)) value["fact"] = to_json(*fact);
  if (const auto* segment = std::get_if<city::SegmentRow>(&m.content)) value["segment"] = wire(*segment);
  Json observations = Json::array();
  for (const auto& one : m.observations) observations.push_back(wire(one));
  if (!observations.empty()) value["observations"] = std::move(observations);
  return value;
}
Json header(const Health& m) {
  Json cameras = Json::array();
  for (const auto& one : m.cameras) cameras.push_back(wire(one));
  return {{"type", "health"},
          {"cameras", cameras},
          {"reports_waiting", m.reports_waiting},
          {"reports_refused", m.reports_refused},
          {"threads", m.threads}};
}
Json header(const Picture& m) {
  Json value{{"type", "picture"},
             {"camera", m.camera},
             {"stream", to_string(m.stream)},
             {"session", m.session},
             {"at", to_unix_us(m.fragment.at)}};
  for (const auto& [kind, text] : fragment_kinds)
    if (kind == m.fragment.kind) value["kind"] = text;
  if (!m.fragment.codec.empty()) value["codec"] = m.fragment.codec;
  return value;
}
Json header(const city::Overlay& m) {
  Json boxes = Json::array();
  for (const auto& one : m.boxes) boxes.push_back(wire(one));
  return {{"type", "overlay"}, {"camera", m.camera}, {"at", to_unix_us(m.at)}, {"boxes", boxes}};
}
Json header(const PlayEnd& m) { return {{"type", "play_end"}, {"session", m.session}, {"why", wire(m.why)}}; }
Json header(const Clip& m) {
  Json value{{"type", "clip"}, {"request", m.request}};
  if (m.error) value["error"] = wire(*m.error);
  return value;
}
Json header(const FeedTaken& m) { return {{"type", "feed_taken"}, {"camera", m.camera}, {"bytes", m.bytes}}; }

// ---- from the wire, one function per message

Result<ToWorker> parse_configure(Message& m) {
  VIGIE_TRY(const auto list, list_field(m.header, "cameras", max_cameras));
  Configure configure;
  for (const auto& one : list) {
    if (!one.is_object() || !one.contains("camera")) return fail(ErrorKind::invalid_input, "configure: an entry has no camera");
    Configure::One entry;
    VIGIE_TRY(entry.camera, city::camera_from_json(one["camera"]));
    if (const auto at = one.find("credentials"); at != one.end() && at->is_object())
      for (const auto& [name, secret] : at->items())
        if (secret.is_string()) entry.credentials[name] = secret.get<std::string>();
    if (const auto at = one.find("view"); at != one.end()) entry.view = at->is_string() ? std::optional{at->get<std::string>()} : std::nullopt;
    configure.cameras.push_back(std::move(entry));
  }
  return configure;
}
Result<ToWorker> parse_lease(Message& m) {
  VIGIE_TRY(Json terms, terms_field(m.header, "terms"));
  return Lease{std::move(terms)};
}
Result<ToWorker> parse_revoke(Message& m) {
  VIGIE_TRY(Json terms, terms_field(m.header, "terms"));
  return Revoke{std::move(terms)};
}
Result<ToWorker> parse_watch(Message& m) {
  Watch watch;
  VIGIE_TRY(watch.camera, camera_field(m.header));
  VIGIE_TRY(watch.stream, stream_field(m.header));
  watch.pictures = flag_or(m.header, "pictures", false);
  watch.boxes = flag_or(m.header, "boxes", false);
  return watch;
}
Result<ToWorker> parse_play(Message& m) {
  Play play;
  VIGIE_TRY(play.session, count_field(m.header, "session"));
  VIGIE_TRY(play.camera, camera_field(m.header));
  VIGIE_TRY(play.stream, stream_field(m.header));
  VIGIE_TRY(play.from, time_field(m.header, "from"));
  if (m.header.contains("to")) {
    VIGIE_TRY(play.to, time_field(m.header, "to"));
  }
  play.speed = number_or(m.header, "speed", 1);
  if (!(play.speed >= 0.1 && play.speed <= 64)) return fail(ErrorKind::invalid_input, "play: the speed lies between 0.1 and 64");
  VIGIE_TRY(play.lease, terms_field(m.header, "lease"));
  return play;
}
Result<ToWorker> parse_stop_play(Message& m) {
  VIGIE_TRY(const std::uint64_t session, count_field(m.header, "session"));
  return StopPlay{session};
}
Result<ToWorker> parse_clip_request(Message& m) {
  ClipRequest clip;
  VIGIE_TRY(clip.request, count_field(m.header, "request"));
  VIGIE_TRY(clip.camera, camera_field(m.header));
  VIGIE_TRY(clip.span.from, time_field(m.header, "from"));
  VIGIE_TRY(clip.span.to, time_field(m.header, "to"));
  VIGIE_TRY(clip.lease, terms_field(m.header, "lease"));
  return clip;
}
Result<ToWorker> parse_feed(Message& m) {
  Feed feed;
  VIGIE_TRY(feed.camera, camera_field(m.header));
  feed.last = flag_or(m.header, "last", false);
  feed.chunk = std::move(m.payload);
  return feed;
}
Result<ToWorker> parse_ack(Message& m) {
  VIGIE_TRY(const std::uint64_t seq, count_field(m.header, "seq"));
  return Ack{seq};
}
Result<ToWorker> parse_stop(Message&) { return Stop{}; }

Result<ToServer> parse_hello(Message& m) {
  Hello hello;
  VIGIE_TRY(hello.name, text_field(m.header, "name", 32));
  VIGIE_TRY(hello.pid, integer_field(m.header, "pid"));
  hello.version = text_or(m.header, "version");
  hello.protocol = static_cast<int>(integer_field(m.header, "protocol").value_or(0));
  VIGIE_TRY(const auto cameras, list_field(m.header, "cameras", max_cameras));
  for (const auto& one : cameras)
    if (one.is_string()) hello.cameras.push_back(one.get<std::string>());
  return hello;
}
Result<ToServer> parse_report(Message& m) {
  Report report;
  VIGIE_TRY(report.seq, count_field(m.header, "seq"));
  if (m.header.contains("segment")) {
    VIGIE_TRY(report.content, segment_from_wire(m.header["segment"]));
  } else if (m.header.contains("fact")) {
    VIGIE_TRY(report.content, city::fact_from_json(m.header["fact"]));
  } else {
    return fail(ErrorKind::invalid_input, "report: neither fact nor segment");
  }
  VIGIE_TRY(const auto list, list_field(m.header, "observations", max_observations));
  for (const auto& one : list) {
    VIGIE_TRY(auto observation, observation_from_wire(one));
    report.observations.push_back(std::move(observation));
  }
  return report;
}
Result<ToServer> parse_health(Message& m) {
  Health health;
  VIGIE_TRY(const auto list, list_field(m.header, "cameras", max_cameras));
  for (const auto& one : list) {
    VIGIE_TRY(auto camera, health_from_wire(one));
    health.cameras.push_back(std::move(camera));
  }
  VIGIE_TRY(health.reports_waiting, count_field(m.header, "reports_waiting"));
  VIGIE_TRY(health.reports_refused, count_field(m.header, "reports_refused"));
  health.threads = static_cast<int>(integer_field(m.header, "threads").value_or(0));
  return health;
}
Result<ToServer> parse_picture(Message& m) {
  Picture picture;
  VIGIE_TRY(picture.camera, camera_field(m.header));
  VIGIE_TRY(picture.stream, stream_field(m.header));
  VIGIE_TRY(picture.session, count_field(m.header, "session"));
  VIGIE_TRY(picture.fragment.at, time_field(m.header, "at"));
  VIGIE_TRY(const std::string kind, text_field(m.header, "kind", 8));
  bool known = false;
  for (const auto& [one, text] : fragment_kinds)
    if (kind == text) {
      picture.fragment.kind = one;
      known = true;
    }
  if (!known) return fail(ErrorKind::invalid_input, fmt::format("picture: kind '{}' is not known", kind));
  picture.fragment.codec = text_or(m.header, "codec");
  picture.fragment.bytes = std::make_shared<const Bytes>(std::move(m.payload));
  return picture;
}
Result<ToServer> parse_overlay(Message& m) {
  city::Overlay overlay;
  VIGIE_TRY(overlay.camera, camera_field(m.header));
  VIGIE_TRY(overlay.at, time_field(m.header, "at"));
  VIGIE_TRY(const auto list, list_field(m.header, "boxes", max_boxes));
  for (const auto& one : list) {
    VIGIE_TRY(auto box, box_from_wire(one));
    overlay.boxes.push_back(std::move(box));
  }
  return overlay;
}
Result<ToServer> parse_play_end(Message& m) {
  VIGIE_TRY(const std::uint64_t session, count_field(m.header, "session"));
  return PlayEnd{session, error_from_wire(m.header.value("why", Json::object()))};
}
Result<ToServer> parse_clip(Message& m) {
  Clip clip;
  VIGIE_TRY(clip.request, count_field(m.header, "request"));
  if (m.header.contains("error")) clip.error = error_from_wire(m.header["error"]);
  clip.bytes = std::move(m.payload);
  return clip;
}
Result<ToServer> parse_feed_taken(Message& m) {
  FeedTaken taken;
  VIGIE_TRY(taken.camera, camera_field(m.header));
  VIGIE_TRY(taken.bytes, count_field(m.header, "bytes"));
  return taken;
}

template <typename To>
struct Entry {
  const char* type;
  Result<To> (*parse)(Message&);
};
constexpr Entry<ToWorker> from_server[] = {{"configure", parse_configure},
                                           {"lease", parse_lease},
                                           {"revoke", parse_revoke},
                                           {"watch", parse_watch},
                                           {"play", parse_play},
                                           {"stop_play", parse_stop_play},
                                           {"clip_request", parse_clip_request},
                                           {"feed", parse_feed},
                                           {"ack", parse_ack},
                                           {"stop", parse_stop}};
constexpr Entry<ToServer> from_worker[] = {{"hello", parse_hello},     {"report", parse_report},        {"health", parse_health},
                                           {"picture", parse_picture}, {"overlay", parse_overlay},      {"play_end", parse_play_end},
                                           {"clip", parse_clip},       {"feed_taken", parse_feed_taken}};

template <typename To, std::size_t N>
Result<To> parse(const Entry<To> (&table)[N], Message message) {
  VIGIE_TRY(const std::string type, text_field(message.header, "type", 32));
  for (const auto& entry : table)
    if (type == entry.type) {
      auto parsed = entry.parse(message);
      if (!parsed) return fail_in("message '" + type + "'", parsed.error());
      return parsed;
    }
  return fail(ErrorKind::unsupported, fmt::format("message '{}' is not known to this version", type));
}

}  // namespace

Json header_of(const ToWorker& message) {
  return std::visit([](const auto& m) { return header(m); }, message);
}
Json header_of(const ToServer& message) {
  return std::visit([](const auto& m) { return header(m); }, message);
}

std::span<const std::uint8_t> payload_of(const ToWorker& message) {
  if (const auto* feed = std::get_if<Feed>(&message)) return feed->chunk;
  return {};
}

std::span<const std::uint8_t> payload_of(const ToServer& message) {
  if (const auto* picture = std::get_if<Picture>(&message); picture && picture->fragment.bytes) return *picture->fragment.bytes;
  if (const auto* clip = std::get_if<Clip>(&message)) return clip->bytes;
  return {};
}

Result<ToWorker> to_worker_from(Message message) { return parse(from_server, std::move(message)); }
Result<ToServer> to_server_from(Message message) { return parse(from_worker, std::move(message)); }

}  // namespace vigie::app
