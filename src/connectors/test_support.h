#pragma once
// What the connector tests share: a folder for files, and a town under the exercise basis with real doors.

#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "connectors/import.h"
#include "law/gate.h"
#include "storage/sqlite_series.h"

namespace vigie::connectors::test {

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("connectors" + random_token(8))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream{path_ / name, std::ios::binary} << text;
    return path_ / name;
  }
  std::filesystem::path write_packed(const std::string& name, std::string_view text) const {
    const gzFile file = gzopen((path_ / name).c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

// A small mapping in degrees: key;when;lat;lon;what.
inline const char* const small_mapping = R"(
version = 1
source = "small"
kind = "incident"
zone = "Europe/Madrid"
box = [2.0, 41.2, 2.3, 41.5]
separator = ";"
[key]
columns = ["key"]
[time]
columns = ["when"]
[lat]
columns = ["lat"]
[lon]
columns = ["lon"]
[[keep]]
name = "what"
columns = ["what", "type"]
)";

inline Mapping mapping_of(const std::string& toml) {
  auto mapping = Mapping::parse(toml, "test");
  if (!mapping) throw std::runtime_error(mapping.error().message);
  return std::move(*mapping);
}

struct Town {
  Town() : profile(law::Profile::load(std::filesystem::path{VIGIE_MAPPINGS_DIR} / ".." / "exercise.toml").value()) {
    ledger = std::move(*storage::SqliteLedger::open(folder / "ledger.db", clock, ids));
    series = std::move(*storage::SqliteSeries::open(folder / "series.db"));
    const auto person = [](const std::string& login, const std::string& role) {
      law::Account account;
      account.subject.id = "account:" + login;
      account.login = account.name = login;
      account.roles = {role};
      return account;
    };
    const auto basis = law::make_exercise_bases(profile, "exercise", person("dora", "data_protection_officer"),
                                                person("paul", "duty_officer"), clock.utc_now(), "Europe/Madrid");
    (void)ledger->commit(basis.value());
    (void)bases.load(*ledger);
    gate = std::make_unique<law::Gate>(clock, UtcTime{}, profile, bases,
                                       [](const city::SourceId&) -> Result<std::optional<city::Camera>> { return std::nullopt; });
  }
  city::Permit permit(const std::string& source) {
    return gate->permit(city::Processing::import_records, "records:" + source, {"server", "test", ""}).value();
  }
  ImportDoors doors() { return {*ledger, *series, ids, clock}; }
  Result<ImportReport> import(const Mapping& mapping, std::vector<std::filesystem::path> files, std::size_t batch_rows = 1000) {
    ImportOptions options;
    options.batch_rows = batch_rows;
    return import_files(mapping, files, permit(mapping.source), doors(), options);
  }
  std::vector<city::StoredRecord> records(const std::string& source, city::RecordVersions versions = city::RecordVersions::newest) {
    return series->records("records:" + source, {UtcTime::min(), UtcTime::max()}, versions, {}, 1'000'000).value();
  }

  Folder folder;
  ManualClock clock{*parse_utc("2026-03-01T12:00:00Z")};
  UuidSource ids{clock, 1};
  const law::Profile profile;
  std::unique_ptr<storage::SqliteLedger> ledger;
  std::unique_ptr<storage::SqliteSeries> series;
  law::BasisBook bases;
  std::unique_ptr<law::Gate> gate;
};

}  // namespace vigie::connectors::test
