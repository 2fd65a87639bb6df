#include <sodium.h>

#include "law/accounts.h"

namespace vigie::law {
namespace {

constexpr std::size_t shortest = 10, longest = 512;

std::string secret_name(const std::string& account_id) { return "password:" + account_id; }

// Checked against when there is nothing to check against, so that an unknown login takes as long as a wrong password.
const Result<std::string>& nobodys_hash() {
  static const Result<std::string> hash = hash_password(random_token(24));
  return hash;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
  if (password.size() < shortest || password.size() > longest)
    return fail(ErrorKind::invalid_input, fmt::format("a password has {} to {} characters", shortest, longest), "password.length");
  if (sodium_init() < 0) return fail(ErrorKind::internal, "the system has no randomness");
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return fail(ErrorKind::unavailable, "not enough memory to hash a password; try again");
  hash.resize(hash.find('\0'));
  return hash;
}

Status set_password(city::Ledger& ledger, const std::string& account_id, std::string_view password) {
  VIGIE_TRY(const std::string hash, hash_password(password));
  return ledger.put_secret(secret_name(account_id), hash);
}

Result<Account> verify_password(const city::Ledger& ledger, const AccountBook& book, std::string_view login, std::string_view password) {
  const auto account = book.by_login(login);
  VIGIE_TRY(const auto kept, ledger.secret(secret_name(account ? account->subject.id : "nobody")));
  const Result<std::string>& nobodys = nobodys_hash();
  if (!nobodys) return tl::make_unexpected(nobodys.error());
  const std::string& hash = kept ? *kept : *nobodys;
  const bool right = crypto_pwhash_str_verify(hash.c_str(), password.data(), std::min(password.size(), longest + 1)) == 0;
  if (!right || !kept || !account || account->disabled) return fail(ErrorKind::denied, "login and password do not fit", "session.refused");
  return *account;
}

}  // namespace vigie::law
