#include "worker/report_outbox.h"

#include <algorithm>

namespace vigie::app {

bool ReportOutbox::add(Report report) {
  std::lock_guard lock(mutex_);
  if (reports_.size() >= capacity_) {
    ++refused_;
    return false;
  }
  report.seq = ++last_seq_;
  reports_.push_back(std::make_shared<const Report>(std::move(report)));
  return true;
}

std::shared_ptr<const Report> ReportOutbox::next() {
  std::lock_guard lock(mutex_);
  if (in_flight_ >= window_) return nullptr;
  const auto at = std::find_if(reports_.begin(), reports_.end(), [&](const auto& one) { return one->seq > sent_up_to_; });
  if (at == reports_.end()) return nullptr;
  sent_up_to_ = (*at)->seq;
  ++in_flight_;
  return *at;
}

std::shared_ptr<const Report> ReportOutbox::acknowledge(std::uint64_t seq) {
  std::lock_guard lock(mutex_);
  const auto at = std::find_if(reports_.begin(), reports_.end(), [&](const auto& one) { return one->seq == seq; });
  if (at == reports_.end() || seq > sent_up_to_) return nullptr;
  auto report = *at;
  reports_.erase(at);
  --in_flight_;
  return report;
}

void ReportOutbox::resend_all() {
  std::lock_guard lock(mutex_);
  sent_up_to_ = 0;
  in_flight_ = 0;
}

std::size_t ReportOutbox::waiting() const {
  std::lock_guard lock(mutex_);
  return reports_.size();
}

std::uint64_t ReportOutbox::refused() const {
  std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace vigie::app
