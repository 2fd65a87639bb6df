#include "package/merkle.h"

#include <bit>
#include <optional>

namespace vigie::evidence {
namespace {

constexpr std::uint8_t kLeaf = 0x00, kNode = 0x01;

Digest node_hash(const Digest& left, const Digest& right) {
  return Sha256{}.update(std::span(&kNode, 1)).update(left).update(right).finish();
}

}  // namespace

Digest leaf_hash(std::string_view entry) { return Sha256{}.update(std::span(&kLeaf, 1)).update(entry).finish(); }

Digest tree_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return sha256(std::string_view{});
  if (leaves.size() == 1) return leaves[0];
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  return node_hash(tree_root(leaves.first(left)), tree_root(leaves.subspan(left)));
}

std::vector<Digest> audit_path(std::span<const Digest> leaves, std::size_t index) {
  if (leaves.size() <= 1) return {};
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  const bool in_left = index < left;
  auto path = in_left ? audit_path(leaves.first(left), index) : audit_path(leaves.subspan(left), index - left);
  path.push_back(tree_root(in_left ? leaves.subspan(left) : leaves.first(left)));
  return path;
}

std::optional<Digest> root_from_path(const Digest& leaf, std::size_t index, std::size_t size, std::span<const Digest> path) {
  if (index >= size) return std::nullopt;
  std::size_t at = index, last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return std::nullopt;
    if (at % 2 == 1 || at == last) {
      hash = node_hash(sibling, hash);
      while (at % 2 == 0 && at != 0) {
        at /= 2;
        last /= 2;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    at /= 2;
    last /= 2;
  }
  return last == 0 ? std::optional(hash) : std::nullopt;
}

}  // namespace vigie::evidence
