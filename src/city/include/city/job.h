#pragma once
// Long work with progress, cancel and result: import, replay, search, export, forecast. One mechanism.

#include <functional>
#include <stop_token>

#include "city/words.h"

namespace vigie::city {

struct JobStatus {
  Uuid id;
  std::string kind;   // "export.day", …
  std::string owner;  // subject id
  enum class State { waiting, running, done, failed, cancelled } state = State::waiting;
  double progress = 0;  // 0–1
  std::string step;     // catalogue code
  UtcTime started{}, ended{};
  Json result = Json::object();
  std::string error;    // one sentence when failed
};

class JobContext {
 public:
  virtual ~JobContext() = default;
  virtual void progress(double fraction, const std::string& step) = 0;
  virtual std::stop_token stop() const = 0;  // cancelled by a person or by shut-down: return soon with ErrorKind::cancelled
};

class Job {
 public:
  using Work = std::function<Result<Json>(JobContext&)>;
  virtual ~Job() = default;
  virtual Result<Uuid> start(std::string kind, std::string owner, Work work) = 0;  // full when too many wait
  virtual Status cancel(const Uuid& id) = 0;
  virtual Result<JobStatus> status(const Uuid& id) const = 0;
  virtual std::vector<JobStatus> list(const std::string& owner) const = 0;
};

}  // namespace vigie::city
