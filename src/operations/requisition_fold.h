#pragma once
// Between a requisition and its facts; private to the room.

#include "operations/requisitions.h"

namespace vigie::operations {

Json entered_body(const Requisition& requisition);
// A fact that came another way gives no power: an approval by the author is not counted.
void apply_to(Requisition& requisition, const city::Fact& fact);

}  // namespace vigie::operations
