#pragma once
// A disk that fails when told to: an SQLite VFS that passes everything on to the system's one and counts. It remembers
// what was written since the last sync of each file, so that a power cut can take it back (the worst that a disk may do).
//
//     SqliteLedger ── SQLite ── FaultyDisk ── the system's VFS
//                                  └ fails the n-th write, sync or read; optionally everything after it

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace vigie::faults {

enum class Fault {
  disk_full,   // the n-th write fails, nothing of it is written
  torn_write,  // the n-th write stops half-way and fails
  sync_error,  // the n-th sync fails (EIO)
  short_read,  // the n-th read brings half of what was asked
};
enum class Afterwards { recovers, stays_broken };

class FaultyDisk {
 public:
  explicit FaultyDisk(std::string vfs_name);
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  const std::string& name() const { return name_; }
  void arm(Fault fault, int nth, Afterwards afterwards);
  void heal();         // no more faults
  bool fired() const;  // since it was armed
  // Call with every file closed: what no sync had confirmed is gone, and so is the shared memory.
  void cut_power(const std::string& path_prefix);

 private:
  friend struct Hooks;
  struct Undo {  // of one write or truncation
    std::int64_t offset;
    std::vector<char> before;
    std::int64_t size_before;
  };
  bool strikes(Fault fault);
  void remember(const std::string& path, sqlite3_file* real, std::int64_t offset, int amount);
  void confirmed(const std::string& path);

  const std::string name_;
  sqlite3_vfs vfs_{};
  sqlite3_vfs* real_;
  mutable std::mutex mutex_;
  std::optional<Fault> armed_;
  int left_ = 0;
  Afterwards afterwards_ = Afterwards::recovers;
  bool fired_ = false;
  std::map<std::string, std::vector<Undo>> unconfirmed_;
};

}  // namespace vigie::faults
