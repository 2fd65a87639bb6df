#include "base/thread.h"

#include <pthread.h>

#include <atomic>

namespace vigie {
namespace {
std::atomic<int> alive{0};
}

Thread::Thread(std::string name, std::function<void(std::stop_token)> run)
    : thread_([name = std::move(name), run = std::move(run)](std::stop_token stop) {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());  // the kernel keeps 15 characters
        alive.fetch_add(1, std::memory_order_relaxed);
        run(stop);
        alive.fetch_sub(1, std::memory_order_relaxed);
      }) {}

void Thread::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

int Thread::count() { return alive.load(std::memory_order_relaxed); }

}  // namespace vigie
