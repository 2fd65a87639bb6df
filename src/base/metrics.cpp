#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace vigie {

struct Metrics::State {
  prometheus::Registry registry;  // Register() of the same name returns the same family
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::add(const std::string& counter, const Labels& labels, double by) {
  prometheus::BuildCounter().Name(counter).Register(state_->registry).Add(labels).Increment(by);
}

void Metrics::set(const std::string& gauge, double value, const Labels& labels) {
  prometheus::BuildGauge().Name(gauge).Register(state_->registry).Add(labels).Set(value);
}

void Metrics::observe(const std::string& histogram_seconds, double seconds, const Labels& labels) {
  static const prometheus::Histogram::BucketBoundaries bounds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30};
  prometheus::BuildHistogram().Name(histogram_seconds).Register(state_->registry).Add(labels, bounds).Observe(seconds);
}

std::string Metrics::text() const { return prometheus::TextSerializer{}.Serialize(state_->registry.Collect()); }

}  // namespace vigie
