#include "law/basis.h"

#include <algorithm>

namespace vigie::law {
namespace {

Result<std::vector<std::string>> words_field(const Json& object, const char* name) {
  std::vector<std::string> words;
  if (!object.is_object() || !object.contains(name) || !object[name].is_array())
    return fail(ErrorKind::invalid_input, fmt::format("field '{}' is missing or not a list", name), "field.missing");
  for (const Json& word : object[name]) {
    if (!word.is_string()) return fail(ErrorKind::invalid_input, fmt::format("field '{}' must be a list of words", name), "field.missing");
    words.push_back(word.get<std::string>());
  }
  return words;
}

Result<UtcTime> time_field(const Json& object, const char* name) {
  VIGIE_TRY(const std::string text, text_field(object, name));
  return parse_utc(text);
}

}  // namespace

bool LegalBasis::covers(city::Processing processing, const city::SourceId& source) const {
  return std::find(processings.begin(), processings.end(), processing) != processings.end() && covers_source(sources, source);
}

Json to_json(const LegalBasis& basis) {
  Json processings = Json::array();
  for (const city::Processing processing : basis.processings) processings.push_back(city::to_string(processing));
  return {{"id", basis.id},
          {"version", basis.version},
          {"regime", basis.regime},
          {"authority", basis.authority},
          {"title", basis.title},
          {"document_hash", basis.document_hash},
          {"sources", basis.sources},
          {"processings", processings},
          {"kinds", basis.kinds},
          {"valid_from", format_utc(basis.valid_from)},
          {"valid_to", format_utc(basis.valid_to)},
          {"register_entry", basis.register_entry},
          {"notice", basis.notice},
          {"requisition", basis.requisition}};
}

Result<LegalBasis> basis_from_json(const Json& value) {
  LegalBasis basis;
  VIGIE_TRY(basis.id, text_field(value, "id", 64));
  basis.version = static_cast<int>(number_or(value, "version", 1));
  VIGIE_TRY(basis.regime, text_field(value, "regime", 64));
  VIGIE_TRY(basis.authority, text_field(value, "authority"));
  VIGIE_TRY(basis.title, text_field(value, "title"));
  VIGIE_TRY(basis.document_hash, text_field(value, "document_hash", 64));
  VIGIE_TRY(basis.sources, words_field(value, "sources"));
  VIGIE_TRY(const auto processings, words_field(value, "processings"));
  for (const std::string& word : processings) {
    VIGIE_TRY(const city::Processing processing, city::parse_processing(word));
    basis.processings.push_back(processing);
  }
  VIGIE_TRY(basis.kinds, words_field(value, "kinds"));
  VIGIE_TRY(basis.valid_from, time_field(value, "valid_from"));
  VIGIE_TRY(basis.valid_to, time_field(value, "valid_to"));
  basis.register_entry = text_or(value, "register_entry");
  basis.notice = text_or(value, "notice");
  basis.requisition = text_or(value, "requisition");
  return basis;
}

}  // namespace vigie::law
