#pragma once
// The documents of a package, from its contents. Pure: the same contents make the same bytes.

#include "package/contents.h"

namespace vigie::evidence {

struct PackagedFile {
  std::string path;  // in the package, with '/'
  std::uint64_t bytes = 0;
  Digest digest{};
};

// manifest.json; `files`: everything but manifest, seal, key, time stamp and SHA256SUMS.
Json manifest_of(const PackageOrder& order, const PackageDoors& doors, const std::vector<MomentContents>& contents,
                 const std::vector<PackagedFile>& files, UtcTime made_at);
// prov.json: W3C PROV-JSON (https://www.w3.org/submissions/prov-json/).
Json provenance_of(const PackageOrder& order, const std::vector<MomentContents>& contents, UtcTime made_at);
// index.html: opens from the disk, loads nothing but the copies beside it, runs no script.
std::string page_of(const PackageOrder& order, const Zone& zone, const std::vector<MomentContents>& contents,
                    const std::vector<PackagedFile>& files);
// slip.pdf: for the paper file, with two places to sign.
Result<Bytes> slip_of(const PackageOrder& order, const Zone& zone, const std::vector<MomentContents>& contents,
                      const std::vector<PackagedFile>& files, UtcTime made_at);

// "+1.200 s", or that nobody measured it.
std::string clock_error_text(const PackageMoment& moment);

}  // namespace vigie::evidence
