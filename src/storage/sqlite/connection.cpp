#include "sqlite/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vigie::storage {

tl::unexpected<Error> sqlite_error(sqlite3* database, int code) {
  const std::string said = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fail(ErrorKind::full, "the disk of the data folder is full: make room; nothing was written", "storage.full");
    case SQLITE_IOERR:
      return fail(ErrorKind::unavailable, fmt::format("the disk of the data folder reports an error ({}); nothing was acknowledged", said),
                  "storage.io");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(ErrorKind::corrupt, fmt::format("the database is damaged ({}): restore a backup", said), "storage.corrupt");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(ErrorKind::unavailable, "the database is in use by another program; try again", "storage.busy");
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return fail(ErrorKind::unavailable, fmt::format("the database cannot be opened or written ({}): check folder and rights", said),
                  "storage.unavailable");
    case SQLITE_CONSTRAINT:
      return fail(ErrorKind::conflict, fmt::format("the database refuses the row: {}", said), "storage.constraint");
    default:
      return fail(ErrorKind::internal, fmt::format("SQLite {}: {}", code, said));
  }
}

Query::~Query() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query::Query(Query&& other) noexcept
    : database_(other.database_),
      statement_(std::exchange(other.statement_, nullptr)),
      bound_(other.bound_),
      bind_error_(other.bind_error_) {}

Query& Query::operator=(Query&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(statement_, other.statement_);
  std::swap(bound_, other.bound_);
  std::swap(bind_error_, other.bind_error_);
  return *this;
}

void Query::check(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Query::bind(std::string_view value) {
  check(sqlite3_bind_text64(statement_, ++bound_, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind(std::span<const std::uint8_t> value) {
  // A null pointer would bind NULL; an empty blob is a value.
  if (value.empty())
    check(sqlite3_bind_zeroblob(statement_, ++bound_, 0));
  else
    check(sqlite3_bind_blob64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT));
}

Result<bool> Query::next() {
  if (bind_error_ != SQLITE_OK) return sqlite_error(database_, bind_error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(database_, code);
}

Status Query::run() {
  VIGIE_TRY(const bool row, next());
  (void)row;
  return {};
}

std::string Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes ? std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string{};
}

Bytes Query::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return bytes ? Bytes(bytes, bytes + sqlite3_column_bytes(statement_, column)) : Bytes{};
}

Digest Query::digest(int column) const {
  Digest digest{};
  const Bytes bytes = blob(column);
  std::memcpy(digest.data(), bytes.data(), std::min(bytes.size(), digest.size()));
  return digest;
}

Uuid Query::uuid(int column) const {
  Uuid id;
  const Bytes bytes = blob(column);
  std::memcpy(id.bytes.data(), bytes.data(), std::min(bytes.size(), id.bytes.size()));
  return id;
}

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& path, Mode mode, const SqliteOptions& options) {
  if (mode == Mode::create) {
    // SQLite would create it with the umask's rights; its WAL and shared memory take over the rights of this file.
    const int descriptor = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0)
      return fail(ErrorKind::unavailable, fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)), "storage.unavailable");
    ::close(descriptor);
  }
  const int flags = (mode == Mode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX;
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, options.vfs.empty() ? nullptr : options.vfs.c_str());
  std::unique_ptr<Connection> connection{new Connection(database)};
  if (code != SQLITE_OK) return fail_in(path.string(), sqlite_error(database, code).value());
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, static_cast<int>(options.busy_timeout.count()));
  return connection;
}

Connection::~Connection() {
  for (const auto& [sql, statement] : prepared_) sqlite3_finalize(statement);
  sqlite3_close_v2(database_);
}

Status Connection::run(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database_, code);
  return {};
}

Result<Query> Connection::query(const char* sql) {
  sqlite3_stmt*& statement = prepared_[sql];
  if (!statement) {
    const int code = sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return sqlite_error(database_, code);
  }
  return Query{database_, statement};
}

Result<std::int64_t> Connection::pragma(const std::string& name) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_, ("PRAGMA " + name).c_str(), -1, &statement, nullptr);
  if (code != SQLITE_OK) return sqlite_error(database_, code);
  const int step = sqlite3_step(statement);
  const std::int64_t value = step == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
  sqlite3_finalize(statement);
  if (step != SQLITE_ROW && step != SQLITE_DONE) return sqlite_error(database_, step);
  return value;
}

Transaction::~Transaction() {
  // Some errors roll back by themselves; then there is nothing left to undo.
  if (open_ && !sqlite3_get_autocommit(connection_.handle())) (void)connection_.run("ROLLBACK");
}

Status Transaction::begin() {
  VIGIE_CHECK(connection_.run("BEGIN IMMEDIATE"));
  open_ = true;
  return {};
}

Status Transaction::commit() {
  VIGIE_CHECK(connection_.run("COMMIT"));
  open_ = false;
  return {};
}

}  // namespace vigie::storage
