#pragma once
// The command line of vigie-lab: words, then `--name value` pairs. Unknown or repeated options are refused in one sentence.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::lab {

class Arguments {
 public:
  // Takes what follows the command's own words. `options`: the names that this command knows, without dashes.
  static Result<Arguments> parse(const std::vector<std::string>& words, const std::vector<std::string>& options);

  const std::vector<std::string>& plain() const { return plain_; }
  std::optional<std::string> find(const std::string& option) const;
  Result<std::string> need(const std::string& option) const;

 private:
  std::vector<std::string> plain_;
  std::map<std::string, std::string> options_;
};

}  // namespace vigie::lab
