#include "batches.h"

#include <algorithm>
#include <unordered_map>

namespace vigie::connectors {

using city::RecordMatch;

void find_repeats(const std::vector<city::Record>& records, std::vector<RecordMatch>& matches) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> here;
  here.reserve(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (matches[i] == RecordMatch::repeated) continue;
    auto& earlier = here[records[i].source_key];
    const auto same = [&](std::size_t j) { return records[j].content() == records[i].content(); };
    if (std::any_of(earlier.begin(), earlier.end(), same))
      matches[i] = RecordMatch::repeated;
    else if (!earlier.empty())
      matches[i] = RecordMatch::new_version;
    earlier.push_back(i);
  }
}

city::Fact name_of_batch(const city::Batch& batch, const city::PermitTerms& terms, UtcTime received) {
  const city::Record& first = batch.records.front();
  city::Fact fact;
  fact.schema = "series.batch";
  fact.subject = "batch:" + batch.id.str();
  fact.source = first.source;
  fact.source_key = batch.id.str();
  fact.received = received;
  fact.zone = first.zone;
  fact.clock = city::ClockQuality::unknown;
  fact.occurred = first.occurred;
  for (const auto& record : batch.records)
    fact.occurred = {std::min(fact.occurred.from, record.occurred.from), std::max(fact.occurred.to, record.occurred.to)};
  fact.basis = terms.basis;
  fact.exercise = terms.exercise;
  fact.body = {{"batch", batch.id.str()}, {"digest", to_hex(batch.digest())}, {"count", batch.records.size()}, {"kind", "record"}};
  return fact;
}

}  // namespace vigie::connectors
