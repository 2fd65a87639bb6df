// NDJSON (one object a line) and GeoJSON (RFC 7946, a FeatureCollection of points): the members of each object are the
// cells, named as the first object names them; of a point also "geometry.lon" and "geometry.lat". Nested members are not taken.

#include "base/json.h"
#include "line_buffer.h"
#include "object_rows.h"

namespace vigie::connectors {
namespace {

// GeoJSON is one document and has to be in memory as a whole.
constexpr std::size_t most_geojson_bytes = 32u << 20;

class NdjsonReader final : public RowReader {
 public:
  NdjsonReader(TextInput& input, std::string name) : buffer_(input), name_(std::move(name)) {}

  Status read_first() {
    VIGIE_TRY(const bool there, read_object());
    if (!there || damage_) return fail(ErrorKind::invalid_input, name_ + ": its first line is no JSON object", "file.no_header");
    rows_.learn_columns(object_);
    first_ = true;
    return {};
  }
  const std::vector<std::string>& columns() const override { return rows_.columns(); }
  Result<bool> next(Row& row) override {
    if (!std::exchange(first_, false)) {
      VIGIE_TRY(const bool there, read_object());
      if (!there) return false;
    }
    row.number = number_;
    row.byte = byte_;
    row.damage = damage_;
    if (damage_)
      row.cells.clear();
    else
      rows_.fill(row, object_);
    return true;
  }

 private:
  Result<bool> read_object() {
    while (true) {
      damage_ = nullptr;
      byte_ = buffer_.position();
      VIGIE_TRY(const std::size_t length, buffer_.line_length(most_row_bytes));
      if (length == 0 && buffer_.size() == 0) return false;
      ++number_;
      if (length > most_row_bytes) {
        damage_ = "row_too_long";
        VIGIE_CHECK(buffer_.skip_line());
        return true;
      }
      std::string_view line{buffer_.begin(), length};
      if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
        buffer_.drop(std::min(length + 1, buffer_.size()));
        continue;
      }
      auto parsed = parse_json(line, most_row_bytes);
      if (parsed && parsed->is_object())
        object_ = std::move(*parsed);
      else
        damage_ = "bad_json";
      buffer_.drop(std::min(length + 1, buffer_.size()));
      return true;
    }
  }

  LineBuffer buffer_;
  const std::string name_;
  ObjectRows rows_;
  Json object_;
  const char* damage_ = nullptr;
  std::uint64_t number_ = 0, byte_ = 0;
  bool first_ = false;
};

class GeojsonReader final : public RowReader {
 public:
  Status read(TextInput& input, const std::string& name) {
    std::string text;
    std::array<char, 1 << 16> piece;
    while (true) {
      VIGIE_TRY(const std::size_t count, input.read(piece));
      if (count == 0) break;
      text.append(piece.data(), count);
      if (text.size() > most_geojson_bytes)
        return fail(ErrorKind::invalid_input,
                    fmt::format("{}: GeoJSON of more than {} MiB is not taken: write it as NDJSON", name, most_geojson_bytes >> 20),
                    "file.too_large");
    }
    auto document = parse_json(text, most_geojson_bytes);
    if (!document) return fail_in(name, document.error());
    const auto features = document->is_object() ? document->find("features") : document->end();
    if (!document->is_object() || features == document->end() || !features->is_array())
      return fail(ErrorKind::invalid_input, name + ": no GeoJSON FeatureCollection", "file.no_header");
    features_ = std::move(*features);
    if (features_.empty()) return fail(ErrorKind::invalid_input, name + ": it has no feature", "file.no_header");
    rows_.learn_columns(flat(features_[0]));
    return {};
  }
  const std::vector<std::string>& columns() const override { return rows_.columns(); }
  Result<bool> next(Row& row) override {
    if (at_ >= features_.size()) return false;
    row.damage = nullptr;
    row.byte = 0;
    rows_.fill(row, flat(features_[at_]));
    row.number = ++at_;
    return true;
  }

 private:
  static Json flat(const Json& feature) {
    Json members = Json::object();
    if (!feature.is_object()) return members;
    if (const auto properties = feature.find("properties"); properties != feature.end() && properties->is_object()) members = *properties;
    if (const auto id = feature.find("id"); id != feature.end()) members["feature.id"] = *id;
    members["geometry.lon"] = nullptr;
    members["geometry.lat"] = nullptr;
    const auto geometry = feature.find("geometry");
    if (geometry == feature.end() || !geometry->is_object() || text_or(*geometry, "type") != "Point") return members;
    const auto place = geometry->find("coordinates");
    if (place == geometry->end() || !place->is_array() || place->size() < 2) return members;
    members["geometry.lon"] = (*place)[0];
    members["geometry.lat"] = (*place)[1];
    return members;
  }
  Json features_ = Json::array();
  ObjectRows rows_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_ndjson(TextInput& input, const std::string& name) {
  auto reader = std::make_unique<NdjsonReader>(input, name);
  VIGIE_CHECK(reader->read_first());
  return reader;
}

Result<std::unique_ptr<RowReader>> open_geojson(TextInput& input, const std::string& name) {
  auto reader = std::make_unique<GeojsonReader>();
  VIGIE_CHECK(reader->read(input, name));
  return reader;
}

}  // namespace vigie::connectors
