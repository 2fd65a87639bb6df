#include "connectors/import.h"

#include "base/thread.h"
#include "batches.h"
#include "quality.h"

namespace vigie::connectors {
namespace {

using city::RecordMatch;

// Where a file's records go: into the city, or nowhere when it is only tried.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<std::vector<RecordMatch>> match(const std::vector<city::Record>& records) = 0;
  virtual Status append(std::vector<city::Record>& records) = 0;  // gives them their ids
  virtual Status accept(const Json& about) = 0;                   // the file as a whole
  virtual void refuse() = 0;
};

class NoSink final : public Sink {
 public:
  Result<std::vector<RecordMatch>> match(const std::vector<city::Record>& records) override {
    return std::vector<RecordMatch>(records.size(), RecordMatch::fresh);
  }
  Status append(std::vector<city::Record>&) override { return {}; }
  Status accept(const Json&) override { return {}; }
  void refuse() override {}
};

class CitySink final : public Sink {
 public:
  CitySink(const city::Permit& permit, const ImportDoors& doors, city::SourceId source)
      : permit_(permit), doors_(doors), source_(std::move(source)) {}
  ~CitySink() override { refuse(); }

  Result<std::vector<RecordMatch>> match(const std::vector<city::Record>& records) override {
    VIGIE_CHECK(permit_.check(city::Processing::import_records, source_));
    return doors_.series.match(records);
  }

  Status append(std::vector<city::Record>& records) override {
    if (records.empty()) return {};
    city::Batch batch;
    batch.id = doors_.ids.next();
    for (auto& record : records) record.id = doors_.ids.next();
    batch.records.swap(records);
    appended_.push_back(batch.id);
    const Status done = doors_.series.append(batch);
    if (done) named_.push_back(name_of_batch(batch, permit_.terms(), doors_.clock.utc_now()));
    batch.records.swap(records);
    return done;
  }

  Status accept(const Json& about) override {
    VIGIE_CHECK(permit_.check(city::Processing::import_records, source_));
    city::Commit commit;
    commit.facts = std::move(named_);
    commit.audit.push_back({{}, "server", "records.import", source_, "command line", about});
    VIGIE_CHECK(doors_.ledger.commit(commit));
    // From here on the ledger names them: were this process killed now, the next start would publish them.
    for (const Uuid& batch : std::exchange(appended_, {})) VIGIE_CHECK(doors_.series.publish(batch));
    named_.clear();
    return {};
  }

  void refuse() override {
    // What cannot be dropped now, the next start drops: the ledger does not name it.
    for (const Uuid& batch : std::exchange(appended_, {})) (void)doors_.series.drop(batch);
    named_.clear();
  }

 private:
  const city::Permit& permit_;
  const ImportDoors& doors_;
  const city::SourceId source_;
  std::vector<Uuid> appended_;
  std::vector<city::Fact> named_;
};

class FileImport {
 public:
  FileImport(const Mapping& mapping, std::filesystem::path file, bool exercise, Sink& sink, const ImportOptions& options)
      : mapping_(mapping), file_(std::move(file)), name_(file_.filename().string()), exercise_(exercise), sink_(sink), options_(options) {}

  // An error here is of the doors (disk, permit, cancelled); a file that is no good is told in the report.
  Status run(ImportReport& report) {
    Error door_error;
    bool door_failed = false;
    const Status read = read_all(door_error, door_failed);
    (void)settle();  // an error may have come while a batch was on its way
    if (!read) {
      sink_.refuse();
      if (door_failed) return tl::make_unexpected(std::move(door_error));
      refused_ = read.error().message;
      quality_.take_back("file_refused");
    } else if (auto accepted = sink_.accept(about()); !accepted) {
      sink_.refuse();
      return accepted;
    }
    tell(report);
    return {};
  }

 private:
  Status read_all(Error& door_error, bool& door_failed) {
    const auto door = [&](Status status) {
      if (!status) {
        door_error = status.error();
        door_failed = true;
      }
      return status;
    };
    VIGIE_TRY(const auto input, TextInput::open(file_));
    VIGIE_TRY(const auto rows, RowReader::open(*input, mapping_, name_));
    VIGIE_TRY(maker_, RecordMaker::open(mapping_, rows->columns(), exercise_, name_));
    Row row;
    while (true) {
      VIGIE_TRY(const bool there, rows->next(row));
      if (!there) break;
      Made made = maker_->make(row);
      quality_.row(row, made);
      if (made.rejected && std::string_view{made.rejected} != "outside" && mapping_.damage == Mapping::Damage::file)
        return fail(ErrorKind::invalid_input,
                    fmt::format("{}: row {} (byte {}) cannot be taken ({}), and the mapping says damage = \"file\"", name_, row.number,
                                row.byte, made.rejected),
                    "file.damaged");
      if (made.record) waiting_.push_back(std::move(*made.record));
      if (waiting_.size() < options_.batch_rows) continue;
      VIGIE_CHECK(door(store()));
      if (options_.progress) options_.progress(name_, input->progress(), quality_.read());
      if (options_.stop.stop_requested())
        return door(fail(ErrorKind::cancelled, "the import was stopped; nothing of this file was stored"));
    }
    VIGIE_CHECK(door(store()));
    VIGIE_CHECK(door(settle()));
    if (options_.progress) options_.progress(name_, 1, quality_.read());
    VIGIE_CHECK(check_outside());
    return maker_->check_contents();
  }

