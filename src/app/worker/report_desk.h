#pragma once
// Puts the envelope around what a worker has to say and hands it to the link. Thread-safe.

#include "city/permit.h"
#include "worker/link.h"

namespace vigie::app {

class ReportDesk {
 public:
  ReportDesk(Link& link, const Clock& clock);  // borrowed for life

  struct Said {
    const city::Camera* camera = nullptr;
    std::string schema;
    city::Interval occurred{};
    std::optional<city::BasisRef> basis;
    Json body = Json::object();
    std::vector<city::Observation> observations;  // of "observation.batch"
  };
  // False when it was refused because too much waits for the server: nothing was raised.
  bool fact(Said said);
  bool segment(const city::SegmentRow& row);
  Uuid new_id() { return ids_.next(); }

 private:
  Link& link_;
  const Clock& clock_;
  UuidSource ids_;
  const std::string run_;  // of this process: with the number it makes the source's own key, stable over resends
  std::atomic<std::uint64_t> number_{0};
};

}  // namespace vigie::app
