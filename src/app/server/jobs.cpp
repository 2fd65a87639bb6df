#include "server/jobs.h"

namespace vigie::app {

struct JobRunner::Entry {
  city::JobStatus status;
  Work work;
  std::stop_source stop;
};

class JobRunner::Context final : public city::JobContext {
 public:
  Context(JobRunner& runner, std::shared_ptr<Entry> entry) : runner_(runner), entry_(std::move(entry)) {}
  void progress(double fraction, const std::string& step) override {
    std::lock_guard lock(runner_.mutex_);
    entry_->status.progress = std::min(1.0, std::max(0.0, fraction));
    entry_->status.step = step;
  }
  std::stop_token stop() const override { return entry_->stop.get_token(); }

 private:
  JobRunner& runner_;
  std::shared_ptr<Entry> entry_;
};

JobRunner::JobRunner(const Clock& clock, UuidSource& ids, std::size_t capacity)
    : clock_(clock), ids_(ids), capacity_(capacity), thread_("jobs", [this](std::stop_token stop) { run(stop); }) {}

JobRunner::~JobRunner() {
  {
    std::lock_guard lock(mutex_);
    for (auto& [id, entry] : all_) entry->stop.request_stop();
  }
  thread_.stop();
}

Result<Uuid> JobRunner::start(std::string kind, std::string owner, Work work) {
  auto entry = std::make_shared<Entry>();
  entry->status.id = ids_.next();
  entry->status.kind = std::move(kind);
  entry->status.owner = std::move(owner);
  entry->status.started = clock_.utc_now();
  entry->work = std::move(work);
  {
    std::lock_guard lock(mutex_);
    if (waiting_.size() >= capacity_) return fail(ErrorKind::full, "too many jobs are waiting; try again when some have ended", "job.full");
    waiting_.push_back(entry);
    all_[entry->status.id] = entry;
    // UUIDv7 sorts by time: the first ones are the oldest.
    while (all_.size() > 200 && all_.begin()->second->status.ended != UtcTime{}) all_.erase(all_.begin());
  }
  ready_.notify_one();
  return entry->status.id;
}

Status JobRunner::cancel(const Uuid& id) {
  std::lock_guard lock(mutex_);
  const auto at = all_.find(id);
  if (at == all_.end()) return fail(ErrorKind::not_found, "there is no such job", "job.unknown");
  at->second->stop.request_stop();
  return {};
}

Result<city::JobStatus> JobRunner::status(const Uuid& id) const {
  std::lock_guard lock(mutex_);
  const auto at = all_.find(id);
  if (at == all_.end()) return fail(ErrorKind::not_found, "there is no such job", "job.unknown");
  return at->second->status;
}

std::vector<city::JobStatus> JobRunner::list(const std::string& owner) const {
  std::lock_guard lock(mutex_);
  std::vector<city::JobStatus> out;
  for (auto at = all_.rbegin(); at != all_.rend(); ++at)
    if (owner.empty() || at->second->status.owner == owner) out.push_back(at->second->status);
  return out;
}

void JobRunner::run(std::stop_token stop) {
  using State = city::JobStatus::State;
  for (;;) {
    std::shared_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, stop, [&] { return !waiting_.empty(); });
      if (stop.stop_requested()) return;
      entry = waiting_.front();
      waiting_.pop_front();
      entry->status.state = entry->stop.stop_requested() ? State::cancelled : State::running;
    }
    Result<Json> result = fail(ErrorKind::cancelled, "cancelled before it began");
    if (!entry->stop.stop_requested()) {
      Context context{*this, entry};
      result = entry->work(context);
    }
    std::lock_guard lock(mutex_);
    entry->work = nullptr;
    entry->status.ended = clock_.utc_now();
    if (result) {
      entry->status.state = State::done;
      entry->status.progress = 1;
      entry->status.result = std::move(*result);
    } else {
      entry->status.state = result.error().kind == ErrorKind::cancelled ? State::cancelled : State::failed;
      entry->status.error = result.error().message;
    }
  }
}

}  // namespace vigie::app
