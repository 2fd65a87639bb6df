#pragma once
// Checks a package with nothing but its files: every byte is accounted for. tools/verify_package.py does the same, written from
// docs/requisitions.md and not from this.

#include <filesystem>
#include <set>

#include "base/json.h"

namespace vigie::evidence {

struct PackageProblem {
  std::string where;  // a path in the package, with "#/…" a place in its manifest
  std::string what;   // one sentence
};

struct Verification {
  std::uint64_t checked = 0;  // hashes and signatures looked at
  std::vector<PackageProblem> problems;
  std::string key_id;  // that sealed it; whether it is the city's key only `trusted_keys` can say
  bool valid() const { return problems.empty(); }
};
Json to_json(const Verification& verification);  // {"valid", "checked", "problems": [{"where", "what"}], "key_id"}

// `trusted_keys`: ids of keys known from elsewhere (the public register, another city, the council's minutes). Empty: the package is
// checked against the key it carries, which shows every change but not who made it.
// Errors only when the folder cannot be read at all; what is wrong with the package is a problem.
Result<Verification> verify_package(const std::filesystem::path& package, const std::set<std::string>& trusted_keys = {});

}  // namespace vigie::evidence
