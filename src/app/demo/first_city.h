#pragma once
// What `vigie init` puts into an empty ledger: accounts with generated passwords, and under the profile `exercise` the
// exercise basis with its two generated approvers. `furnish` adds the demo's cameras (recorded public footage, looped) and crews.

#include <filesystem>

#include "geo/point.h"
#include "law/accounts.h"
#include "law/basis.h"
#include "law/profile.h"
#include "operations/desk.h"

namespace vigie::app {

struct FirstAccount {
  std::string login, name, role, unit;
  std::string password;  // shown once, kept only as a hash
};

struct FirstCityDoors {
  city::Ledger& ledger;
  law::BasisBook& bases;
  law::AccountBook& accounts;
  const law::Profile& profile;
  const Clock& clock;
  std::string zone;
};

// Accounts for every role, one desk each for two operators, and a crew's own account for `crew_unit`. Refused when the
// ledger has accounts already.
Result<std::vector<FirstAccount>> make_accounts(const FirstCityDoors& doors, const std::string& crew_unit, bool exercise);

// The exercise basis, valid from now; author and approver are accounts without a password, so that nobody signs in as them.
Status make_exercise_law(const FirstCityDoors& doors);

struct DemoPlace {
  geo::LatLon where;
  double heading_deg = 0;
  std::string street;
};

// Three cameras on `places` showing `footage` (vtest: a car park and a lawn): one masked here with an intrusion zone and a
// counted line, two reviewed "no dwelling in view"; one person configures, another reviews (RULES L14).
Status furnish_cameras(operations::Desk& desk, const std::filesystem::path& footage, const std::vector<DemoPlace>& places);

}  // namespace vigie::app
