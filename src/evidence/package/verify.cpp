#include "evidence/verify.h"

#include <algorithm>
#include <fstream>
#include <map>

#include "evidence/roots.h"
#include "package/files.h"
#include "package/merkle.h"
#include "package/timestamp.h"

namespace vigie::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostManifest = 64u << 20, kMostSmall = 1u << 20;
constexpr std::size_t kMostProblems = 1000;
const std::set<std::string> kOutsideManifest{"manifest.json", "seal.txt", "seal.sig", "seal.tsr", "key.pem", "SHA256SUMS"};

// Access to a document that may say anything: what is missing or of another kind is empty.
const Json& at(const Json& value, const char* name) {
  static const Json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(name);
  return found == value.end() ? nothing : *found;
}
std::string text(const Json& value) { return value.is_string() ? value.get<std::string>() : std::string{}; }
std::uint64_t count(const Json& value) { return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0; }
std::vector<Json> list(const Json& value) { return value.is_array() ? value.get<std::vector<Json>>() : std::vector<Json>{}; }
std::optional<Digest> digest(const Json& value) {
  const auto parsed = digest_from_hex(text(value));
  return parsed ? std::optional(*parsed) : std::nullopt;
}

// Relative, downwards only, without tricks.
bool is_inside(const std::string& path) {
  if (path.empty() || path.size() > 1024 || path.front() == '/' || path.find('\\') != std::string::npos ||
      path.find('\0') != std::string::npos)
    return false;
  for (const auto& part : fs::path(path))
    if (part == ".." || part == "." || part.empty()) return false;
  return true;
}

class Verifier {
 public:
  Verifier(fs::path package, const std::set<std::string>& trusted) : package_(std::move(package)), trusted_(trusted) {}

  Result<Verification> run() {
    VIGIE_CHECK(list_folder());
    check_sums();
    check_seal();
    if (manifest_.is_object()) {
      check_manifest_form();
      check_listed_files();
      check_roots();
      check_segments();
      check_moments();
      check_timestamp_file();
    }
    return std::move(result_);
  }

 private:
  void problem(const std::string& where, const std::string& what) {
    if (result_.problems.size() < kMostProblems) result_.problems.push_back({where, what});
  }
  // Counts a check and tells of it when it failed.
  bool require(bool good, const std::string& where, const std::string& what) {
    ++result_.checked;
    if (!good) problem(where, what);
    return good;
  }

  Status list_folder() {
    std::error_code error;
    if (!fs::is_directory(package_, error))
      return fail(ErrorKind::not_found, package_.string() + ": is no folder of a package", "package.missing");
    for (fs::recursive_directory_iterator entry(package_, error), end; !error && entry != end; entry.increment(error)) {
      const std::string path = entry->path().lexically_relative(package_).generic_string();
      const auto type = entry->symlink_status(error).type();
      if (type == fs::file_type::regular)
        present_.insert(path);
      else if (type != fs::file_type::directory)
        problem(path, "is no ordinary file");
    }
    if (error) return fail(ErrorKind::unavailable, fmt::format("{}: cannot be read ({})", package_.string(), error.message()));
    return {};
  }

  std::optional<Digest> hash_of(const std::string& path) {
    if (!present_.contains(path)) return std::nullopt;
    const auto known = hashes_.find(path);
    if (known != hashes_.end()) return known->second;
    const auto hashed = sha256_of_file(package_ / path);
    if (!hashed) return std::nullopt;
    return hashes_[path] = *hashed;
  }

  // SHA256SUMS names every file but itself, in order: nothing can be changed, added or taken away without it.
  void check_sums() {
    const auto sums = read_text(package_ / "SHA256SUMS", kMostSmall * 16);
    if (!require(sums.has_value(), "SHA256SUMS", "is missing or cannot be read")) return;
    std::map<std::string, std::string> told;
    std::string again;
    for (std::size_t begin = 0; begin < sums->size();) {
      const std::size_t end = std::min(sums->find('\n', begin), sums->size());
      const std::string line = sums->substr(begin, end - begin);
      if (line.size() > 66 && line.substr(64, 2) == "  ") told[line.substr(66)] = line.substr(0, 64);
      begin = end + 1;
    }
    for (const auto& [path, hex] : told) again += fmt::format("{}  {}\n", hex, path);
    require(again == *sums, "SHA256SUMS", "is not a list in the form that was written");
    for (const auto& [path, hex] : told) {
      const auto hash = hash_of(path);
      if (require(hash.has_value(), path, "is missing")) require(to_hex(*hash) == hex, path, "differs from its hash in SHA256SUMS");
    }
    for (const std::string& path : present_)
      if (path != "SHA256SUMS") require(told.contains(path), path, "does not belong to the package: SHA256SUMS does not name it");
  }

