#include "evidence/roots.h"

#include <algorithm>

#include "package/files.h"
#include "package/merkle.h"

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostRootsBytes = 64u << 20, kMostLeavesBytes = 256u << 20;

Json leaf_to_json(const SegmentLeaf& leaf) {
  return {{"segment", leaf.segment},
          {"digest", to_hex(leaf.digest)},
          {"bytes", leaf.bytes},
          {"parts", leaf.parts},
          {"parts_root", to_hex(leaf.parts_root)}};
}

Result<Digest> digest_field(const Json& value, const char* name) {
  VIGIE_TRY(const std::string hex, text_field(value, name, 64));
  return digest_from_hex(hex);
}

Result<std::uint64_t> count_field(const Json& value, const char* name) {
  VIGIE_TRY(const std::int64_t number, integer_field(value, name));
  if (number < 0) return fail(ErrorKind::invalid_input, fmt::format("field '{}' is negative", name), "field.wrong");
  return static_cast<std::uint64_t>(number);
}

Result<SegmentLeaf> leaf_from_json(const Json& value) {
  SegmentLeaf leaf;
  VIGIE_TRY(leaf.segment, text_field(value, "segment", 512));
  VIGIE_TRY(leaf.digest, digest_field(value, "digest"));
  VIGIE_TRY(leaf.bytes, count_field(value, "bytes"));
  VIGIE_TRY(leaf.parts, count_field(value, "parts"));
  VIGIE_TRY(leaf.parts_root, digest_field(value, "parts_root"));
  return leaf;
}

Result<std::vector<SegmentLeaf>> read_leaves(const fs::path& file) {
  VIGIE_TRY(const std::string text, read_text(file, kMostLeavesBytes));
  std::vector<SegmentLeaf> leaves;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto json = parse_json(std::string_view(text).substr(at, end - at), 4096);
    auto leaf = json ? leaf_from_json(*json) : tl::make_unexpected(json.error());
    if (!leaf) return fail_in(fmt::format("{}:{}", file.string(), leaves.size() + 1), std::move(leaf.error()));
    leaves.push_back(std::move(*leaf));
    at = end + 1;
  }
  return leaves;
}

std::vector<Digest> hashes_of(const std::vector<SegmentLeaf>& leaves) {
  std::vector<Digest> hashes;
  for (const SegmentLeaf& leaf : leaves) hashes.push_back(leaf_hash(leaf.entry()));
  return hashes;
}

// What the file says now, when it is still what was written.
Result<SegmentLeaf> leaf_of(const city::SegmentRow& row, const fs::path& recordings) {
  VIGIE_TRY(const video::SegmentParts parts, video::read_segment_parts(recordings / row.path));
  if (to_hex(parts.digest) != row.digest)
    return fail(ErrorKind::corrupt, row.id + ": its file is not what was written: the hash differs", "segment.damaged");
  std::vector<Digest> hashes;
  for (const auto& part : parts.parts) hashes.push_back(part.leaf);
  return SegmentLeaf{row.id, parts.digest, parts.bytes, parts.parts.size(), tree_root(hashes)};
}

}  // namespace

std::string SegmentLeaf::entry() const {
  return fmt::format("vigie-segment/1\n{}\n{}\n{}\n{}\n{}\n", segment, to_hex(digest), bytes, parts, to_hex(parts_root));
}

std::string RecordingsRoot::name() const { return fmt::format("{}.{}", day, number); }

Digest RecordingsRoot::digest() const {
  return sha256(fmt::format("vigie-root/1\n{}\n{}\n{}\n{}\n{}\n", day, number, leaves, to_hex(root), to_hex(previous)));
}

Json to_json(const RecordingsRoot& root) {
  return {{"day", root.day},
          {"number", root.number},
          {"leaves", root.leaves},
          {"root", to_hex(root.root)},
          {"previous", to_hex(root.previous)},
          {"seal", law::to_json(root.seal)}};
}

Result<RecordingsRoot> root_from_json(const Json& value) {
  RecordingsRoot root;
  VIGIE_TRY(root.day, text_field(value, "day", 10));
  VIGIE_TRY(const std::uint64_t number, count_field(value, "number"));
  root.number = static_cast<int>(std::min<std::uint64_t>(number, 1'000'000));
  VIGIE_TRY(root.leaves, count_field(value, "leaves"));
  VIGIE_TRY(root.root, digest_field(value, "root"));
  VIGIE_TRY(root.previous, digest_field(value, "previous"));
  if (!value.contains("seal")) return fail(ErrorKind::invalid_input, "a root without its seal", "field.missing");
  VIGIE_TRY(root.seal, law::seal_from_json(value["seal"]));
  return root;
}

