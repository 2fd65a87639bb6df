#include "law/profile.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/strict_table.h"

namespace vigie::law {
namespace {

using city::Processing;

constexpr const char* kInvalid = "profile.invalid";

Result<KindClass> class_of(std::string_view kind) {
  for (const KindRule& rule : reviewed_kinds())
    if (kind == rule.kind) return rule.kind_class;
  return fail(ErrorKind::invalid_input, fmt::format("kind '{}' is not among the reviewed ones", kind), "kind.unknown");
}

bool plain_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

Result<Regime> parse_regime(const toml::table& toml, const std::string& where) {
  StrictTable table{toml, where, kInvalid};
  Regime regime;
  regime.name = table.required<std::string>("name");
  regime.title = table.required<std::string>("title");
  const auto nature = table.required<std::string>("nature");
  regime.enabled = table.required<bool>("enabled");
  regime.max_length = std::chrono::days{table.required<std::int64_t>("max_days")};
  regime.needs_notice = table.optional<bool>("needs_notice").value_or(false);
  const auto processings = table.words("processings");
  regime.kinds = table.words("kinds");
  VIGIE_CHECK(table.finish());

  const std::string place = fmt::format("{}:{}: regime '{}'", where, toml.source().begin.line, regime.name);
  const auto bad = [&](const std::string& what) { return fail(ErrorKind::invalid_input, place + ": " + what, kInvalid); };
  if (!plain_word(regime.name)) return bad("its name must be a word of a-z, 0-9 and _");
  if (const auto parsed = parse_nature(nature))
    regime.nature = *parsed;
  else
    return fail_in(place, parsed.error());
  // Ten years is more than any order; it also keeps the arithmetic of dates in range.
  if (regime.max_length < std::chrono::days{1} || regime.max_length > std::chrono::days{3660}) return bad("max_days must be 1 to 3660");
  if (processings.empty()) return bad("it grants no processing");
  for (const std::string& word : processings) {
    const auto processing = city::parse_processing(word);
    if (!processing) return fail_in(place, processing.error());
    regime.processings.push_back(*processing);
  }
  for (const std::string& kind : regime.kinds) {
    const auto kind_class = class_of(kind);
    if (!kind_class) return fail_in(place, kind_class.error());
    if (!may_stand_on(*kind_class, regime.nature))
      return fail(ErrorKind::invalid_input, fmt::format("{}: kind '{}' cannot stand on a regime of nature '{}'", place, kind, nature),
                  "kind.not_allowed");
  }
  return regime;
}

}  // namespace

Result<Nature> parse_nature(std::string_view text) {
  static constexpr std::pair<const char*, Nature> words[] = {{"supervision", Nature::supervision}, {"statistics", Nature::statistics},
                                                             {"decree", Nature::decree},           {"own", Nature::own},
                                                             {"requisition", Nature::requisition}, {"exercise", Nature::exercise}};
  for (const auto& [word, nature] : words)
    if (text == word) return nature;
  return fail(ErrorKind::invalid_input, fmt::format("nature '{}' is not known", text));
}

const std::vector<KindRule>& reviewed_kinds() {
  static const std::vector<KindRule> kinds{
      {"intrusion", KindClass::decree},
      {"line_crossing", KindClass::decree},
      {"direction", KindClass::decree},
      {"density", KindClass::decree},
      {"crowd_movement", KindClass::decree},
      {"abandoned_object", KindClass::decree},
      {"person_on_ground", KindClass::decree},
      {"fire", KindClass::decree},
      {"weapon", KindClass::decree},
      {"occupancy", KindClass::statistics},
      {"vehicle_stopped", KindClass::statistics},
      {"count.person", KindClass::statistics},
      {"count.vehicle", KindClass::statistics},
      {"line.person", KindClass::statistics},
      {"line.vehicle", KindClass::statistics},
      {"camera_offline", KindClass::maintenance},
      {"camera_frozen", KindClass::maintenance},
      {"camera_covered", KindClass::maintenance},
      {"camera_blinded", KindClass::maintenance},
      {"camera_defocused", KindClass::maintenance},
      {"camera_moved", KindClass::maintenance},
      {"camera_looped", KindClass::maintenance},
  };
  return kinds;
}

bool is_maintenance(std::string_view kind) {
  const auto found = class_of(kind);
  return found && *found == KindClass::maintenance;
}

bool may_stand_on(KindClass kind_class, Nature nature) {
  if (nature == Nature::exercise) return true;
  switch (kind_class) {
    case KindClass::decree:
      return nature == Nature::decree;
    case KindClass::statistics:
      return nature == Nature::statistics || nature == Nature::own;
    case KindClass::maintenance:
      return nature == Nature::supervision;
  }
  return false;
}

const Regime* Profile::regime(std::string_view regime_name) const {
  const auto found = std::find_if(regimes.begin(), regimes.end(), [&](const Regime& regime) { return regime.name == regime_name; });
  return found == regimes.end() ? nullptr : &*found;
}

bool Profile::allows(std::string_view kind, const Regime& regime) const {
  return regime.enabled && std::find(regime.kinds.begin(), regime.kinds.end(), kind) != regime.kinds.end();
}

Result<Profile> Profile::parse(std::string_view text, const std::string& where) {
  VIGIE_TRY(const toml::table toml, parse_toml(text, where, kInvalid));
  StrictTable table{toml, where, kInvalid};
  Profile profile;
  const auto version = table.required<std::int64_t>("version");
  profile.name = table.required<std::string>("name");
  profile.title = table.required<std::string>("title");
  profile.retention_max = std::chrono::days{table.required<std::int64_t>("video_days")};
  const auto regimes = table.tables("regime");
  VIGIE_CHECK(table.finish());

  const auto bad = [&](const std::string& what) { return fail(ErrorKind::invalid_input, where + ": " + what, kInvalid); };
  if (version != 1) return bad(fmt::format("version {} is not known, 1 is", version));
  if (!plain_word(profile.name)) return bad("its name must be a word of a-z, 0-9 and _");
  if (profile.retention_max < std::chrono::days{1} || profile.retention_max > std::chrono::days{30})
    return bad("video_days must be 1 to 30");
  for (const toml::table* regime_toml : regimes) {
    VIGIE_TRY(Regime regime, parse_regime(*regime_toml, where));
    if (profile.regime(regime.name)) return bad(fmt::format("regime '{}' stands there twice", regime.name));
    profile.regimes.push_back(std::move(regime));
  }
  if (profile.regimes.empty()) return bad("it has no [[regime]]");
  return profile;
}

Result<Profile> Profile::load(const std::filesystem::path& file) {
  std::ifstream in{file};
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot read the profile {}: name one of the files in profiles/", file.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return parse(text.str(), file.string());
}

}  // namespace vigie::law
