#pragma once
// Files of a register into the city's records. A file is stored whole or not at all: its batches are appended unseen, one
// ledger transaction names them all, then readers see them. Memory does not grow with the file.

#include <functional>
#include <stop_token>

#include "city/ledger.h"
#include "city/permit.h"
#include "city/series.h"
#include "connectors/mapping.h"

namespace vigie::connectors {

// Borrowed for the call.
struct ImportDoors {
  city::Ledger& ledger;
  city::Series& series;
  UuidSource& ids;
  const Clock& clock;
};

struct ImportOptions {
  std::size_t batch_rows = 20'000;
  std::function<void(const std::string& file, double share, std::uint64_t rows)> progress = nullptr;
  std::stop_token stop{};
};

struct ImportReport {
  std::uint64_t read = 0, stored = 0, duplicates = 0, new_versions = 0;
  std::map<std::string, std::uint64_t> rejected;
  Json files = Json::array();  // each with its quality by month; "refused" says why a file was refused as a whole
  bool refused = false;        // at least one file
  Json to_json() const;
};

// Needs a permit to import from "records:<source of the mapping>", looked at again at every batch. An error ends the
// import: what was stored of earlier files stays. A file that is refused is in the report and the others go on.
Result<ImportReport> import_files(const Mapping& mapping, const std::vector<std::filesystem::path>& files, const city::Permit& permit,
                                  const ImportDoors& doors, const ImportOptions& options);

// Reads and judges the files as an import would; stores nothing and so needs no permit. Repeats of what is stored are not known.
Result<ImportReport> try_import(const Mapping& mapping, const std::vector<std::filesystem::path>& files, const ImportOptions& options);

}  // namespace vigie::connectors