Status verify_root(const RecordingsRoot& root) {
  VIGIE_CHECK(law::verify_seal(root.seal));
  if (root.seal.purpose != law::kRecordingsRoot || root.seal.digest != root.digest())
    return fail(ErrorKind::corrupt, fmt::format("the seal of root {} is for something else", root.name()), "seal.invalid");
  return {};
}

Result<std::unique_ptr<RootBook>> RootBook::open(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  std::unique_ptr<RootBook> book(new RootBook(folder));
  const fs::path file = folder / "roots.jsonl";
  if (!fs::exists(file, error)) return book;
  VIGIE_TRY(const std::string text, read_text(file, kMostRootsBytes));
  for (std::size_t at = 0; text.find('\n', at) != std::string::npos;) {  // a last line without its end is a write that was cut short
    const std::size_t end = text.find('\n', at);
    const auto json = parse_json(std::string_view(text).substr(at, end - at), 8192);
    auto root = json ? root_from_json(*json) : tl::make_unexpected(json.error());
    const Status good = root ? verify_root(*root) : tl::make_unexpected(root.error());
    if (!good) return fail_in(fmt::format("{}:{}", file.string(), book->roots_.size() + 1), good.error());
    VIGIE_TRY(const auto leaves, read_leaves(folder / (root->name() + ".leaves.jsonl")));
    for (const SegmentLeaf& leaf : leaves) book->placed_[leaf.segment] = book->roots_.size();
    book->roots_.push_back(std::move(*root));
    at = end + 1;
  }
  return book;
}

Result<RootBook::Sealed> RootBook::seal(const std::vector<city::SegmentRow>& rows, const fs::path& recordings, law::Signer& signer) {
  std::lock_guard lock(mutex_);
  Sealed sealed;
  std::map<std::string, std::map<std::string, const city::SegmentRow*>> by_day;  // in order of id within a day
  for (const auto& row : rows)
    if (row.state == city::SegmentRow::State::closed && !placed_.contains(row.id))
      by_day[format_utc(row.span.from).substr(0, 10)][row.id] = &row;
  for (const auto& [day, segments] : by_day) {
    RecordingsRoot root;
    root.day = day;
    std::vector<SegmentLeaf> leaves;
    for (const auto& [id, row] : segments) {
      auto leaf = leaf_of(*row, recordings);
      if (leaf)
        leaves.push_back(std::move(*leaf));
      else
        sealed.unsound.push_back(leaf.error().message);
    }
    if (leaves.empty()) continue;
    for (const auto& earlier : roots_) root.number += earlier.day == root.day;
    root.leaves = leaves.size();
    root.root = tree_root(hashes_of(leaves));
    if (!roots_.empty()) root.previous = roots_.back().digest();
    VIGIE_TRY(root.seal, signer.sign(law::kRecordingsRoot, root.digest()));
    VIGIE_CHECK(remember(root, leaves));
    sealed.made.push_back(root);
  }
  return sealed;
}

// Leaves first: a root that is listed has them.
Status RootBook::remember(const RecordingsRoot& root, const std::vector<SegmentLeaf>& leaves) {
  std::string text;
  for (const SegmentLeaf& leaf : leaves) text += canonical(leaf_to_json(leaf)) + "\n";
  const fs::path file = folder_ / (root.name() + ".leaves.jsonl");
  std::error_code error;
  fs::remove(file, error);  // of a root that was never listed
  VIGIE_CHECK(write_whole(file, text));
  VIGIE_CHECK(append_line(folder_ / "roots.jsonl", canonical(to_json(root))));
  VIGIE_CHECK(sync_path(folder_));
  for (const SegmentLeaf& leaf : leaves) placed_[leaf.segment] = roots_.size();
  roots_.push_back(root);
  return {};
}

Result<std::map<std::string, SegmentProof>> RootBook::proofs(const std::vector<std::string>& segments) const {
  std::lock_guard lock(mutex_);
  std::map<std::size_t, std::set<std::string>> by_root;
  for (const auto& segment : segments)
    if (const auto placed = placed_.find(segment); placed != placed_.end()) by_root[placed->second].insert(segment);
  std::map<std::string, SegmentProof> proofs;
  for (const auto& [number, wanted] : by_root) {
    const RecordingsRoot& root = roots_[number];
    VIGIE_TRY(const auto leaves, read_leaves(folder_ / (root.name() + ".leaves.jsonl")));
    const auto hashes = hashes_of(leaves);
    if (tree_root(hashes) != root.root)
      return fail(ErrorKind::corrupt, fmt::format("the leaves of root {} are not those that were sealed", root.name()), "root.damaged");
    for (std::size_t i = 0; i < leaves.size(); ++i)
      if (wanted.contains(leaves[i].segment)) proofs[leaves[i].segment] = {leaves[i], root, i, audit_path(hashes, i)};
  }
  return proofs;
}

std::vector<RecordingsRoot> RootBook::all() const {
  std::lock_guard lock(mutex_);
  return roots_;
}

}  // namespace vigie::evidence
