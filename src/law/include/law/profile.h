#pragma once
// A profile (profiles/*.toml) is a country's law as data: its regimes, which alert and observation kinds may run under
// which of them (RULES L02), how long a basis may last (L33) and how long video may live (L11). It can only narrow what
// the program allows: the kinds, and which nature of regime a kind may stand on, are fixed here.

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "city/words.h"

namespace vigie::law {

// What sort of law a regime stands on.
enum class Nature {
  supervision,  // people look at pictures; camera faults
  statistics,   // anonymous counts, no live alarm
  decree,       // real-time alerts of the decree's kinds, under a dated order
  own,          // occupancy or stopped vehicles on a basis of their own
  requisition,  // search of recordings for a judge
  exercise,     // nothing of the street: replayed public footage and the newcomer's own pictures
};
Result<Nature> parse_nature(std::string_view text);

// The reviewed kinds; there is no way to add one by configuration.
enum class KindClass { decree, statistics, maintenance };
struct KindRule {
  const char* kind;
  KindClass kind_class;
};
const std::vector<KindRule>& reviewed_kinds();
// A camera fault stands on the basis of the recording: it needs no order and no mention in the basis (RULES L02).
bool is_maintenance(std::string_view kind);
bool may_stand_on(KindClass kind_class, Nature nature);

struct Regime {
  std::string name;   // "supervision", "decree_alerts", …
  std::string title;  // in the profile's language
  Nature nature = Nature::supervision;
  bool enabled = false;
  std::vector<city::Processing> processings;
  std::vector<std::string> kinds;   // may be computed under it
  std::chrono::days max_length{0};  // of one basis
  bool needs_notice = false;        // no start before the public notice exists (L17)
};

struct Profile {
  std::string name;
  std::string title;
  std::chrono::days retention_max{30};  // of video; the calendar month bounds it as well
  std::vector<Regime> regimes;

  const Regime* regime(std::string_view regime_name) const;
  bool allows(std::string_view kind, const Regime& regime) const;

  // Refuses unknown keys, unknown kinds ("loitering_person") and a kind on a regime it cannot stand on ("occupancy" as a
  // decree alert). Errors name `where` and the line.
  static Result<Profile> parse(std::string_view toml, const std::string& where);
  static Result<Profile> load(const std::filesystem::path& file);
};

}  // namespace vigie::law
