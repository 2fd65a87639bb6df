#include "city/permit.h"

#include <algorithm>

namespace vigie::city {

Status Permit::check(Processing processing, const SourceId& source) const {
  if (terms_->processing != processing)
    return fail(ErrorKind::denied, fmt::format("the permit is for '{}', not for '{}'", to_string(terms_->processing), to_string(processing)), "permit.other_processing");
  if (terms_->source != source) return fail(ErrorKind::denied, fmt::format("the permit is for {}, not for {}", terms_->source, source), "permit.other_source");
  return check();
}

bool Permit::allows_kind(std::string_view kind) const { return std::find(terms_->kinds.begin(), terms_->kinds.end(), kind) != terms_->kinds.end(); }

}  // namespace vigie::city
