#include "worker/message_fields.h"

#include <algorithm>
#include <array>

namespace vigie::app {
namespace {

using city::CameraHealth;
using city::SegmentRow;

// Beyond this a time is a mistake, and arithmetic on it could overflow.
constexpr std::int64_t latest_time_us = 7'258'118'400'000'000;  // the year 2200

constexpr std::array<std::pair<CameraHealth::State, const char*>, 5> health_states{{{CameraHealth::State::starting, "starting"},
                                                                                    {CameraHealth::State::live, "live"},
                                                                                    {CameraHealth::State::lost, "lost"},
                                                                                    {CameraHealth::State::refused, "refused"},
                                                                                    {CameraHealth::State::stopped, "stopped"}}};
constexpr std::array<std::pair<SegmentRow::State, const char*>, 3> segment_states{
    {{SegmentRow::State::open, "open"}, {SegmentRow::State::closed, "closed"}, {SegmentRow::State::deleted, "deleted"}}};

template <typename Enum, std::size_t N>
const char* text_of(const std::array<std::pair<Enum, const char*>, N>& table, Enum value) {
  for (const auto& [one, text] : table)
    if (one == value) return text;
  return table[0].second;
}

template <typename Enum, std::size_t N>
Result<Enum> word_of(const std::array<std::pair<Enum, const char*>, N>& table, const Json& object, const char* name) {
  VIGIE_TRY(const std::string text, text_field(object, name, 32));
  for (const auto& [one, word] : table)
    if (text == word) return one;
  return fail(ErrorKind::invalid_input, fmt::format("field '{}' is '{}', a word not known here", name, text));
}

Result<city::Interval> span_of(const Json& object) {
  VIGIE_TRY(const UtcTime from, time_field(object, "from"));
  VIGIE_TRY(const UtcTime to, time_field(object, "to"));
  return city::Interval{from, to};
}

}  // namespace

Result<UtcTime> time_field(const Json& object, const char* name) {
  VIGIE_TRY(const std::int64_t us, integer_field(object, name));
  if (us < 0 || us > latest_time_us) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is no time of this age", name));
  return from_unix_us(us);
}

Result<std::uint64_t> count_field(const Json& object, const char* name) {
  VIGIE_TRY(const std::int64_t value, integer_field(object, name));
  if (value < 0) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is negative", name));
  return static_cast<std::uint64_t>(value);
}

Result<city::StreamKind> stream_field(const Json& object) {
  VIGIE_TRY(const std::string text, text_field(object, "stream", 8));
  if (text == "main") return city::StreamKind::main;
  if (text == "sub") return city::StreamKind::sub;
  return fail(ErrorKind::invalid_input, fmt::format("stream '{}': use main or sub", text));
}

Result<std::vector<Json>> list_field(const Json& object, const char* name, std::size_t max_size) {
  const auto at = object.find(name);
  if (at == object.end() || at->is_null()) return std::vector<Json>{};
  if (!at->is_array() || at->size() > max_size)
    return fail(ErrorKind::invalid_input, fmt::format("field '{}' is not a list of at most {}", name, max_size));
  return at->get<std::vector<Json>>();
}

Json wire(const city::Observation& o) {
  return {{"id", o.id.str()},
          {"source", o.source},
          {"kind", o.kind},
          {"place", o.place},
          {"direction", o.direction},
          {"from", to_unix_us(o.span.from)},
          {"to", to_unix_us(o.span.to)},
          {"value", o.value},
          {"exercise", o.exercise}};
}

Result<city::Observation> observation_from_wire(const Json& value) {
  city::Observation o;
  VIGIE_TRY(const std::string id, text_field(value, "id", 36));
  VIGIE_TRY(o.id, Uuid::parse(id));
  VIGIE_TRY(o.source, text_field(value, "source", 64));
  VIGIE_TRY(o.kind, text_field(value, "kind", 64));
  VIGIE_TRY(o.place, text_field(value, "place", 128));
  VIGIE_TRY(o.direction, text_field(value, "direction", 16));
  VIGIE_TRY(o.span, span_of(value));
  VIGIE_TRY(o.value, number_field(value, "value"));
  o.exercise = flag_or(value, "exercise", false);
  return o;
}

Json wire(const SegmentRow& s) {
  Json value{{"id", s.id},
             {"camera", s.camera},
             {"stream", to_string(s.stream)},
             {"from", to_unix_us(s.span.from)},
             {"to", to_unix_us(s.span.to)},
             {"path", s.path},
             {"state", text_of(segment_states, s.state)},
             {"bytes", s.bytes},
             {"digest", s.digest},
             {"mask_version", s.mask_version},
             {"exercise", s.exercise}};
  if (!s.deleted_because.empty()) value["deleted_because"] = s.deleted_because;
  return value;
}

Result<SegmentRow> segment_from_wire(const Json& value) {
  SegmentRow s;
  VIGIE_TRY(s.id, text_field(value, "id", 256));
  VIGIE_TRY(s.camera, text_field(value, "camera", 64));
  VIGIE_TRY(s.stream, stream_field(value));
  VIGIE_TRY(s.span, span_of(value));
  VIGIE_TRY(s.path, text_field(value, "path", 512));
  VIGIE_TRY(s.state, word_of(segment_states, value, "state"));
  VIGIE_TRY(s.bytes, count_field(value, "bytes"));
  VIGIE_TRY(s.digest, text_field(value, "digest", 64));
  VIGIE_TRY(s.mask_version, text_field(value, "mask_version", 64));
  s.exercise = flag_or(value, "exercise", false);
  s.deleted_because = text_or(value, "deleted_because");
  return s;
}

Json wire(const CameraHealth& h) {
  return {{"camera", h.camera},
          {"state", text_of(health_states, h.state)},
          {"last_picture", to_unix_us(h.last_picture)},
          {"recording", h.recording},
          {"analysing", h.analysing},
          {"reason", h.reason},
          {"detail", h.detail},
          {"frames_per_second", h.frames_per_second},
          {"analysed_per_second", h.analysed_per_second},
          {"age_ms_p50", h.detection_age_ms_p50},
          {"age_ms_p95", h.detection_age_ms_p95},
          {"analysis_drops", h.analysis_drops},
          {"width_px", h.width_px},
          {"height_px", h.height_px},
          {"restarts", h.restarts}};
}

Result<CameraHealth> health_from_wire(const Json& value) {
  CameraHealth h;
  VIGIE_TRY(h.camera, text_field(value, "camera", 64));
  VIGIE_TRY(h.state, word_of(health_states, value, "state"));
  VIGIE_TRY(h.last_picture, time_field(value, "last_picture"));
  h.recording = flag_or(value, "recording", false);
  h.analysing = flag_or(value, "analysing", false);
  h.reason = text_or(value, "reason");
  h.detail = text_or(value, "detail");
  h.frames_per_second = number_or(value, "frames_per_second", 0);
  h.analysed_per_second = number_or(value, "analysed_per_second", 0);
  h.detection_age_ms_p50 = number_or(value, "age_ms_p50", 0);
  h.detection_age_ms_p95 = number_or(value, "age_ms_p95", 0);
  VIGIE_TRY(h.analysis_drops, count_field(value, "analysis_drops"));
  VIGIE_TRY(const std::uint64_t width, count_field(value, "width_px"));
  VIGIE_TRY(const std::uint64_t height, count_field(value, "height_px"));
  if (width > 65'535 || height > 65'535) return fail(ErrorKind::invalid_input, "a picture of more than 65535 pixels a side");
  h.width_px = static_cast<int>(width);
  h.height_px = static_cast<int>(height);
  VIGIE_TRY(h.restarts, count_field(value, "restarts"));
  return h;
}

Json wire(const city::InstantBox& b) { return Json::array({b.kind, b.x, b.y, b.width, b.height, b.confidence}); }

Result<city::InstantBox> box_from_wire(const Json& value) {
  const bool shaped = value.is_array() && value.size() == 6 && value[0].is_string() &&
                      std::all_of(value.begin() + 1, value.end(), [](const Json& n) { return n.is_number(); });
  if (!shaped) return fail(ErrorKind::invalid_input, "a box is [kind, x, y, width, height, confidence]");
  return city::InstantBox{value[0].get<std::string>(), value[1].get<double>(), value[2].get<double>(),
                          value[3].get<double>(),      value[4].get<double>(), value[5].get<double>()};
}

Json wire(const Error& error) { return {{"kind", to_string(error.kind)}, {"code", error.code}, {"message", error.message}}; }

Error error_from_wire(const Json& value) {
  const std::string kind = text_or(value, "kind");
  Error error{ErrorKind::internal, text_or(value, "code"), text_or(value, "message")};
  for (const auto one : {ErrorKind::invalid_input, ErrorKind::not_found, ErrorKind::denied, ErrorKind::conflict, ErrorKind::unavailable,
                         ErrorKind::timeout, ErrorKind::corrupt, ErrorKind::full, ErrorKind::unsupported, ErrorKind::cancelled})
    if (kind == to_string(one)) error.kind = one;
  return error;
}

}  // namespace vigie::app
