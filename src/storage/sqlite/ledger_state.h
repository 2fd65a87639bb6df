#pragma once
// What the parts of SqliteLedger (commit, reads, segments) share.

#include <functional>

#include "sqlite/database.h"

namespace vigie::storage {

extern const Schema ledger_schema;

struct SqliteLedger::State {
  std::unique_ptr<Database> database;
  const Clock& clock;
  UuidSource& ids;
  std::function<void()> wake;
};

// Runs one writing statement as its own transaction.
template <typename... Values>
Status write_one(Database& database, const char* sql, const Values&... values) {
  std::lock_guard lock(database.write_mutex);
  VIGIE_TRY(Query query, database.writer->query(sql));
  return query.with(values...).run();
}

// All rows of a reading query, each made by `row(query)`.
template <typename Row, typename... Values>
auto read_all(Database& database, const char* sql, Row row, const Values&... values)
    -> Result<std::vector<decltype(row(std::declval<Query&>()))>> {
  const auto reader = database.readers.borrow();
  VIGIE_TRY(Query query, reader->query(sql));
  query.with(values...);
  std::vector<decltype(row(query))> rows;
  while (true) {
    VIGIE_TRY(const bool more, query.next());
    if (!more) return rows;
    rows.push_back(row(query));
  }
}

}  // namespace vigie::storage
