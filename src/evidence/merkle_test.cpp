#include "package/merkle.h"

#include <gtest/gtest.h>

namespace vigie::evidence {
namespace {

std::vector<Digest> leaves(std::size_t count) {
  std::vector<Digest> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(leaf_hash(std::string(i, 'x') + std::to_string(i)));
  return all;
}

// Of the test vectors that came with Certificate Transparency (RFC 6962's authors): entries "", 00, 10, 2021, 3031, …
TEST(Merkle, GivesThePublishedRoots) {
  const std::string entries[] = {std::string{},
                                 std::string("\0", 1),
                                 "\x10",
                                 "\x20\x21",
                                 "\x30\x31",
                                 "\x40\x41\x42\x43",
                                 "\x50\x51\x52\x53\x54\x55\x56\x57",
                                 "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  std::vector<Digest> hashes;
  for (std::size_t i = 0; i < std::size(entries); ++i) {
    hashes.push_back(leaf_hash(entries[i]));
    EXPECT_EQ(to_hex(tree_root(hashes)), roots[i]) << i + 1;
  }
}

TEST(Merkle, EveryPathLeadsToTheRootAndNoOtherDoes) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto all = leaves(size);
    const Digest root = tree_root(all);
    for (std::size_t i = 0; i < size; ++i) {
      auto path = audit_path(all, i);
      ASSERT_EQ(root_from_path(all[i], i, size, path), root) << i << " of " << size;
      EXPECT_NE(root_from_path(all[(i + 1) % size], i, size, path), size == 1 ? Digest{} : root);
      if (size > 1) {
        EXPECT_NE(root_from_path(all[i], (i + 1) % size, size, path), root);
        auto longer = path;
        longer.push_back(root);
        EXPECT_FALSE(root_from_path(all[i], i, size, longer)) << i << " of " << size;
        path.pop_back();
        EXPECT_NE(root_from_path(all[i], i, size, path), root);
      }
      EXPECT_FALSE(root_from_path(all[i], size, size, path));
    }
  }
}

}  // namespace
}  // namespace vigie::evidence
