#pragma once
// Counters, gauges and histograms in the Prometheus text format (prometheus-cpp behind it).

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vigie {

using Labels = std::map<std::string, std::string>;

// Thread-safe. Passed in, never global. The same name and labels give the same series.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void add(const std::string& counter, const Labels& labels = {}, double by = 1);
  void set(const std::string& gauge, double value, const Labels& labels = {});
  void observe(const std::string& histogram_seconds, double seconds, const Labels& labels = {});
  std::string text() const;  // for GET /metrics

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie
