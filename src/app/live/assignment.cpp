#include "live/assignment.h"

#include <algorithm>

namespace vigie::app {

Assignment assign(const std::vector<city::SourceId>& cameras, const Assignment& before, std::size_t workers) {
  std::vector<std::vector<city::SourceId>> loads(workers);
  std::vector<city::SourceId> homeless;
  for (const auto& camera : cameras) {
    const auto at = before.find(camera);
    if (at != before.end() && at->second < workers)
      loads[at->second].push_back(camera);
    else
      homeless.push_back(camera);
  }
  const auto by_size = [](const auto& a, const auto& b) { return a.size() < b.size(); };
  for (auto& camera : homeless) std::min_element(loads.begin(), loads.end(), by_size)->push_back(std::move(camera));
  for (;;) {
    const auto least = std::min_element(loads.begin(), loads.end(), by_size);
    const auto most = std::max_element(loads.begin(), loads.end(), by_size);
    if (most->size() < least->size() + 2) break;
    least->push_back(std::move(most->back()));
    most->pop_back();
  }
  Assignment after;
  for (std::size_t worker = 0; worker < workers; ++worker)
    for (auto& camera : loads[worker]) after[std::move(camera)] = worker;
  return after;
}

}  // namespace vigie::app
