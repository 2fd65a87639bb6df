#pragma once
// The one catalogue of codes that server, paper and screen share: {fr: {code: text}, en: {code: text}}, compiled in from
// src/api/catalogue/*.json.

#include <memory>
#include <string>

#include "base/json.h"

namespace vigie::api {

class Catalogue {
 public:
  static const Catalogue& embedded();
  // The text, or the code itself where the catalogue has none (a test finds those).
  std::string text(const std::string& language, const std::string& code) const;
  const Json& texts() const { return texts_; }
  const std::shared_ptr<const std::string>& document() const { return document_; }  // what GET /catalogue answers

 private:
  Catalogue();
  Json texts_;
  std::shared_ptr<const std::string> document_;
};

}  // namespace vigie::api
