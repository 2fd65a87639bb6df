#include "http/pool.h"

#include <exception>

#include "base/log.h"

namespace vigie::api {

Pool::Pool(int threads, std::size_t busy_above, std::size_t capacity, Metrics& metrics)
    : metrics_(metrics), busy_above_(busy_above), queue_(capacity) {
  for (int i = 0; i < threads; ++i) {
    threads_.push_back(std::make_unique<Thread>(fmt::format("api-{}", i), [this](std::stop_token) {
      using namespace std::chrono_literals;
      while (true) {
        auto task = queue_.pop(1s);
        if (!task) {
          if (queue_.closed()) return;
          continue;
        }
        try {
          (*task)();
        } catch (const std::exception& e) {  // request entry: the request is lost, the server is not
          spdlog::error("api: a handler threw: {}", e.what());
        }
      }
    }));
  }
}

bool Pool::try_run(std::function<void()> task) {
  if (queue_.size() < busy_above_ && queue_.try_push(task)) return true;
  metrics_.add("vigie_api_refused_total");
  return false;
}

void Pool::stop() {
  queue_.close();
  threads_.clear();
}

}  // namespace vigie::api
