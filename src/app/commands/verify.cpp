#include "evidence/verify.h"

#include <cstdio>

#include "commands.h"
#include "options.h"

namespace vigie::app {
namespace {

const std::vector<OptionSpec> specs{
    {"--key-id", "HEX[,HEX]", "only these keys may have sealed it: from the public register or the council's minutes"}};

std::set<std::string> words_of(const std::string& list) {
  std::set<std::string> words;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    if (end > at) words.insert(list.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

}  // namespace

int run_verify(Arguments arguments) {
  const auto options = Options::parse(arguments, specs, 1);
  if (!options) return report("verify", options.error());
  if (options->has("--help") || options->words().empty()) {
    std::fputs(usage("verify", "PACKAGE",
                     "Checks a package of evidence by its own files: JSON on standard output, exit status 0 only when it is valid.", specs)
                   .c_str(),
               options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  const auto verified = evidence::verify_package(options->words()[0], words_of(options->text("--key-id")));
  if (!verified) return report("verify", verified.error());
  std::printf("%s\n", canonical(evidence::to_json(*verified)).c_str());
  return verified->valid() ? 0 : 1;
}

}  // namespace vigie::app
