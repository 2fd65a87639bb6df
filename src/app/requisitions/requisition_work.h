#pragma once
// Answers requisitions: what exists, search, keep, package, close. Joins operations (who may, and the facts), evidence (search, packages)
// and the recordings of one data folder.

#include "api/requisition_door.h"
#include "base/zone.h"
#include "city/camera.h"
#include "city/recordings.h"
#include "evidence/package.h"
#include "evidence/search.h"
#include "requisitions/case_files.h"

namespace vigie::app {

// Everything by reference is borrowed for life.
struct RequisitionWorkDoors {
  city::Ledger& ledger;
  operations::RequisitionDesk& desk;
  city::Recordings& recordings;
  law::Gate& gate;
  UuidSource& ids;
  const Clock& clock;
  Zone zone;
  std::chrono::days longest{30};  // video's hard limit under the profile
  std::filesystem::path data;     // recordings/, roots/, requisitions/
  std::filesystem::path model;    // detector; empty: no search
  std::string program;
  std::function<Result<law::Signer*>()> signer;  // the sealer, wherever it runs now
  std::function<std::optional<city::Camera>(const city::SourceId&)> camera;
};

class RequisitionWork final : public api::RequisitionDoor {
 public:
  explicit RequisitionWork(RequisitionWorkDoors doors) : doors_(std::move(doors)) {}

  operations::RequisitionDesk& desk() override { return doors_.desk; }
  Result<Json> queue() override;
  Result<Json> what_exists(const std::string& id) override;
  Result<Json> protect(const Person& by, const std::string& id) override;
  Result<Json> search(const Person& by, const std::string& id, const Json& wanted, city::JobContext& job) override;
  Result<Json> findings(const Person& by, const std::string& id) override;
  Result<Bytes> picture(const Person& by, const std::string& id, const std::string& finding) override;
  Result<Json> keep(const Person& by, const std::string& id, const Json& wanted) override;
  Result<Json> package(const Person& by, const std::string& id, const Json& wanted, const std::filesystem::path& to,
                       city::JobContext& job) override;
  Result<Json> close(const Person& by, const std::string& id, const std::string& reason) override;

  // For packages made from now on; before any is made.
  void stamp_by(evidence::TimestampAuthority authority) { authority_ = std::move(authority); }
  // Seals the roots of recordings closed since; the server's housekeeping does it once a day. Returns how many roots were made.
  Result<std::size_t> seal_recordings(const std::vector<city::SegmentRow>& rows);

 private:
  CaseFiles files_of(const operations::Requisition& requisition) const { return {doors_.data / "requisitions", requisition.number}; }
  Result<Json> footage_of(const operations::Requisition& requisition, const city::SourceId& camera) const;
  std::optional<UtcTime> footage_gone_by(const operations::Requisition& requisition) const;
  Result<evidence::RootBook*> roots();
  Result<evidence::PackageMoment> moment_of(const operations::Requisition& requisition, const Person& by, const Json& wanted,
                                            const Json& findings) const;

  const RequisitionWorkDoors doors_;
  std::mutex files_mutex_;  // of the files of all requisitions; never held while searching or packaging
  std::mutex roots_mutex_;
  std::unique_ptr<evidence::RootBook> roots_;
  std::optional<evidence::TimestampAuthority> authority_;
};

}  // namespace vigie::app
