#pragma once
// One row becomes one record, or a reason why not. Bound to the header of one file.

#include <array>
#include <memory>
#include <unordered_map>

#include "city/record.h"
#include "field_values.h"
#include "geo/projection.h"
#include "personal_data.h"
#include "row_reader.h"
#include "text_encoding.h"

namespace vigie::connectors {

struct Made {
  std::optional<city::Record> record;
  const char* rejected = nullptr;  // a reason's code, when there is no record
  std::string_view rejected_cell;  // the cell that was at fault, for its shape; lives like the row
  std::optional<CivilTime> time;   // what month the row is of, even when it is rejected
  bool repeated_hour = false;      // autumn: the first of two was taken
  bool placed = false;             // it has a readable place; `rejected` may still be "outside"
};

class RecordMaker {
 public:
  // Finds the mapping's columns in the header; refuses a file where one is missing, or where a column that is kept looks
  // personal and no reason is written. `mapping` is borrowed for life.
  static Result<std::unique_ptr<RecordMaker>> open(const Mapping& mapping, const std::vector<std::string>& header, bool exercise,
                                                   const std::string& file);
  Made make(const Row& row);

  const std::string& layout() const { return layout_; }
  const std::vector<std::string>& dropped_columns() const { return dropped_; }
  Encoding encoding() const { return encoding_.chosen(); }
  // Of the outside rows seen so far (the first 200): how many lie inside the box with the two axes exchanged.
  std::size_t outside_looked_at() const { return looked_at_; }
  std::size_t inside_when_exchanged() const { return inside_exchanged_; }
  std::uint64_t scrubbed() const { return scrubbed_; }
  // A kept column in which more than one cell in twenty looks personal and no reason is written.
  Status check_contents() const;

 private:
  using Column = int;  // −1: not in this file
  struct Kept {
    const KeptColumn* what = nullptr;
    Column column = -1;
    std::string json_name;  // quoted, with its colon
    std::unordered_map<std::string, Scrubbed> seen;
    std::uint64_t cells = 0, personal = 0;
    std::optional<Personal> first;
  };
  struct Times {
    Column whole = -1, year = -1, month = -1, day = -1, hour = -1, minute = -1;
  };

  RecordMaker(const Mapping& mapping, bool exercise, std::string file)
      : mapping_(mapping), exercise_(exercise), file_(std::move(file)), encoding_(mapping.encodings), hours_(mapping.zone) {}
  Status bind(const std::vector<std::string>& header);
  Status bind_times(const TimeColumns& times, Times& bound);
  Result<Column> column(const FieldColumns& field, const std::string& what, bool optional = false);
  Status refuse_personal(Column column, const std::string& reason) const;
  std::string_view cell(const Row& row, Column column, const FieldColumns& field) const;
  std::string text(std::string_view cell) const;
  const char* place(const Row& row, city::Record& record, Made& made);
  const char* place_by_name(const Row& row, city::Record& record, Made& made) const;
  const char* read_time(const Row& row, const TimeColumns& fields, const Times& columns, std::optional<CivilTime>& time,
                        std::string_view& fault) const;
  const char* details(const Row& row, city::Record& record, std::string_view& fault);
  const Scrubbed& cleaned(Kept& kept, std::string value);

  const Mapping& mapping_;
  const bool exercise_;
  const std::string file_;
  EncodingChoice encoding_;
  ZoneHours hours_;
  std::optional<geo::Projection> projection_;
  std::vector<std::string> header_, dropped_;
  std::vector<bool> used_;
  std::string layout_;
  FieldColumns x_field_, y_field_;
  Column key_ = -1, x_ = -1, y_ = -1, lat_ = -1, lon_ = -1, kind_ = -1, known_by_ = -1, place_ = -1;
  Times time_, time_end_;
  std::vector<Kept> kept_;
  Kept key_seen_, kind_seen_, known_by_seen_;
  std::size_t looked_at_ = 0, inside_exchanged_ = 0;
  std::uint64_t scrubbed_ = 0;
};

}  // namespace vigie::connectors
