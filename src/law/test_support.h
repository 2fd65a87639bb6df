#pragma once
// What the law tests share: a ledger in a folder of its own, a town with cameras, and people with roles.

#include <filesystem>

#include "law/gate.h"
#include "storage/sqlite_ledger.h"

namespace vigie::law::test {

class Folder {
 public:
  explicit Folder(const std::string& name) : path_(std::filesystem::temp_directory_path() / (name + random_token(8))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// A town whose law can be acted on: facts go through a real ledger.
struct Town {
  explicit Town(const std::string& profile_name)
      : profile(Profile::load(std::filesystem::path{VIGIE_PROFILES_DIR} / (profile_name + ".toml")).value()),
        ledger(*storage::SqliteLedger::open(folder / "ledger.db", clock, ids)) {
    (void)bases.load(*ledger);
  }

  Account person(const std::string& login, std::vector<std::string> roles) const {
    Account account;
    account.subject.id = "account:" + login;
    account.login = login;
    account.name = login;
    account.roles = std::move(roles);
    return account;
  }
  Act act(const std::string& login) { return {"account:" + login, ids.next().str(), "Europe/Paris", clock.utc_now()}; }

  Status keep(const Result<city::Commit>& commit) {
    if (!commit) return tl::make_unexpected(commit.error());
    VIGIE_TRY(const auto committed, ledger->commit(*commit));
    (void)committed;
    return bases.load(*ledger);
  }

  LegalBasis statistics_basis() const {
    LegalBasis basis;
    basis.id = "counts";
    basis.regime = "statistics";
    basis.authority = "Conseil municipal";
    basis.title = "Comptages place du marché";
    basis.document_hash = to_hex(sha256("delibération"));
    basis.sources = {"camera:1"};
    basis.processings = {city::Processing::statistics};
    basis.kinds = {"count.person", "occupancy"};
    basis.valid_from = clock.utc_now();
    basis.valid_to = clock.utc_now() + std::chrono::hours{24 * 30};
    basis.register_entry = "register:counts";
    return basis;
  }
  Status put_in_force(const LegalBasis& basis) {
    VIGIE_CHECK(keep(propose_basis(bases, profile, basis, act("dora"))));
    return keep(approve_basis(bases, profile, basis.id, bases.newest(basis.id)->basis.version, person("paul", {"auditor"}), act("paul")));
  }

  Folder folder{"law"};
  ManualClock clock{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids{clock, 1};
  const Profile profile;
  std::unique_ptr<storage::SqliteLedger> ledger;
  BasisBook bases;
};

}  // namespace vigie::law::test
