#pragma once
// Options of a command: each is declared once with its help; unknown words are refused in one sentence.

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace vigie::app {

struct OptionSpec {
  std::string name;   // "--port"
  std::string value;  // how help shows its value, "N"; empty: a flag
  std::string help;
};

class Options {
 public:
  // Takes "--name value" and "--name=value". What is no option is a word, in order. "--help" is always known.
  static Result<Options> parse(std::span<const std::string> arguments, const std::vector<OptionSpec>& specs, std::size_t max_words = 0);
  bool has(const std::string& name) const { return values_.contains(name); }
  std::string text(const std::string& name, std::string otherwise = {}) const;
  Result<long> integer(const std::string& name, long otherwise, long least, long most) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> words_;
};

std::string usage(const std::string& command, const std::string& words, const std::string& what, const std::vector<OptionSpec>& specs);
// Prints the sentence to standard error; 2 for wrong words, 1 otherwise.
int report(const std::string& command, const Error& error);

}  // namespace vigie::app
