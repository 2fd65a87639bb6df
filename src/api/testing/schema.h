#pragma once
// As much of JSON Schema as openapi/vigie.yaml uses, to hold real answers against it. An unknown keyword fails, so that the
// contract can't ask for more than is checked.

#include <string>
#include <vector>

#include "base/json.h"

namespace vigie::api::test {

class SchemaCheck {
 public:
  explicit SchemaCheck(Json document) : document_(std::move(document)) {}
  const Json& document() const { return document_; }
  // What is wrong with the value, one line each; empty when it fits.
  std::vector<std::string> check(const Json& schema, const Json& value) const;

 private:
  void check(const Json& schema, const Json& value, const std::string& where, std::vector<std::string>& wrong) const;
  Json document_;
};

}  // namespace vigie::api::test