  void check_seal() {
    const auto manifest = read_text(package_ / "manifest.json", kMostManifest);
    const auto seal_text = read_text(package_ / "seal.txt", kMostSmall);
    const auto signature = read_text(package_ / "seal.sig", kMostSmall);
    const auto pem = read_text(package_ / "key.pem", kMostSmall);
    require(manifest.has_value(), "manifest.json", "is missing or cannot be read");
    require(signature.has_value(), "seal.sig", "is missing or cannot be read");
    auto seal = seal_text ? law::parse_signed_text(*seal_text) : tl::make_unexpected(seal_text.error());
    auto key = pem ? law::public_key_from_pem(*pem) : tl::make_unexpected(pem.error());
    require(seal.has_value(), "seal.txt", "is no seal");
    require(key.has_value(), "key.pem", "is no Ed25519 public key");
    if (seal) {
      require(seal->purpose == law::kEvidencePackage, "seal.txt", "is a seal of another kind");
      result_.key_id = seal->key_id;
      if (manifest) require(sha256(*manifest) == seal->digest, "manifest.json", "is not the one that was sealed");
      if (!trusted_.empty()) require(trusted_.contains(seal->key_id), "key.pem", "is none of the trusted keys");
    }
    if (seal && key && signature) {
      seal->public_key = *key;
      seal->signature.assign(signature->begin(), signature->end());
      require(law::verify_seal(*seal).has_value(), "seal.sig", "does not fit seal.txt and key.pem");
    }
    if (!manifest) return;
    auto parsed = parse_json(*manifest, kMostManifest);
    if (!require(parsed.has_value() && parsed->is_object(), "manifest.json", "is no JSON object")) return;
    manifest_ = std::move(*parsed);
  }

  void check_manifest_form() {
    require(at(manifest_, "format") == "vigie-package/1", "manifest.json#/format", "is not 'vigie-package/1'");
    for (const char* name : {"moments", "segments", "roots", "files", "searches"})
      require(at(manifest_, name).is_array(), fmt::format("manifest.json#/{}", name), "is missing");
    require(at(manifest_, "requisition").is_object(), "manifest.json#/requisition", "is missing");
  }

  void check_listed_files() {
    std::set<std::string> listed;
    for (const Json& file : list(at(manifest_, "files"))) {
      const std::string path = text(at(file, "path"));
      if (!require(is_inside(path) && !kOutsideManifest.contains(path) && listed.insert(path).second, "manifest.json#/files",
                   "names a file that cannot be: " + path))
        continue;
      const auto hash = hash_of(path);
      if (!require(hash.has_value(), path, "is missing")) continue;
      std::error_code error;
      require(hash == digest(at(file, "sha256")), path, "differs from its hash in the manifest");
      require(fs::file_size(package_ / path, error) == count(at(file, "bytes")) && !error, path, "has another size than the manifest says");
    }
    for (const std::string& path : present_)
      if (!kOutsideManifest.contains(path))
        require(listed.contains(path), path, "does not belong to the package: the manifest does not name it");
    for (const char* path : {"slip.pdf", "index.html", "prov.json"}) require(listed.contains(path), path, "is not named by the manifest");
    listed_ = std::move(listed);
  }

  void check_roots() {
    std::size_t number = 0;
    for (const Json& value : list(at(manifest_, "roots"))) {
      const std::string where = fmt::format("manifest.json#/roots/{}", number++);
      const auto root = root_from_json(value);
      if (!require(root.has_value(), where, "is no root")) continue;
      require(verify_root(*root).has_value(), where, "its seal does not fit");
      if (!trusted_.empty()) require(trusted_.contains(root->seal.key_id), where, "is sealed by none of the trusted keys");
      roots_[root->name()] = *root;
    }
  }

  void check_segments() {
    std::size_t number = 0;
    for (const Json& segment : list(at(manifest_, "segments"))) {
      const std::string where = fmt::format("manifest.json#/segments/{}", number++), file = text(at(segment, "file"));
      if (!require(listed_.contains(file) && used_.insert(file).second, where, "its file is not in the list, or is given twice: " + file))
        continue;
      by_moment_[count(at(segment, "moment"))].push_back(text(at(segment, "segment")));
      std::vector<Digest> leaves;
      for (const Json& part : list(at(segment, "parts")))
        if (const auto leaf = digest(part)) leaves.push_back(*leaf);
      std::vector<std::uint64_t> sizes;
      for (const Json& size : list(at(segment, "sizes"))) sizes.push_back(count(size));
      const std::uint64_t first = count(at(segment, "first_part"));
      if (!require(!leaves.empty() && leaves.size() == at(segment, "parts").size() && sizes.size() >= 2 && first >= 1 &&
                       first + sizes.size() - 1 <= leaves.size(),
                   where, "its parts do not fit together"))
        continue;
      check_parts(file, leaves, sizes, first);
      check_place(segment, where, leaves);
    }
    for (const std::string& path : listed_)
      if (path.starts_with("original/")) require(used_.contains(path), path, "is no segment of the manifest");
  }

