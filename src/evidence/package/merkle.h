#pragma once
// Merkle trees as RFC 6962 (section 2.1) defines them, over SHA-256: a leaf is H(0x00 ‖ entry), a node H(0x01 ‖ left ‖ right), and a
// list is split at the largest power of two below its length. Chosen because others have written it down and proven it.

#include <optional>
#include <span>
#include <vector>

#include "base/digest.h"

namespace vigie::evidence {

Digest leaf_hash(std::string_view entry);
// Of leaves already hashed. An empty list has the hash of nothing, as in the RFC.
Digest tree_root(std::span<const Digest> leaves);
// From the leaf up to the root (2.1.1); `index` below the number of leaves.
std::vector<Digest> audit_path(std::span<const Digest> leaves, std::size_t index);
// The root that the path leads to from this leaf (RFC 9162, 2.1.3.2); nullopt for a path of another length than the tree's size asks for.
std::optional<Digest> root_from_path(const Digest& leaf, std::size_t index, std::size_t size, std::span<const Digest> path);

}  // namespace vigie::evidence
