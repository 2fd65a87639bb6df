#pragma once
// SHA-256 (FIPS 180-4), hex and base64 (RFC 4648). Hashing of whole buffers and of streams.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie {

using Digest = std::array<std::uint8_t, 32>;
using Bytes = std::vector<std::uint8_t>;

Digest sha256(std::span<const std::uint8_t> data);
Digest sha256(std::string_view text);
Result<Digest> sha256_of_file(const std::filesystem::path& path);

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256& update(std::span<const std::uint8_t> data);
  Sha256& update(std::string_view text);
  Digest finish();  // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string to_hex(const std::uint8_t* data, std::size_t size);
std::string to_hex(std::span<const std::uint8_t> data);
Result<Bytes> from_hex(std::string_view hex);
Result<Digest> digest_from_hex(std::string_view hex);
std::string to_base64(std::span<const std::uint8_t> data);
Result<Bytes> from_base64(std::string_view text);
Bytes random_bytes(std::size_t count);  // from libsodium, fit for keys and salts
std::string random_token(std::size_t bytes);  // URL-safe base64 without padding

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace vigie
