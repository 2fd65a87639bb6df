#pragma once
// Queues between threads. Each has a capacity, says what happens when full, and counts what it dropped or refused.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace vigie {

// For facts: when full the sender is refused and knows it; nothing is dropped. Any thread may push or pop.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  // False when full or closed: the caller still owns `item`.
  bool try_push(T& item) {
    {
      std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= capacity_) {
        ++refused_;
        return false;
      }
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
    return true;
  }

  // Waits for room; false once closed.
  bool push(T item) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
      if (closed_) return false;
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
    return true;
  }

  // Empty after `wait`, or when closed and drained.
  std::optional<T> pop(std::chrono::milliseconds wait) {
    std::optional<T> item;
    {
      std::unique_lock lock(mutex_);
      ready_.wait_for(lock, wait, [&] { return closed_ || !items_.empty(); });
      if (items_.empty()) return std::nullopt;
      item.emplace(std::move(items_.front()));
      items_.pop_front();
    }
    room_.notify_one();
    return item;
  }

  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
    room_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return items_.size();
  }
  std::uint64_t refused() const {
    std::lock_guard lock(mutex_);
    return refused_;
  }
  bool closed() const {
    std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable ready_, room_;
  std::deque<T> items_;
  bool closed_ = false;
  std::uint64_t refused_ = 0;
};

// For pixels: one place, newest wins. `put` never waits; what it replaces is counted as dropped.
template <typename T>
class NewestSlot {
 public:
  // True when an unread value was replaced.
  bool put(T value) {
    bool replaced;
    {
      std::lock_guard lock(mutex_);
      replaced = value_.has_value();
      value_.emplace(std::move(value));
      if (replaced) ++dropped_;
    }
    ready_.notify_one();
    return replaced;
  }
  std::optional<T> take() {
    std::lock_guard lock(mutex_);
    return std::exchange(value_, std::nullopt);
  }
  std::optional<T> take(std::chrono::milliseconds wait) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, wait, [&] { return value_.has_value(); });
    return std::exchange(value_, std::nullopt);
  }
  std::uint64_t dropped() const {
    std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::optional<T> value_;
  std::uint64_t dropped_ = 0;
};

}  // namespace vigie
