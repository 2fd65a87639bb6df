#include "base/digest.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <cstring>
#include <fstream>

namespace vigie {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::span<const std::uint8_t> data) {
  EVP_DigestUpdate(state_->context, data.data(), data.size());
  return *this;
}

Sha256& Sha256::update(std::string_view text) { return update(as_bytes(text)); }

Digest Sha256::finish() {
  Digest digest{};
  EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
  return digest;
}

Digest sha256(std::span<const std::uint8_t> data) { return Sha256{}.update(data).finish(); }
Digest sha256(std::string_view text) { return sha256(as_bytes(text)); }

Result<Digest> sha256_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot open {} to hash it", path.string()));
  Sha256 hash;
  std::array<char, 65536> block;
  while (in.read(block.data(), block.size()) || in.gcount() > 0)
    hash.update(std::string_view{block.data(), static_cast<std::size_t>(in.gcount())});
  if (in.bad()) return fail(ErrorKind::corrupt, fmt::format("{}: read error", path.string()));
  return hash.finish();
}

std::string to_hex(const std::uint8_t* data, std::size_t size) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    out.push_back(digits[data[i] >> 4]);
    out.push_back(digits[data[i] & 15]);
  }
  return out;
}

std::string to_hex(std::span<const std::uint8_t> data) { return to_hex(data.data(), data.size()); }

Result<Bytes> from_hex(std::string_view hex) {
  const auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (hex.size() % 2) return fail(ErrorKind::invalid_input, "hex text has an odd number of digits");
  Bytes out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = value(hex[i]), low = value(hex[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorKind::invalid_input, "hex text has another character");
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

Result<Digest> digest_from_hex(std::string_view hex) {
  VIGIE_TRY(const Bytes bytes, from_hex(hex));
  if (bytes.size() != 32) return fail(ErrorKind::invalid_input, "a SHA-256 digest has 64 hex digits");
  Digest digest;
  std::memcpy(digest.data(), bytes.data(), 32);
  return digest;
}

std::string to_base64(std::span<const std::uint8_t> data) {
  std::string out(sodium_base64_encoded_len(data.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), data.data(), data.size(), sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return fail(ErrorKind::invalid_input, "not base64 text");
  out.resize(size);
  return out;
}

Bytes random_bytes(std::size_t count) {
  if (sodium_init() < 0) std::abort();
  Bytes out(count);
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_token(std::size_t bytes) {
  const Bytes raw = random_bytes(bytes);
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(raw.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), raw.data(), raw.size(), variant);
  out.pop_back();
  return out;
}

}  // namespace vigie
