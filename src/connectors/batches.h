#pragma once
// What an import of files and the live channels share about batches of records: which of them are new, and the ledger's
// fact that names a batch.

#include <vector>

#include "city/fact.h"
#include "city/permit.h"
#include "city/series.h"

namespace vigie::connectors {

// `matches` is what Series::match said of these records. The door does not know yet of rows that stand in this very batch;
// what they say counts, in their order: afterwards whatever is not `repeated` is to be appended.
void find_repeats(const std::vector<city::Record>& records, std::vector<city::RecordMatch>& matches);

// The fact that names an appended batch of one source's records in the ledger. The batch is not empty.
city::Fact name_of_batch(const city::Batch& batch, const city::PermitTerms& terms, UtcTime received);

}  // namespace vigie::connectors
