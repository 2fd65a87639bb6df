#pragma once
// The adapter around SQLite's C interface: errors become Results here, statements are prepared once per connection, and
// nothing of SQLite leaves this folder. A Connection is used by one thread at a time (see ReaderPool and the ledger's
// writer mutex).

#include <sqlite3.h>

#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/digest.h"
#include "base/result.h"
#include "storage/sqlite_ledger.h"

namespace vigie::storage {

// A prepared statement in use; gives it back to the connection, reset, when destroyed.
class Query {
 public:
  Query(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}
  ~Query();
  Query(Query&& other) noexcept;
  Query& operator=(Query&& other) noexcept;

  // Binds in order of the question marks.
  template <typename... Values>
  Query& with(const Values&... values) {
    (bind(values), ...);
    return *this;
  }
  Result<bool> next();  // true: a row is there
  Status run();         // for statements without rows

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  bool null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string text(int column) const;
  Bytes blob(int column) const;
  Digest digest(int column) const;
  Uuid uuid(int column) const;
  UtcTime time(int column) const { return from_unix_us(integer(column)); }

 private:
  template <std::integral Number>
  void bind(Number value) {
    check(sqlite3_bind_int64(statement_, ++bound_, static_cast<sqlite3_int64>(value)));
  }
  void bind(double value) { check(sqlite3_bind_double(statement_, ++bound_, value)); }
  void bind(UtcTime value) { bind(to_unix_us(value)); }
  void bind(std::string_view value);
  void bind(const std::string& value) { bind(std::string_view{value}); }
  void bind(const char* value) { bind(std::string_view{value}); }
  void bind(std::span<const std::uint8_t> value);
  void bind(const Bytes& value) { bind(std::span<const std::uint8_t>{value}); }
  void bind(const Digest& value) { bind(std::span<const std::uint8_t>{value}); }
  void bind(const Uuid& value) { bind(std::span<const std::uint8_t>{value.bytes}); }
  template <typename T>
  void bind(const std::optional<T>& value) {
    if (value)
      bind(*value);
    else
      check(sqlite3_bind_null(statement_, ++bound_));
  }
  void check(int code);

  sqlite3* database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
  int bind_error_ = SQLITE_OK;
};

class Connection {
 public:
  enum class Mode { create, read_only };
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& path, Mode mode, const SqliteOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Status run(const std::string& sql);    // one or more statements without parameters: schema, pragmas
  Result<Query> query(const char* sql);  // `sql` is a literal: its address is the cache key
  Result<std::int64_t> pragma(const std::string& name);
  std::int64_t changes() const { return sqlite3_changes64(database_); }
  std::int64_t last_row() const { return sqlite3_last_insert_rowid(database_); }
  sqlite3* handle() const { return database_; }

 private:
  explicit Connection(sqlite3* database) : database_(database) {}
  sqlite3* database_;
  std::unordered_map<const char*, sqlite3_stmt*> prepared_;
};

// Rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Status begin();  // takes the write lock at once, so that what was read cannot change before the commit
  Status commit();

 private:
  Connection& connection_;
  bool open_ = false;
};

tl::unexpected<Error> sqlite_error(sqlite3* database, int code);

}  // namespace vigie::storage
