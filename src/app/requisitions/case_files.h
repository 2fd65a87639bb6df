#pragma once
// The files of one open requisition: DATA/requisitions/<number>/. Findings and kept moments exist nowhere else, so that erasing the folder
// erases them.

#include <filesystem>
#include <mutex>

#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"

namespace vigie::app {

// Not thread-safe: RequisitionWork takes turns.
class CaseFiles {
 public:
  CaseFiles(std::filesystem::path root, const std::string& number) : folder_(std::move(root) / number) {}

  Status add_finding(const Json& finding) const;  // one line, readable at once
  Result<Json> findings() const;                  // a list; empty where there are none
  Status add_picture(const Uuid& finding, const Bytes& jpeg) const;
  Result<Bytes> picture(const Uuid& finding) const;
  Status keep(const Json& moments) const;  // in place of the ones before
  Result<Json> kept() const;
  Result<std::filesystem::path> new_package() const;  // packages/<n>, not there yet
  // Everything; {files, bytes} of what was there.
  Result<Json> erase() const;

 private:
  Status make_folder() const;
  const std::filesystem::path folder_;
};

}  // namespace vigie::app
