#pragma once
// What an import found, by file and by month: counts, reasons with samples that show a cell's shape and never its words.

#include <array>
#include <bitset>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "record_maker.h"

namespace vigie::connectors {

// "Carrer 12-B" → "Aaaaaa 99-A": enough to see what is wrong, nothing of what it says.
std::string shape_of(std::string_view cell);

// The places on which unusually many rows lie ("town hall steps"), in bounded memory: the frequent items of a stream by
// Misra and Gries (1982). Whatever holds more than one row in `counters` is among them; its count is a lower bound.
class FrequentPlaces {
 public:
  void add(const geo::LatLon& where);
  Json above(std::uint64_t rows) const;

 private:
  static constexpr std::size_t counters = 1024;
  std::unordered_map<std::uint64_t, std::uint64_t> counts_;
};

class Quality {
 public:
  void row(const Row& row, const Made& made);
  void stored(const city::Record& record, city::RecordMatch match, const Zone& zone);
  // The file was refused as a whole: what looked stored was not.
  void take_back(const char* reason);

  std::uint64_t read() const { return read_; }
  std::uint64_t stored() const { return stored_; }
  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t new_versions() const { return new_versions_; }
  std::uint64_t outside() const;
  std::uint64_t placed() const { return placed_; }
  const std::map<std::string, std::uint64_t>& rejected() const { return rejected_; }
  Json to_json() const;

 private:
  struct Month {
    std::uint64_t read = 0, stored = 0, duplicates = 0;
    std::map<std::string, std::uint64_t> rejected;
    std::bitset<31 * 24> hours;  // of the month's clock in which at least one row lies
  };
  Month& month(int year, int month);
  std::uint64_t read_ = 0, stored_ = 0, duplicates_ = 0, new_versions_ = 0, placed_ = 0, repeated_hours_ = 0;
  std::map<std::string, std::uint64_t> rejected_;
  std::map<std::string, std::vector<std::string>> samples_;
  std::map<std::string, Month> months_;
  FrequentPlaces places_;
};

}  // namespace vigie::connectors
