#pragma once
// What answering a requisition needs beyond its facts: searching recordings, keeping moments, packaging, erasing. The room `evidence` does
// it and `app` wires it, so that the API builds without video. Results are files of one requisition, gone when it is closed.
//
// Every call asks the requisition anew (operations::RequisitionDesk::admit) and takes permits of its basis. Thread-safe.

#include <filesystem>

#include "city/job.h"
#include "operations/requisitions.h"

namespace vigie::api {

class RequisitionDoor {
 public:
  using Person = operations::RequisitionDesk::Person;
  virtual ~RequisitionDoor() = default;
  virtual operations::RequisitionDesk& desk() = 0;

  // The queue with `footage_gone_by`: when the first of its footage must be deleted; open ones in that order, then by deadline.
  virtual Result<Json> queue() = 0;
  // Footage that still exists for window and cameras: {cameras: [{camera, name, segments, bytes, from, to, gone_by, deleted, gaps}]}.
  virtual Result<Json> what_exists(const std::string& id) = 0;
  // All of it, against ordinary retention and disk pressure, up to the order's maximum; holds it beyond once approved. → {segments}
  virtual Result<Json> protect(const Person& by, const std::string& id) = 0;
  // One camera, within the window: {camera, from, to, question}. Findings are readable while the search goes on. → summary
  virtual Result<Json> search(const Person& by, const std::string& id, const Json& wanted, city::JobContext& job) = 0;
  virtual Result<Json> findings(const Person& by, const std::string& id) = 0;                              // {findings, kept}
  virtual Result<Bytes> picture(const Person& by, const std::string& id, const std::string& finding) = 0;  // JPEG
  // {moments: [{finding} or {camera, from, to}, each with clock_error_s and note]} in place of what was kept before. → {kept}
  virtual Result<Json> keep(const Person& by, const std::string& id, const Json& wanted) = 0;
  // {medium}; `to` empty: a new folder of the requisition's own. → {package, folder, manifest, …}
  virtual Result<Json> package(const Person& by, const std::string& id, const Json& wanted, const std::filesystem::path& to,
                               city::JobContext& job) = 0;
  // Erases findings, kept moments and packages that lie in the data folder; ends the basis; the report stays.
  virtual Result<Json> close(const Person& by, const std::string& id, const std::string& reason) = 0;
};

}  // namespace vigie::api
