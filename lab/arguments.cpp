#include "arguments.h"

#include <algorithm>

namespace vigie::lab {

Result<Arguments> Arguments::parse(const std::vector<std::string>& words, const std::vector<std::string>& options) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("--")) {
      arguments.plain_.push_back(words[i]);
      continue;
    }
    const auto equals = words[i].find('=');
    const auto name = words[i].substr(2, equals == std::string::npos ? equals : equals - 2);
    if (std::find(options.begin(), options.end(), name) == options.end())
      return fail(ErrorKind::invalid_input, fmt::format("unknown option --{}; see vigie-lab --help", name));
    std::string value;
    if (equals != std::string::npos)
      value = words[i].substr(equals + 1);
    else if (i + 1 < words.size())
      value = words[++i];
    else
      return fail(ErrorKind::invalid_input, fmt::format("option --{} needs a value", name));
    if (!arguments.options_.emplace(name, value).second)
      return fail(ErrorKind::invalid_input, fmt::format("option --{} is given twice", name));
  }
  return arguments;
}

std::optional<std::string> Arguments::find(const std::string& option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::string> Arguments::need(const std::string& option) const {
  if (auto value = find(option)) return *value;
  return fail(ErrorKind::invalid_input, fmt::format("option --{} is missing; see vigie-lab --help", option));
}

}  // namespace vigie::lab
