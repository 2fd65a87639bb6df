#include "connectors/push.h"

#include "object_rows.h"
#include "record_maker.h"

namespace vigie::connectors {
namespace {

const std::string name = "the message";

tl::unexpected<Error> too_many() {
  return fail(ErrorKind::invalid_input, fmt::format("{} has more than {} rows: send it in parts", name, most_push_rows), "push.too_many");
}

Result<std::vector<PushedObject>> read_lines(std::string_view body) {
  std::vector<PushedObject> objects;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::string_view line = body.substr(at, end - at);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      if (objects.size() == most_push_rows) return too_many();
      PushedObject object;
      object.byte = at;
      auto parsed = parse_json(line, most_push_bytes);
      if (parsed && parsed->is_object())
        object.members = std::move(*parsed);
      else
        object.damage = "bad_json";
      objects.push_back(std::move(object));
    }
    at = end + 1;
  }
  return objects;
}

Result<std::vector<PushedObject>> read_document(std::string_view body) {
  auto parsed = parse_json(body, most_push_bytes);
  if (!parsed) return fail(ErrorKind::invalid_input, fmt::format("{}: {}", name, parsed.error().message), "push.bad_json");
  std::vector<PushedObject> objects;
  if (parsed->is_object()) {
    objects.push_back({std::move(*parsed), 0, nullptr});
    return objects;
  }
  if (!parsed->is_array())
    return fail(ErrorKind::invalid_input, name + " must be a JSON object, a list of objects, or objects line by line", "push.bad_json");
  if (parsed->size() > most_push_rows) return too_many();
  for (Json& one : *parsed) {
    PushedObject object;
    if (one.is_object())
      object.members = std::move(one);
    else
      object.damage = "bad_json";
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace

Result<std::vector<PushedObject>> read_push(std::string_view body, bool ndjson) {
  if (body.size() > most_push_bytes)
    return fail(ErrorKind::invalid_input, fmt::format("{} of {} bytes is larger than {}", name, body.size(), most_push_bytes),
                "push.too_large");
  if (body.starts_with("\xef\xbb\xbf")) body.remove_prefix(3);
  VIGIE_TRY(auto objects, ndjson ? read_lines(body) : read_document(body));
  if (objects.empty()) return fail(ErrorKind::invalid_input, name + " is empty", "push.empty");
  return objects;
}

Result<PushedRecords> make_records(const Mapping& mapping, const std::vector<PushedObject>& objects, bool exercise) {
  PushedRecords pushed;
  ObjectRows rows;
  for (const auto& object : objects)
    if (!object.damage) rows.learn_columns(object.members);
  if (rows.columns().empty()) return fail(ErrorKind::invalid_input, name + " holds no JSON object that can be read", "push.bad_json");
  VIGIE_TRY(const auto maker, RecordMaker::open(mapping, rows.columns(), exercise, name));
  std::uint64_t placed = 0, outside = 0;
  for (const auto& object : objects) {
    Row row;
    row.number = ++pushed.read;
    row.byte = object.byte;
    row.damage = object.damage;
    if (!object.damage) rows.fill(row, object.members);
    Made made = maker->make(row);
    placed += made.placed;
    if (made.record) {
      pushed.records.push_back(std::move(*made.record));
      continue;
    }
    if (std::string_view{made.rejected} == "outside")
      ++outside;
    else if (mapping.damage == Mapping::Damage::file)
      return fail(ErrorKind::invalid_input,
                  fmt::format("{}: row {} cannot be taken ({}), and the mapping says damage = \"file\"", name, row.number, made.rejected),
                  "file.damaged");
    pushed.rejected.push_back({row.number, row.byte, made.rejected});
  }
  if (static_cast<double>(outside) > mapping.outside_max_share * static_cast<double>(placed))
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: {} of {} places lie outside the city's box, more than {:g} %: nothing of it was stored", name, outside,
                            placed, mapping.outside_max_share * 100),
                "file.outside");
  VIGIE_CHECK(maker->check_contents());
  pushed.personal_removed = maker->scrubbed();
  return pushed;
}

}  // namespace vigie::connectors
