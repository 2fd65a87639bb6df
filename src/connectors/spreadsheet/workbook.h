#pragma once
// What stands around a workbook's sheets (ECMA-376 part 1, SpreadsheetML): their names, shared words, which styles are dates.

#include <optional>

#include "archive.h"
#include "xml_stream.h"

namespace vigie::connectors {

// What a number format shows of a serial number.
enum class Shown { number, date, date_time, time };
Shown shown_by(std::string_view format_code);

struct Workbook {
  struct Sheet {
    std::string name, part;
  };
  std::vector<Sheet> sheets;
  std::vector<std::string> words;  // shared strings
  std::vector<Shown> styles;       // by the cell's style index
  bool from_1904 = false;

  static Result<Workbook> read(const Archive& archive);
};

// A serial number as ISO 8601, to the second; nullopt where it is no date. Day 60 of 1900, which never was, is none.
std::optional<std::string> iso_of_serial(double serial, Shown shown, bool from_1904);

Status read_part(const Archive& archive, const std::string& part, XmlListener& listener);

}  // namespace vigie::connectors
