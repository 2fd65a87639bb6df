// The scene file: TOML, checked whole before anything starts. Unknown keys are refused with their line.

#include <toml++/toml.h>

#include <cmath>
#include <fstream>
#include <initializer_list>
#include <iterator>

#include "perception/scene.h"

namespace vigie::perception {
namespace {

// What a zone may ask for. `abandoned_object` may be drawn already; it runs where the program has it.
constexpr std::string_view kZoneSituations[] = {"intrusion", "occupancy", "abandoned_object"};
constexpr std::size_t kMaxPoints = 1000, kMaxItems = 200;

tl::unexpected<Error> wrong(const toml::node& node, const std::string& what) {
  return fail(ErrorKind::invalid_input, fmt::format("line {}: {}", node.source().begin.line, what));
}

Status only_keys(const toml::table& table, const std::string& where, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      return wrong(value, fmt::format("{} has an unknown key '{}'", where, key.str()));
  return {};
}

Result<std::string> read_name(const toml::table& table, const std::string& where) {
  const auto name = table["name"].value<std::string>();
  if (!name || name->empty() || name->size() > 100) return wrong(table, where + " needs a name");
  return *name;
}

Result<Polygon> read_points(const toml::node* node, const toml::table& owner, const std::string& what, std::size_t least) {
  const auto* list = node ? node->as_array() : nullptr;
  if (!list || list->size() < least || list->size() > kMaxPoints)
    return wrong(node ? *node : static_cast<const toml::node&>(owner),
                 fmt::format("{} needs a list of at least {} points [x, y]", what, least));
  Polygon points;
  for (const auto& item : *list) {
    const auto* pair = item.as_array();
    const auto x = pair && pair->size() == 2 ? (*pair)[0].value<double>() : std::nullopt;
    const auto y = pair && pair->size() == 2 ? (*pair)[1].value<double>() : std::nullopt;
    if (!x || !y || !std::isfinite(*x) || !std::isfinite(*y)) return wrong(item, what + ": a point must be two numbers [x, y]");
    points.push_back({*x, *y});
  }
  return points;
}

Result<std::vector<std::string>> read_words(const toml::table& table, std::string_view key, const std::string& where) {
  std::vector<std::string> words;
  const auto* node = table.get(key);
  if (!node) return words;
  const auto* list = node->as_array();
  if (!list || list->size() > kMaxItems) return wrong(*node, fmt::format("{}: '{}' must be a list of words", where, key));
  for (const auto& item : *list) {
    const auto word = item.value<std::string>();
    if (!word) return wrong(item, fmt::format("{}: '{}' must be a list of words", where, key));
    words.push_back(*word);
  }
  return words;
}

Result<SceneZone> read_zone(const toml::table& table) {
  VIGIE_CHECK(only_keys(table, "a zone", {"name", "points", "situations", "occupancy_above"}));
  SceneZone zone;
  VIGIE_TRY(zone.name, read_name(table, "a zone"));
  const std::string where = fmt::format("zone '{}'", zone.name);
  VIGIE_TRY(zone.points, read_points(table.get("points"), table, where, 3));
  VIGIE_TRY(zone.situations, read_words(table, "situations", where));
  for (const auto& situation : zone.situations)
    if (std::find(std::begin(kZoneSituations), std::end(kZoneSituations), situation) == std::end(kZoneSituations))
      return wrong(table,
                   fmt::format("{}: '{}' is not a situation of a zone; there are {}", where, situation, fmt::join(kZoneSituations, ", ")));
  if (const auto* above = table.get("occupancy_above")) {
    zone.occupancy_above = above->value<double>();
    if (!zone.occupancy_above || !(*zone.occupancy_above >= 0) || *zone.occupancy_above > 100'000)
      return wrong(*above, where + ": 'occupancy_above' must be a number of people");
  }
  if (zone.wants("occupancy") && !zone.occupancy_above) return wrong(table, where + ": 'occupancy' needs 'occupancy_above'");
  return zone;
}

Result<SceneLine> read_line(const toml::table& table) {
  VIGIE_CHECK(only_keys(table, "a line", {"name", "points", "classes", "legal"}));
  SceneLine line;
  VIGIE_TRY(line.name, read_name(table, "a line"));
  const std::string where = fmt::format("line '{}'", line.name);
  VIGIE_TRY(const auto points, read_points(table.get("points"), table, where, 2));
  if (points.size() != 2) return wrong(table, where + " needs exactly two points");
  line.from = points[0];
  line.to = points[1];
  if (std::hypot(line.to.x - line.from.x, line.to.y - line.from.y) < 1) return wrong(table, where + ": its two points are the same");
  VIGIE_TRY(const auto classes, read_words(table, "classes", where));
  for (const auto& name : classes) {
    const auto kind = parse_object_class(name);
    if (!kind) return wrong(table, fmt::format("{}: '{}' is not a class; there are {}", where, name, fmt::join(kObjectClassNames, ", ")));
    line.classes.push_back(*kind);
  }
  if (const auto* legal = table.get("legal")) {
    const auto word = legal->value<std::string>().value_or("");
    if (word != "a_to_b" && word != "b_to_a") return wrong(*legal, where + ": 'legal' must be a_to_b or b_to_a");
    line.legal = word == "a_to_b" ? Crossing::a_to_b : Crossing::b_to_a;
  }
  return line;
}

Result<SceneCalibration> read_calibration(const toml::table& table) {
  VIGIE_CHECK(only_keys(table, "the calibration", {"pixels", "metres"}));
  SceneCalibration calibration;
  VIGIE_TRY(calibration.pixels, read_points(table.get("pixels"), table, "calibration, 'pixels'", 4));
  VIGIE_TRY(calibration.metres, read_points(table.get("metres"), table, "calibration, 'metres'", 4));
  if (calibration.pixels.size() != calibration.metres.size()) return wrong(table, "the calibration needs as many 'metres' as 'pixels'");
  return calibration;
}

Result<std::vector<Polygon>> read_masks(const toml::table& table) {
  VIGIE_CHECK(only_keys(table, "the mask", {"polygons"}));
  std::vector<Polygon> masks;
  const auto* list = table["polygons"].as_array();
  if (!list || list->size() > kMaxItems) return wrong(table, "the mask needs 'polygons', a list of polygons");
  for (const auto& item : *list) {
    VIGIE_TRY(auto polygon, read_points(&item, table, "a mask", 3));
    masks.push_back(std::move(polygon));
  }
  return masks;
}

// The tables of `[[key]]`, each read by `read`; names must differ.
template <typename Item, typename Read>
Result<std::vector<Item>> read_items(const toml::table& document, std::string_view key, Read read) {
  std::vector<Item> items;
  const auto* node = document.get(key);
  if (!node) return items;
  const auto* list = node->as_array();
  if (!list || list->size() > kMaxItems) return wrong(*node, fmt::format("write [[{}]] for each {}", key, key));
  for (const auto& entry : *list) {
    const auto* table = entry.as_table();
    if (!table) return wrong(entry, fmt::format("write [[{}]] for each {}", key, key));
    VIGIE_TRY(auto item, read(*table));
    if (std::any_of(items.begin(), items.end(), [&](const Item& other) { return other.name == item.name; }))
      return wrong(*table, fmt::format("the {} '{}' is there twice", key, item.name));
    items.push_back(std::move(item));
  }
  return items;
}

Result<Scene> read_document(const toml::table& document) {
  VIGIE_CHECK(only_keys(document, "the scene", {"version", "zone", "line", "calibration", "mask"}));
  if (document["version"].value<std::int64_t>() != 1) return fail(ErrorKind::invalid_input, "the scene must begin with version = 1");
  Scene scene;
  VIGIE_TRY(scene.zones, read_items<SceneZone>(document, "zone", read_zone));
  VIGIE_TRY(scene.lines, read_items<SceneLine>(document, "line", read_line));
  if (const auto* node = document.get("calibration")) {
    if (!node->is_table()) return wrong(*node, "write [calibration]");
    VIGIE_TRY(scene.calibration, read_calibration(*node->as_table()));
  }
  if (const auto* node = document.get("mask")) {
    if (!node->is_table()) return wrong(*node, "write [mask]");
    VIGIE_TRY(scene.masks, read_masks(*node->as_table()));
  }
  return scene;
}

}  // namespace

Result<Scene> parse_scene(std::string_view text) {
  try {
    return read_document(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::invalid_input, fmt::format("line {}: {}", error.source().begin.line, error.description()));
  }
}

Result<Scene> read_scene(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return fail(ErrorKind::not_found, path.string() + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto scene = parse_scene(text);
  if (!scene) return fail_in(path.string(), scene.error());
  return scene;
}

}  // namespace vigie::perception
