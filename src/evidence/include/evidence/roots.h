#pragma once
// The signed roots over recordings (RULES L11, L34). Once a day, and before a package is made, every segment closed since gets its place
// in a Merkle tree; the sealer signs the root. A root is one line of ROOTS/roots.jsonl, fit to be printed in a council's minutes; its
// leaves lie beside it and outlive the pictures: they are hashes alone.
//
//   leaf of a segment = H(0x00 ‖ "vigie-segment/1\n<id>\n<sha256 of the file>\n<bytes>\n<number of parts>\n<root over its parts>\n")
//   sealed digest     = SHA-256("vigie-root/1\n<day>\n<number>\n<leaves>\n<root>\n<digest of the root before it>\n")

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "city/ledger.h"
#include "law/seal.h"
#include "video/segment_parts.h"

namespace vigie::evidence {

struct SegmentLeaf {
  std::string segment;  // SegmentRow::id
  Digest digest{};      // of the file, as the writer hashed it
  std::uint64_t bytes = 0, parts = 0;
  Digest parts_root{};
  std::string entry() const;  // the text that the leaf is the hash of
};

struct RecordingsRoot {
  std::string day;  // "2026-11-22", UTC: as the segments lie
  int number = 1;   // of the day, from 1
  std::uint64_t leaves = 0;
  Digest root{};
  Digest previous{};  // digest() of the root made before this one; zero for the first
  law::Seal seal;
  Digest digest() const;     // what is sealed
  std::string name() const;  // "2026-11-22.1"
};
Json to_json(const RecordingsRoot& root);
Result<RecordingsRoot> root_from_json(const Json& value);
// Its seal is good, is for a root and is for this one.
Status verify_root(const RecordingsRoot& root);

struct SegmentProof {
  SegmentLeaf leaf;
  RecordingsRoot root;
  std::uint64_t index = 0;
  std::vector<Digest> path;
};

// One per data folder. Thread-safe; sealing reads the segments of a day once, at the speed of the disk.
class RootBook {
 public:
  // Reads roots.jsonl; the folder is made when it is not there. corrupt: names the line.
  static Result<std::unique_ptr<RootBook>> open(const std::filesystem::path& folder);

  struct Sealed {
    std::vector<RecordingsRoot> made;
    std::vector<std::string> unsound;  // segments whose file is gone or differs from its hash at write: in no root, one sentence each
  };
  // Every closed segment of these rows that has no place in a root yet. A day without one gets no root. `recordings`: where paths begin.
  Result<Sealed> seal(const std::vector<city::SegmentRow>& rows, const std::filesystem::path& recordings, law::Signer& signer);
  // By segment; those that have no place in a root are not in it.
  Result<std::map<std::string, SegmentProof>> proofs(const std::vector<std::string>& segments) const;
  std::vector<RecordingsRoot> all() const;

 private:
  explicit RootBook(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status remember(const RecordingsRoot& root, const std::vector<SegmentLeaf>& leaves);
  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::vector<RecordingsRoot> roots_;
  std::map<std::string, std::size_t> placed_;  // segment → index into roots_
};

}  // namespace vigie::evidence
