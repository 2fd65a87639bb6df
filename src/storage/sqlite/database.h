#pragma once
// One SQLite file as the ledger and the series use it: a writer under a mutex, readers from a pool, a format that only
// moves forward.

#include <condition_variable>
#include <mutex>
#include <vector>

#include "sqlite/connection.h"

namespace vigie::storage {

// What a database file of ours is: `steps[i]` brings format i to i + 1 and is never changed once released.
struct Schema {
  const char* name;             // for messages: "ledger"
  std::int32_t application_id;  // marks the file as ours
  std::vector<const char*> steps;
  const char* synchronous;  // "FULL" or "NORMAL"
};

class ReaderPool {
 public:
  class Reader {
   public:
    Reader(ReaderPool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    ~Reader();
    Reader(Reader&&) = default;
    Reader& operator=(Reader&&) = delete;
    Connection* operator->() const { return connection_.get(); }
    Connection& operator*() const { return *connection_; }

   private:
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  void add(std::unique_ptr<Connection> connection);
  Reader borrow();  // waits for a free one

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

struct Database {
  std::filesystem::path path;
  std::mutex write_mutex;
  std::unique_ptr<Connection> writer;  // declared before the readers: closed last, so that it folds the WAL back
  mutable ReaderPool readers;

  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path, const Schema& schema, const SqliteOptions& options);
};

Result<Format> format_of(const std::filesystem::path& path, const Schema& schema);

// Copies a live database to `target` (which must not exist); whole or not at all.
Status copy_database(Connection& from, const std::filesystem::path& target);

}  // namespace vigie::storage
