#include "sqlite/database.h"

#include <fcntl.h>
#include <unistd.h>

namespace vigie::storage {
namespace {

Status sync_path(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) return fail(ErrorKind::unavailable, fmt::format("cannot write {} to the disk", path.string()), "storage.io");
  return {};
}

Status bring_forward(Connection& connection, const std::filesystem::path& path, const Schema& schema) {
  const auto known = static_cast<std::int64_t>(schema.steps.size());
  VIGIE_TRY(const std::int64_t id, connection.pragma("application_id"));
  VIGIE_TRY(std::int64_t found, connection.pragma("user_version"));
  if (id != 0 && id != schema.application_id)
    return fail(ErrorKind::unsupported, fmt::format("{} is not a {} of vigie: nothing was changed", path.string(), schema.name),
                "storage.not_ours");
  if (found > known)
    return fail(
        ErrorKind::unsupported,
        fmt::format("{} has format {} of the {}, this program knows up to {}: use the newer vigie that wrote it; nothing was changed",
                    path.string(), found, schema.name, known),
        "storage.newer");
  if (found == known) return {};
  if (found > 0) {
    const std::filesystem::path copy = fmt::format("{}.before-format-{}", path.string(), known);
    // The copy of an upgrade that was interrupted is as good as a new one: the file had not moved on.
    if (!std::filesystem::exists(copy)) VIGIE_CHECK(copy_database(connection, copy));
  }
  Transaction transaction{connection};
  VIGIE_CHECK(transaction.begin());
  for (; found < known; ++found) VIGIE_CHECK(connection.run(schema.steps[static_cast<std::size_t>(found)]));
  VIGIE_CHECK(connection.run(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", schema.application_id, known)));
  return transaction.commit();
}

}  // namespace

ReaderPool::Reader::~Reader() {
  if (connection_) pool_->add(std::move(connection_));
}

void ReaderPool::add(std::unique_ptr<Connection> connection) {
  {
    std::lock_guard lock(mutex_);
    connections_.push_back(std::move(connection));
  }
  free_.notify_one();
}

ReaderPool::Reader ReaderPool::borrow() {
  std::unique_lock lock(mutex_);
  free_.wait(lock, [&] { return !connections_.empty(); });
  auto connection = std::move(connections_.back());
  connections_.pop_back();
  return Reader{*this, std::move(connection)};
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path, const Schema& schema, const SqliteOptions& options) {
  auto database = std::make_unique<Database>();
  database->path = path;
  VIGIE_TRY(database->writer, Connection::open(path, Connection::Mode::create, options));
  Connection& writer = *database->writer;
  // The format is looked at first: the file of a newer program must not even get another journal mode.
  VIGIE_TRY(const std::int64_t found, writer.pragma("user_version"));
  if (found <= static_cast<std::int64_t>(schema.steps.size())) {
    // What is erased (short-lived facts, forgotten bodies) shall not be found in free pages.
    VIGIE_CHECK(writer.run(fmt::format("PRAGMA journal_mode=WAL; PRAGMA synchronous={}; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON",
                                       schema.synchronous)));
  }
  if (auto forward = bring_forward(writer, path, schema); !forward) return tl::make_unexpected(forward.error());
  for (std::size_t i = 0; i < std::max<std::size_t>(options.readers, 1); ++i) {
    VIGIE_TRY(auto reader, Connection::open(path, Connection::Mode::read_only, options));
    database->readers.add(std::move(reader));
  }
  return database;
}

Result<Format> format_of(const std::filesystem::path& path, const Schema& schema) {
  if (!std::filesystem::exists(path)) return fail(ErrorKind::not_found, fmt::format("there is no {} at {}", schema.name, path.string()));
  VIGIE_TRY(const auto connection, Connection::open(path, Connection::Mode::read_only, {}));
  VIGIE_TRY(const std::int64_t found, connection->pragma("user_version"));
  return Format{static_cast<int>(found), static_cast<int>(schema.steps.size())};
}

Status copy_database(Connection& from, const std::filesystem::path& target) {
  if (std::filesystem::exists(target))
    return fail(ErrorKind::conflict, fmt::format("{} exists already: choose another place", target.string()));
  const std::filesystem::path part = target.string() + ".part";
  std::error_code ignored;
  std::filesystem::remove(part, ignored);
  {
    VIGIE_TRY(auto to, Connection::open(part, Connection::Mode::create, {}));
    sqlite3_backup* backup = sqlite3_backup_init(to->handle(), "main", from.handle(), "main");
    if (!backup) return sqlite_error(to->handle(), sqlite3_errcode(to->handle()));
    const int step = sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE) {
      std::filesystem::remove(part, ignored);
      return sqlite_error(nullptr, code == SQLITE_OK ? step : code);
    }
  }
  VIGIE_CHECK(sync_path(part));
  std::error_code error;
  std::filesystem::rename(part, target, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot move the copy to {}: {}", target.string(), error.message()));
  const auto folder = target.parent_path();
  return sync_path(folder.empty() ? std::filesystem::path{"."} : folder);
}

}  // namespace vigie::storage
