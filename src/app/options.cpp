#include "options.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace vigie::app {

Result<Options> Options::parse(std::span<const std::string> arguments, const std::vector<OptionSpec>& specs, std::size_t max_words) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    if (!name.starts_with("--")) {
      if (options.words_.size() >= max_words) return fail(ErrorKind::invalid_input, fmt::format("unexpected word '{}'; --help lists what is taken", name));
      options.words_.push_back(std::move(name));
      continue;
    }
    std::string value;
    const auto equals = name.find('=');
    const bool joined = equals != std::string::npos;
    if (joined) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    if (name == "--help") {
      options.values_[name] = "";
      continue;
    }
    const auto spec = std::find_if(specs.begin(), specs.end(), [&](const OptionSpec& one) { return one.name == name; });
    if (spec == specs.end()) return fail(ErrorKind::invalid_input, fmt::format("unknown option '{}'; --help lists what is taken", name));
    if (spec->value.empty() && joined) return fail(ErrorKind::invalid_input, fmt::format("option '{}' takes no value", name));
    if (!spec->value.empty() && !joined) {
      if (i + 1 >= arguments.size()) return fail(ErrorKind::invalid_input, fmt::format("option '{}' needs a value: {} {}", name, name, spec->value));
      value = arguments[++i];
    }
    options.values_[name] = std::move(value);
  }
  return options;
}

std::string Options::text(const std::string& name, std::string otherwise) const {
  const auto at = values_.find(name);
  return at == values_.end() ? otherwise : at->second;
}

Result<long> Options::integer(const std::string& name, long otherwise, long least, long most) const {
  const auto at = values_.find(name);
  if (at == values_.end()) return otherwise;
  long value = 0;
  const auto& text = at->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    return fail(ErrorKind::invalid_input, fmt::format("option '{}': '{}' is not a number from {} to {}", name, text, least, most));
  return value;
}

std::string usage(const std::string& command, const std::string& words, const std::string& what, const std::vector<OptionSpec>& specs) {
  std::string text = fmt::format("usage: vigie {}{}{} [OPTION…]\n{}\n\n", command, words.empty() ? "" : " ", words, what);
  for (const auto& spec : specs) text += fmt::format("  {:28} {}\n", spec.value.empty() ? spec.name : spec.name + " " + spec.value, spec.help);
  return text;
}

int report(const std::string& command, const Error& error) {
  std::fprintf(stderr, "vigie %s: %s\n", command.c_str(), error.message.c_str());
  return error.kind == ErrorKind::invalid_input ? 2 : 1;
}

}  // namespace vigie::app
