#include "http/catalogue.h"

#include "embedded.h"

namespace vigie::api {

Catalogue::Catalogue() {
  // Compiled in and checked by a test: a catalogue that does not parse is a bug of the build, and shows as codes instead of words.
  for (const auto& [language, text] : {std::pair{"fr", embedded::catalogue_fr()}, std::pair{"en", embedded::catalogue_en()}})
    texts_[language] = parse_json(text).value_or(Json::object());
  document_ = std::make_shared<const std::string>(canonical(texts_));
}

const Catalogue& Catalogue::embedded() {
  static const Catalogue catalogue;
  return catalogue;
}

std::string Catalogue::text(const std::string& language, const std::string& code) const {
  const auto of_language = texts_.find(language);
  if (of_language == texts_.end()) return code;
  const auto found = of_language->find(code);
  return found == of_language->end() || !found->is_string() ? code : found->get<std::string>();
}

}  // namespace vigie::api
