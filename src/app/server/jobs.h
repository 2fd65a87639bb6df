#pragma once
// The one mechanism for long work: one thread takes jobs in order of arrival; a second would fight the workers for cores.

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>

#include "base/thread.h"
#include "city/job.h"

namespace vigie::app {

class JobRunner final : public city::Job {
 public:
  JobRunner(const Clock& clock, UuidSource& ids, std::size_t capacity = 32);
  ~JobRunner() override;  // cancels what waits and runs, then waits for it

  Result<Uuid> start(std::string kind, std::string owner, Work work) override;
  Status cancel(const Uuid& id) override;
  Result<city::JobStatus> status(const Uuid& id) const override;
  std::vector<city::JobStatus> list(const std::string& owner) const override;  // "" for all, newest first; the last 200 are kept

 private:
  struct Entry;
  class Context;
  void run(std::stop_token stop);

  const Clock& clock_;
  UuidSource& ids_;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable_any ready_;
  std::deque<std::shared_ptr<Entry>> waiting_;
  std::map<Uuid, std::shared_ptr<Entry>> all_;
  Thread thread_;  // last: stops before the rest goes
};

}  // namespace vigie::app
