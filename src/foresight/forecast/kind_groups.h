#pragma once
// Which kinds of a pooled forecast are followed one by one. A register that stops recording a kind, or a kind that grows, moves
// the whole map; levels and maps therefore keep the kinds apart (docs/decisions/0051).

#include <span>
#include <vector>

#include "foresight/events.h"

namespace vigie::foresight {

class KindGroups {
 public:
  // From the events before `start` (`events` by day): the most frequent kinds each their own group, all others one together.
  KindGroups(std::span<const Event> events, int start);
  std::size_t size() const { return size_; }
  std::size_t of(const Event& event) const { return event.kind < group_.size() ? group_[event.kind] : size_ - 1; }

 private:
  std::vector<std::size_t> group_;  // by kind
  std::size_t size_ = 1;
};

}  // namespace vigie::foresight
