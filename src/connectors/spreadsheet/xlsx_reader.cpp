// A sheet of an Excel workbook (.xlsx) as rows: its first row with a word in it is the header. Dates become ISO 8601, numbers are
// written as their shortest decimal. The file lies in memory packed (64 MiB at most); the sheet is unpacked row by row.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>

#include "row_reader.h"
#include "workbook.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_packed_bytes = 64u << 20;
constexpr std::size_t most_columns = 2000;

// "BC12" → 54. 0 when the reference says nothing.
std::size_t column_of(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z' || column > most_columns) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column;
}

struct SheetRow {
  std::uint64_t number = 0, byte = 0;
  std::vector<std::string> cells;
  bool too_wide = false;
};

class SheetRows final : public XmlListener {
 public:
  explicit SheetRows(const Workbook& book) : book_(book) {}

  void begin(std::string_view element, const Attributes& attributes, std::uint64_t byte) override {
    const auto word = [&](std::string_view name) {
      const auto found = attributes.find(name);
      return found == attributes.end() ? std::string_view{} : std::string_view{found->second};
    };
    if (element == "row") {
      std::uint64_t number = 0;
      const auto text = word("r");
      std::from_chars(text.data(), text.data() + text.size(), number);
      last_number_ = number > last_number_ ? number : last_number_ + 1;
      row_ = {last_number_, byte, {}, false};
      next_column_ = 1;
    } else if (element == "c") {
      const std::size_t column = column_of(word("r"));
      column_ = column > 0 ? column : next_column_;
      next_column_ = column_ + 1;
      type_ = word("t");
      style_ = 0;
      const auto style = word("s");
      std::from_chars(style.data(), style.data() + style.size(), style_);
      value_.clear();
    } else if (element == "rPh") {
      ++phonetic_;
    }
  }

  void end(std::string_view element, std::string_view text) override {
    if (element == "v") {
      value_ = text;
    } else if (element == "t" && phonetic_ == 0) {
      value_ += text;  // of an inline string, which may be in several runs
    } else if (element == "rPh") {
      --phonetic_;
    } else if (element == "c") {
      put(cell());
    } else if (element == "row") {
      if (std::any_of(row_.cells.begin(), row_.cells.end(), [](const auto& one) { return !one.empty(); }) || row_.too_wide)
        ready.push_back(std::move(row_));
    }
  }

  std::deque<SheetRow> ready;

 private:
  void put(std::string text) {
    if (text.empty()) return;
    if (column_ > most_columns) {
      row_.too_wide = true;
      return;
    }
    if (row_.cells.size() < column_) row_.cells.resize(column_);
    row_.cells[column_ - 1] = std::move(text);
  }

  std::string cell() const {
    if (type_ == "s") {
      std::size_t index = book_.words.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      return index < book_.words.size() ? book_.words[index] : std::string{};
    }
    if (type_ == "b") return value_ == "1" ? "true" : "false";
    if (!type_.empty() && type_ != "n") return value_;
    double number = 0;
    const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), number);
    if (error != std::errc{} || end != value_.data() + value_.size() || !std::isfinite(number)) return value_;
    const Shown shown = style_ < book_.styles.size() ? book_.styles[style_] : Shown::number;
    if (shown != Shown::number)
      if (auto iso = iso_of_serial(number, shown, book_.from_1904)) return *iso;
    // 43.289999999999999 is how 43.29 is stored: the shortest decimal is what was typed.
    std::array<char, 64> digits;
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
    return written.ec == std::errc{} ? std::string{digits.data(), written.ptr} : value_;
  }

  const Workbook& book_;
  SheetRow row_;
  std::string type_, value_;
  std::size_t column_ = 0, next_column_ = 1, style_ = 0;
  std::uint64_t last_number_ = 0;
  int phonetic_ = 0;
};

class XlsxReader final : public RowReader {
 public:
  XlsxReader(Archive archive, Workbook book) : archive_(std::move(archive)), book_(std::move(book)), rows_(book_) {}

  Status start(const std::string& sheet) {
    const auto named =
        std::find_if(book_.sheets.begin(), book_.sheets.end(), [&](const auto& one) { return sheet.empty() || one.name == sheet; });
    if (named == book_.sheets.end()) {
      std::string names;
      for (const auto& one : book_.sheets) names += (names.empty() ? "'" : ", '") + one.name + "'";
      return fail(ErrorKind::invalid_input, fmt::format("{} has no sheet '{}'; it has {}", archive_.name(), sheet, names), "file.no_sheet");
    }
    VIGIE_TRY(part_, archive_.part(named->part));
    xml_ = std::make_unique<XmlStream>(rows_, fmt::format("{}: sheet '{}'", archive_.name(), named->name));
    VIGIE_TRY(const bool there, fill());
    if (!there)
      return fail(ErrorKind::invalid_input, fmt::format("{}: sheet '{}' is empty: it has no header", archive_.name(), named->name),
                  "file.no_header");
    if (current_.too_wide) return fail(ErrorKind::invalid_input, archive_.name() + " has more than 2000 columns", "file.no_header");
    columns_ = std::move(current_.cells);
    return {};
  }

  const std::vector<std::string>& columns() const override { return columns_; }

  Result<bool> next(Row& row) override {
    VIGIE_TRY(const bool there, fill());
    if (!there) return false;
    row.number = current_.number;
    row.byte = current_.byte;
    row.whole = {};
    row.damage = current_.too_wide || current_.cells.size() > columns_.size() ? "wrong_columns" : nullptr;
    current_.cells.resize(std::max(current_.cells.size(), columns_.size()));
    row.cells.assign(current_.cells.begin(), current_.cells.end());
    return true;
  }

 private:
  // The next row into current_; false at the end.
  Result<bool> fill() {
    while (rows_.ready.empty() && !ended_) {
      VIGIE_TRY(const std::size_t count, part_->read(piece_));
      ended_ = count == 0;
      VIGIE_CHECK(xml_->feed({piece_.data(), count}, ended_));
    }
    if (rows_.ready.empty()) return false;
    current_ = std::move(rows_.ready.front());
    rows_.ready.pop_front();
    return true;
  }

  Archive archive_;
  Workbook book_;
  SheetRows rows_;
  std::unique_ptr<ArchivePart> part_;
  std::unique_ptr<XmlStream> xml_;
  std::array<char, 65'536> piece_;
  bool ended_ = false;
  SheetRow current_;
  std::vector<std::string> columns_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_xlsx(TextInput& input, const std::string& sheet, const std::string& name) {
  VIGIE_TRY(auto bytes, Archive::bytes_of(input, most_packed_bytes, name, "save the sheet as CSV"));
  if (std::string_view{bytes.data(), bytes.size()}.starts_with("\xD0\xCF\x11\xE0"))
    return fail(ErrorKind::invalid_input,
                name + " is an old Excel file (.xls), or protected by a password: save it as .xlsx or CSV without one", "file.unreadable");
  VIGIE_TRY(Archive archive, Archive::open(std::move(bytes), name));
  VIGIE_TRY(Workbook book, Workbook::read(archive));
  auto reader = std::make_unique<XlsxReader>(std::move(archive), std::move(book));
  VIGIE_CHECK(reader->start(sheet));
  return reader;
}

}  // namespace vigie::connectors