  // Hands a batch to the door on a thread of its own: while the disk works the next rows are read. One batch is on its way
  // at a time, so memory stays bounded by two.
  Status store() {
    VIGIE_CHECK(settle());
    if (waiting_.empty()) return {};
    on_its_way_.swap(waiting_);
    storing_ = Thread{"import-store", [this](std::stop_token) { stored_ = keep(); }};
    return {};
  }

  // Waits for the batch on its way and counts what became of it.
  Status settle() {
    if (!storing_.running()) return {};
    storing_.stop();
    VIGIE_CHECK(stored_);
    for (std::size_t i = 0; i < on_its_way_.size(); ++i) quality_.stored(on_its_way_[i], matches_[i], mapping_.zone);
    on_its_way_.clear();
    return {};
  }

  // On the storing thread.
  Status keep() {
    VIGIE_TRY(matches_, sink_.match(on_its_way_));
    find_repeats(on_its_way_, matches_);
    std::vector<city::Record> fresh;
    fresh.reserve(on_its_way_.size());
    for (std::size_t i = 0; i < on_its_way_.size(); ++i)
      if (matches_[i] != RecordMatch::repeated) fresh.push_back(std::move(on_its_way_[i]));
    const Status done = sink_.append(fresh);
    for (std::size_t i = 0, next = 0; i < on_its_way_.size(); ++i)
      if (matches_[i] != RecordMatch::repeated) on_its_way_[i] = std::move(fresh[next++]);
    return done;
  }

  Status check_outside() const {
    const auto outside = quality_.outside(), placed = quality_.placed();
    if (static_cast<double>(outside) <= mapping_.outside_max_share * static_cast<double>(placed)) return {};
    const std::size_t looked_at = maker_->outside_looked_at(), exchanged = maker_->inside_when_exchanged();
    const std::string hint =
        exchanged * 2 > looked_at
            ? fmt::format(
                  "; with its two axes exchanged {} of the first {} of them lie inside: the axes look swapped, say so in a [[layout]]",
                  exchanged, looked_at)
            : "; check 'crs', 'decimal' and 'box'";
    return fail(ErrorKind::invalid_input,
                fmt::format("{}: {} of {} places lie outside the city's box, more than {:g} %: nothing of this file was stored{}", name_,
                            outside, placed, mapping_.outside_max_share * 100, hint),
                "file.outside");
  }

  Json about() const {
    return {{"file", name_},
            {"read", quality_.read()},
            {"stored", quality_.stored()},
            {"duplicates", quality_.duplicates()},
            {"rejected", quality_.rejected()}};
  }

  void tell(ImportReport& report) {
    Json file = quality_.to_json();
    file["file"] = name_;
    file["source"] = "records:" + mapping_.source;
    if (maker_) {
      file["encoding"] = to_string(maker_->encoding());
      file["layout"] = maker_->layout();
      file["columns_not_kept"] = maker_->dropped_columns().size();
      file["personal_removed"] = maker_->scrubbed();
    }
    if (!refused_.empty()) {
      file["refused"] = refused_;
      report.refused = true;
    }
    report.read += quality_.read();
    report.stored += quality_.stored();
    report.duplicates += quality_.duplicates();
    report.new_versions += quality_.new_versions();
    for (const auto& [why, count] : quality_.rejected()) report.rejected[why] += count;
    report.files.push_back(std::move(file));
  }

  const Mapping& mapping_;
  const std::filesystem::path file_;
  const std::string name_;
  const bool exercise_;
  Sink& sink_;
  const ImportOptions& options_;
  std::unique_ptr<RecordMaker> maker_;
  std::vector<city::Record> waiting_;
  Quality quality_;
  // Of the batch on its way: the storing thread's until it has ended.
  std::vector<city::Record> on_its_way_;
  std::vector<RecordMatch> matches_;
  Status stored_;
  Thread storing_;
  std::string refused_;
};

}  // namespace

Json ImportReport::to_json() const {
  return {{"read", read},         {"stored", stored}, {"duplicates", duplicates}, {"new_versions", new_versions},
          {"rejected", rejected}, {"files", files}};
}

Result<ImportReport> import_files(const Mapping& mapping, const std::vector<std::filesystem::path>& files, const city::Permit& permit,
                                  const ImportDoors& doors, const ImportOptions& options) {
  const city::SourceId source = "records:" + mapping.source;
  VIGIE_CHECK(permit.check(city::Processing::import_records, source));
  ImportReport report;
  for (const auto& file : files) {
    CitySink sink{permit, doors, source};
    VIGIE_CHECK(FileImport(mapping, file, permit.terms().exercise, sink, options).run(report));
  }
  return report;
}

Result<ImportReport> try_import(const Mapping& mapping, const std::vector<std::filesystem::path>& files, const ImportOptions& options) {
  ImportReport report;
  NoSink sink;
  for (const auto& file : files) VIGIE_CHECK(FileImport(mapping, file, false, sink, options).run(report));
  return report;
}

}  // namespace vigie::connectors
