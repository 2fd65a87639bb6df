#pragma once
// Records in series.db: their table and the statements on it.

#include "city/series.h"
#include "sqlite/ledger_state.h"

namespace vigie::storage {

extern const char* const records_format;

Status insert_records(Connection& connection, std::int64_t batch, const std::vector<city::Record>& records);
Status delete_unpublished_records(Connection& connection, const Uuid& batch);
Result<std::vector<city::RecordMatch>> match_records(Database& database, std::span<const city::Record> records);
Result<std::vector<city::StoredRecord>> read_records(Database& database, const city::SourceId& source, city::Interval span,
                                                     city::RecordVersions versions, city::RecordCursor after, std::size_t limit);

}  // namespace vigie::storage
