#include "faulty_disk.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace vigie::faults {

// The C side: a file of ours wraps the system's file, which lies right behind it in SQLite's buffer.
struct Hooks {
  struct File {
    sqlite3_file base;
    FaultyDisk* disk;
    const std::string* path;  // owned; freed at close
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    sqlite3_io_methods const* io() { return real()->pMethods; }
  };
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }

  static int close(sqlite3_file* file) {
    File* mine = of(file);
    const int code = mine->io()->xClose(mine->real());
    delete mine->path;
    return code;
  }
  static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 offset) {
    File* mine = of(file);
    const int code = mine->io()->xRead(mine->real(), into, amount, offset);
    if (code != SQLITE_OK || !mine->disk->strikes(Fault::short_read)) return code;
    std::memset(static_cast<char*>(into) + amount / 2, 0, static_cast<std::size_t>(amount - amount / 2));
    return SQLITE_IOERR_SHORT_READ;
  }
  static int write(sqlite3_file* file, const void* from, int amount, sqlite3_int64 offset) {
    File* mine = of(file);
    mine->disk->remember(*mine->path, mine->real(), offset, amount);
    if (mine->disk->strikes(Fault::disk_full)) return SQLITE_FULL;
    if (mine->disk->strikes(Fault::torn_write)) {
      (void)mine->io()->xWrite(mine->real(), from, amount / 2, offset);
      return SQLITE_IOERR_WRITE;
    }
    return mine->io()->xWrite(mine->real(), from, amount, offset);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    File* mine = of(file);
    sqlite3_int64 before = 0;
    mine->io()->xFileSize(mine->real(), &before);
    if (before > size) mine->disk->remember(*mine->path, mine->real(), size, static_cast<int>(before - size));
    return mine->io()->xTruncate(mine->real(), size);
  }
  static int sync(sqlite3_file* file, int) {
    File* mine = of(file);
    if (mine->disk->strikes(Fault::sync_error)) return SQLITE_IOERR_FSYNC;
    mine->disk->confirmed(*mine->path);  // the system's own sync is left out: the power that fails here is ours
    return SQLITE_OK;
  }
  static int size(sqlite3_file* file, sqlite3_int64* size) { return of(file)->io()->xFileSize(of(file)->real(), size); }
  static int lock(sqlite3_file* file, int level) { return of(file)->io()->xLock(of(file)->real(), level); }
  static int unlock(sqlite3_file* file, int level) { return of(file)->io()->xUnlock(of(file)->real(), level); }
  static int reserved(sqlite3_file* file, int* out) { return of(file)->io()->xCheckReservedLock(of(file)->real(), out); }
  static int control(sqlite3_file* file, int op, void* argument) { return of(file)->io()->xFileControl(of(file)->real(), op, argument); }
  static int sector(sqlite3_file* file) { return of(file)->io()->xSectorSize(of(file)->real()); }
  static int traits(sqlite3_file* file) { return of(file)->io()->xDeviceCharacteristics(of(file)->real()); }
  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
    return of(file)->io()->xShmMap(of(file)->real(), page, size, extend, out);
  }
  static int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
    return of(file)->io()->xShmLock(of(file)->real(), offset, n, flags);
  }
  static void shm_barrier(sqlite3_file* file) { of(file)->io()->xShmBarrier(of(file)->real()); }
  static int shm_unmap(sqlite3_file* file, int remove) { return of(file)->io()->xShmUnmap(of(file)->real(), remove); }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    // Version 2: shared memory for the WAL, but no memory-mapped reads, which no fault could reach.
    static const sqlite3_io_methods methods{2,       close,  read,   write,   truncate, sync,        size,      lock,    unlock, reserved,
                                            control, sector, traits, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    File* mine = of(file);
    std::memset(mine, 0, sizeof *mine);
    const int code = disk->real_->xOpen(disk->real_, path, mine->real(), flags, out_flags);
    if (code != SQLITE_OK) return code;
    mine->disk = disk;
    mine->path = new std::string(path ? path : "");
    mine->base.pMethods = &methods;
    return SQLITE_OK;
  }
};

FaultyDisk::FaultyDisk(std::string vfs_name) : name_(std::move(vfs_name)), real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;  // paths, time and randomness are the system's
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.szOsFile = static_cast<int>(sizeof(Hooks::File)) + real_->szOsFile;
  vfs_.pAppData = this;
  vfs_.xOpen = Hooks::open;
  // The system's other functions look at their own VFS only for its app data: they are given the real one.
  vfs_.xDelete = [](sqlite3_vfs* vfs, const char* path, int sync_folder) {
    auto* disk = static_cast<FaultyDisk*>(vfs->pAppData);
    disk->confirmed(path);
    return disk->real_->xDelete(disk->real_, path, sync_folder);
  };
  vfs_.xAccess = [](sqlite3_vfs* vfs, const char* path, int flags, int* out) {
    auto* real = static_cast<FaultyDisk*>(vfs->pAppData)->real_;
    return real->xAccess(real, path, flags, out);
  };
  vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* path, int size, char* out) {
    auto* real = static_cast<FaultyDisk*>(vfs->pAppData)->real_;
    return real->xFullPathname(real, path, size, out);
  };
  sqlite3_vfs_register(&vfs_, 0);
}

FaultyDisk::~FaultyDisk() { sqlite3_vfs_unregister(&vfs_); }

void FaultyDisk::arm(Fault fault, int nth, Afterwards afterwards) {
  std::lock_guard lock(mutex_);
  armed_ = fault;
  left_ = nth;
  afterwards_ = afterwards;
  fired_ = false;
}

void FaultyDisk::heal() {
  std::lock_guard lock(mutex_);
  armed_.reset();
}

bool FaultyDisk::fired() const {
  std::lock_guard lock(mutex_);
  return fired_;
}

bool FaultyDisk::strikes(Fault fault) {
  std::lock_guard lock(mutex_);
  if (armed_ != fault) return false;
  if (left_ > 0 && --left_ > 0) return false;
  const bool strike = !fired_ || afterwards_ == Afterwards::stays_broken;
  fired_ = true;
  return strike;
}

void FaultyDisk::remember(const std::string& path, sqlite3_file* real, std::int64_t offset, int amount) {
  sqlite3_int64 size = 0;
  real->pMethods->xFileSize(real, &size);
  Undo undo{offset, {}, size};
  undo.before.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(size - offset, 0, amount)));
  if (!undo.before.empty()) real->pMethods->xRead(real, undo.before.data(), static_cast<int>(undo.before.size()), offset);
  std::lock_guard lock(mutex_);
  unconfirmed_[path].push_back(std::move(undo));
}

void FaultyDisk::confirmed(const std::string& path) {
  std::lock_guard lock(mutex_);
  unconfirmed_.erase(path);
}

void FaultyDisk::cut_power(const std::string& path_prefix) {
  std::lock_guard lock(mutex_);
  for (auto& [path, undos] : unconfirmed_) {
    if (!path.starts_with(path_prefix) || !std::filesystem::exists(path)) continue;
    for (auto undo = undos.rbegin(); undo != undos.rend(); ++undo) {
      {
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(undo->offset);
        file.write(undo->before.data(), static_cast<std::streamsize>(undo->before.size()));
      }
      std::filesystem::resize_file(path, static_cast<std::uintmax_t>(undo->size_before));
    }
  }
  unconfirmed_.clear();
  std::filesystem::remove(path_prefix + "-shm");
}

}  // namespace vigie::faults
