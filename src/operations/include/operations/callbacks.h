#pragma once
// The telephone numbers of callers, kept apart from the ledger because they must be really erased (docs/decisions/0072): one small
// file each in a folder of its own, mode 0600, overwritten and removed when due. No fact, no audit entry, no log line, no kept
// answer and no backup ever holds one.
//
// Thread-safe. Errors: `unavailable`, `full` (disk), invalid_input "field.wrong", not_found "callback.none".

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"

namespace vigie::operations {

struct Callback {
  std::string number;
  UtcTime erased_at{};  // when it will be
};

class Callbacks {
 public:
  // Makes the folder, sweeps what a crash left and what is due. `life` is how long a number is kept; `clock` is borrowed for life.
  static Result<std::unique_ptr<Callbacks>> open(std::filesystem::path folder, const Clock& clock, std::chrono::hours life);

  // Keeps the number to call back about this entry; one there already is replaced. 3 to 24 of digits, blanks and "+-.()/".
  Result<Callback> keep(const std::string& entry, const std::string& number);
  Result<Callback> find(const std::string& entry) const;  // never one that is due
  Status erase(const std::string& entry);                 // when the call back was made; nothing there is fine
  Result<std::size_t> erase_due();                        // how many; called every minute

 private:
  Callbacks(std::filesystem::path folder, const Clock& clock, std::chrono::hours life)
      : folder_(std::move(folder)), clock_(clock), life_(life) {}
  std::filesystem::path file_of(const std::string& entry) const;

  const std::filesystem::path folder_;
  const Clock& clock_;
  const std::chrono::hours life_;
  mutable std::mutex mutex_;
};

}  // namespace vigie::operations