  // The copy is head and groups of the segment as it was recorded: each part has its leaf.
  void check_parts(const std::string& file, const std::vector<Digest>& leaves, const std::vector<std::uint64_t>& sizes,
                   std::uint64_t first) {
    std::ifstream in(package_ / file, std::ios::binary);
    std::vector<char> block(1 << 16);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const std::size_t part = i == 0 ? 0 : first + i - 1;
      Sha256 hash;
      const std::uint8_t leaf_mark = 0;
      hash.update(std::span(&leaf_mark, 1));
      for (std::uint64_t left = sizes[i]; left > 0 && in;) {
        in.read(block.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, block.size())));
        hash.update(std::string_view(block.data(), static_cast<std::size_t>(in.gcount())));
        left -= static_cast<std::uint64_t>(in.gcount());
      }
      require(hash.finish() == leaves[part], file, fmt::format("part {} is not what was recorded", part));
    }
    require(in.peek() == std::char_traits<char>::eof(), file, "has bytes behind its last part");
  }

  void check_place(const Json& segment, const std::string& where, const std::vector<Digest>& leaves) {
    const auto root = roots_.find(text(at(segment, "root")));
    const auto file_digest = digest(at(segment, "digest"));
    if (!require(root != roots_.end() && file_digest.has_value(), where, "names a root that is not there, or no hash")) return;
    const SegmentLeaf leaf{text(at(segment, "segment")), *file_digest, count(at(segment, "bytes")), leaves.size(), tree_root(leaves)};
    std::vector<Digest> path;
    for (const Json& sibling : list(at(segment, "path")))
      if (const auto hash = digest(sibling)) path.push_back(*hash);
    const auto reached = root_from_path(leaf_hash(leaf.entry()), count(at(segment, "index")), root->second.leaves, path);
    require(reached == root->second.root, where, fmt::format("segment {} does not lead to root {}", leaf.segment, root->first));
  }

  // What is said of a moment stands in the provenance, too: a manifest that was changed and sealed anew contradicts it.
  void check_moments() {
    const auto prov = read_text(package_ / "prov.json", kMostManifest);
    const auto parsed = prov ? parse_json(*prov, kMostManifest) : tl::make_unexpected(prov.error());
    if (!require(parsed.has_value() && parsed->is_object(), "prov.json", "is no JSON object")) return;
    std::uint64_t number = 0;
    for (const Json& moment : list(at(manifest_, "moments"))) {
      const std::string where = fmt::format("manifest.json#/moments/{}", number++);
      const Json& told = at(at(*parsed, "entity"), fmt::format("vigie:moment/{}", number).c_str());
      const Json& error = at(at(moment, "clock"), "error_s");
      const std::string clock = error.is_number() ? fmt::format("{:+.3f} s", error.get<double>()) : "not measured";
      require(at(told, "vigie:clockError") == clock, where + "/clock/error_s", "is not the clock error that prov.json tells");
      require(at(told, "vigie:from") == at(moment, "from") && at(told, "vigie:to") == at(moment, "to") &&
                  at(told, "vigie:camera") == at(moment, "camera"),
              where, "is not the moment that prov.json tells");
      std::vector<std::string> segments;
      for (const Json& segment : list(at(moment, "segments"))) segments.push_back(text(segment));
      require(segments == by_moment_[number], where + "/segments",
              "are not the segments of the manifest: one was removed, added or swapped");
      const Json& readable = at(moment, "readable");
      if (readable.is_object()) require(listed_.contains(text(at(readable, "file"))), where + "/readable", "is not in the list of files");
    }
  }

  void check_timestamp_file() {
    const bool promised = at(manifest_, "timestamp").is_object();
    const auto response = read_text(package_ / "seal.tsr", kMostSmall), certificates = read_text(package_ / "tsa.pem", kMostSmall);
    if (!promised) {
      require(!response, "seal.tsr", "is a time stamp that the manifest does not promise");
      return;
    }
    if (!require(response && certificates, "seal.tsr", "the promised time stamp or its certificates are missing")) return;
    const auto signature = hash_of("seal.sig");
    const auto stamped = signature ? check_timestamp(as_bytes(*response), *signature, *certificates) : fail(ErrorKind::corrupt, "");
    require(stamped.has_value(), "seal.tsr", "does not stamp this seal");
  }

  const fs::path package_;
  const std::set<std::string>& trusted_;
  Verification result_;
  Json manifest_;
  std::set<std::string> present_, listed_, used_;
  std::map<std::string, Digest> hashes_;
  std::map<std::string, RecordingsRoot> roots_;
  std::map<std::uint64_t, std::vector<std::string>> by_moment_;
};

}  // namespace

Json to_json(const Verification& verification) {
  Json problems = Json::array();
  for (const PackageProblem& one : verification.problems) problems.push_back({{"where", one.where}, {"what", one.what}});
  return {{"valid", verification.valid()},
          {"checked", verification.checked},
          {"problems", std::move(problems)},
          {"key_id", verification.key_id}};
}

Result<Verification> verify_package(const fs::path& package, const std::set<std::string>& trusted_keys) {
  return Verifier(package, trusted_keys).run();
}

}  // namespace vigie::evidence
