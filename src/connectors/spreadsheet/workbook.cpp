#include "workbook.h"

#include <chrono>
#include <cmath>
#include <cstdlib>

namespace vigie::connectors {
namespace {

constexpr std::size_t most_words_bytes = 256u << 20;
constexpr std::size_t most_styles = 65'536;  // Excel's own limit is 65,490

std::string attribute(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::string{} : found->second;
}

class SheetNames final : public XmlListener {
 public:
  explicit SheetNames(Workbook& book) : book_(book) {}
  void begin(std::string_view element, const Attributes& attributes, std::uint64_t) override {
    // Both "r:id" and "id" are called id here; a sheet has "sheetId", too.
    if (element == "sheet") book_.sheets.push_back({attribute(attributes, "name"), attribute(attributes, "id")});
    if (element == "workbookPr") {
      const std::string value = attribute(attributes, "date1904");
      book_.from_1904 = value == "1" || value == "true";
    }
  }
  void end(std::string_view, std::string_view) override {}

 private:
  Workbook& book_;
};

class Relations final : public XmlListener {
 public:
  void begin(std::string_view element, const Attributes& attributes, std::uint64_t) override {
    if (element != "Relationship") return;
    std::string target = attribute(attributes, "Target");
    targets[attribute(attributes, "Id")] = target.starts_with('/') ? target.substr(1) : "xl/" + target;
  }
  void end(std::string_view, std::string_view) override {}
  std::map<std::string, std::string> targets;
};

class SharedWords final : public XmlListener {
 public:
  explicit SharedWords(std::vector<std::string>& words) : words_(words) {}
  void begin(std::string_view element, const Attributes&, std::uint64_t) override {
    if (element == "si") word_.clear();
    if (element == "rPh") ++phonetic_;  // how it is read aloud (Japanese): not what it says
  }
  void end(std::string_view element, std::string_view text) override {
    if (element == "t" && phonetic_ == 0) word_ += text;
    if (element == "rPh") --phonetic_;
    if (element != "si") return;
    bytes_ += word_.size() + sizeof(std::string);
    if (bytes_ <= most_words_bytes) words_.push_back(word_);
  }
  bool too_many() const { return bytes_ > most_words_bytes; }

 private:
  std::vector<std::string>& words_;
  std::string word_;
  int phonetic_ = 0;
  std::size_t bytes_ = 0;
};

// Formats 14 to 22 and 45 to 47 are dates and times everywhere, 27 to 36 and 50 to 58 in East Asia (ECMA-376, 18.8.30).
Shown shown_by_number(int id) {
  if (id == 22) return Shown::date_time;
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return Shown::time;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return Shown::date;
  return Shown::number;
}

class Styles final : public XmlListener {
 public:
  explicit Styles(std::vector<Shown>& styles) : styles_(styles) {}
  void begin(std::string_view element, const Attributes& attributes, std::uint64_t) override {
    const int id = std::atoi(attribute(attributes, "numFmtId").c_str());
    if (element == "numFmt") own_[id] = shown_by(attribute(attributes, "formatCode"));
    if (element == "cellXfs") inside_ = true;
    if (element != "xf" || !inside_ || styles_.size() >= most_styles) return;
    const auto own = own_.find(id);
    styles_.push_back(own == own_.end() ? shown_by_number(id) : own->second);
  }
  void end(std::string_view element, std::string_view) override {
    if (element == "cellXfs") inside_ = false;
  }

 private:
  std::vector<Shown>& styles_;
  std::map<int, Shown> own_;
  bool inside_ = false;
};

}  // namespace

Shown shown_by(std::string_view code) {
  bool date = false, time = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {  // words and colours; "[h]" counts hours, which is a duration and stays a number
      i = std::min(code.find(c == '"' ? '"' : ']', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == ';') {
      break;  // of negative numbers
    } else {
      date = date || c == 'y' || c == 'Y' || c == 'd' || c == 'D';
      time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
      if (c == 'G' || c == 'g') return Shown::number;  // "General"
    }
  }
  return date && time ? Shown::date_time : date ? Shown::date : time ? Shown::time : Shown::number;
}

std::optional<std::string> iso_of_serial(double serial, Shown shown, bool from_1904) {
  using namespace std::chrono;
  constexpr double kLast = 2'958'466;  // 1 January 10000
  if (!(serial >= 0) || serial >= kLast) return std::nullopt;
  const auto seconds_in_all = static_cast<std::int64_t>(std::llround(serial * 86'400));
  auto day = seconds_in_all / 86'400;
  const auto second = seconds_in_all % 86'400;
  const auto clock = fmt::format("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
  if (shown == Shown::time && day == 0) return clock;
  if (!from_1904) {
    if (day == 60 || day == 0) return std::nullopt;  // 29 February 1900 and 0 January 1900
    if (day < 60) ++day;
  }
  const sys_days base = from_1904 ? sys_days{year{1904} / 1 / 1} : sys_days{year{1899} / 12 / 30};
  const year_month_day date{base + days{day}};
  const auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                static_cast<unsigned>(date.day()));
  return shown == Shown::date && second == 0 ? text : text + "T" + clock;
}

Status read_part(const Archive& archive, const std::string& part, XmlListener& listener) {
  VIGIE_TRY(const auto input, archive.part(part));
  XmlStream xml(listener, fmt::format("{}: {}", archive.name(), part));
  std::array<char, 65'536> piece;
  while (true) {
    VIGIE_TRY(const std::size_t count, input->read(piece));
    VIGIE_CHECK(xml.feed({piece.data(), count}, count == 0));
    if (count == 0) return {};
  }
}

Result<Workbook> Workbook::read(const Archive& archive) {
  Workbook book;
  SheetNames names(book);
  VIGIE_CHECK(read_part(archive, "xl/workbook.xml", names));
  Relations relations;
  VIGIE_CHECK(read_part(archive, "xl/_rels/workbook.xml.rels", relations));
  for (Sheet& sheet : book.sheets) sheet.part = relations.targets[sheet.part];
  if (archive.has("xl/sharedStrings.xml")) {
    SharedWords words(book.words);
    VIGIE_CHECK(read_part(archive, "xl/sharedStrings.xml", words));
    if (words.too_many())
      return fail(ErrorKind::invalid_input, archive.name() + " has more than 256 MiB of different words: save it as CSV", "file.too_large");
  }
  if (archive.has("xl/styles.xml")) {
    Styles styles(book.styles);
    VIGIE_CHECK(read_part(archive, "xl/styles.xml", styles));
  }
  if (book.sheets.empty()) return fail(ErrorKind::invalid_input, archive.name() + " has no sheet", "file.no_header");
  return book;
}

}  // namespace vigie::connectors
