#include "guess_sample.h"

#include <algorithm>

#include "row_reader.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

constexpr std::size_t most_rows = 20'000;
constexpr std::size_t rows_to_tell_separator = 50;

struct RawRows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::uint64_t damaged = 0;
};

Result<RawRows> read_rows(const std::filesystem::path& file, FileFormat format, char separator, std::size_t most) {
  VIGIE_TRY(const auto input, TextInput::open(file));
  const std::string name = file.filename().string();
  auto reader = format == FileFormat::csv         ? open_csv(*input, separator, name)
                : format == FileFormat::ndjson    ? open_ndjson(*input, name)
                : format == FileFormat::xlsx      ? open_xlsx(*input, "", name)
                : format == FileFormat::shapefile ? open_shapefile(*input, name)
                                                  : open_geojson(*input, name);
  if (!reader) return tl::make_unexpected(reader.error());
  RawRows raw;
  for (Row row; raw.rows.size() + raw.damaged < most;) {
    VIGIE_TRY(const bool there, (*reader)->next(row));
    if (!there) break;
    if (row.damage)
      ++raw.damaged;
    else
      raw.rows.emplace_back(row.cells.begin(), row.cells.end());
  }
  raw.header = (*reader)->columns();
  return raw;
}

Result<FileFormat> format_of(const std::filesystem::path& file) {
  VIGIE_TRY(const auto input, TextInput::open(file));
  std::array<char, 4096> head;
  std::size_t filled = 0;
  while (filled < head.size()) {
    VIGIE_TRY(const std::size_t count, input->read({head.data() + filled, head.size() - filled}));
    if (count == 0) break;
    filled += count;
  }
  std::string_view text{head.data(), filled};
  if (text.starts_with("PK\x03\x04")) return file.extension() == ".zip" ? FileFormat::shapefile : FileFormat::xlsx;
  if (text.starts_with("\xD0\xCF\x11\xE0")) return FileFormat::xlsx;  // the old form, which is refused there
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = trimmed(text);
  if (text.starts_with('<') || text.starts_with("BEGIN:VCALENDAR"))
    return fail(ErrorKind::invalid_input,
                file.filename().string() + " is a document whose fields are known: docs/live-channels.md shows its mapping", "file.document");
  if (!text.starts_with('{')) return FileFormat::csv;
  return text.find("\"FeatureCollection\"") != std::string_view::npos ? FileFormat::geojson : FileFormat::ndjson;
}

// The one that cuts the first rows into most columns, evenly.
Result<char> separator_of(const std::filesystem::path& file) {
  char best = ',';
  std::size_t most = 0;
  for (const char separator : {';', ',', '\t', '|'}) {
    VIGIE_TRY(const RawRows raw, read_rows(file, FileFormat::csv, separator, rows_to_tell_separator));
    if (raw.damaged * 10 > raw.rows.size()) continue;
    if (raw.header.size() > most) {
      most = raw.header.size();
      best = separator;
    }
  }
  return best;
}

Encoding encoding_of(const RawRows& raw) {
  const auto every = [&](const auto& fits) {
    return std::all_of(raw.header.begin(), raw.header.end(), fits) &&
           std::all_of(raw.rows.begin(), raw.rows.end(), [&](const auto& row) { return std::all_of(row.begin(), row.end(), fits); });
  };
  if (every([](const std::string& cell) { return is_utf8(cell); })) return Encoding::utf8;
  std::string unused;
  const bool western = every([&](const std::string& cell) { return unused.clear(), append_utf8(unused, cell, Encoding::windows_1252); });
  return western ? Encoding::windows_1252 : Encoding::latin_1;
}

}  // namespace

Result<Sample> take_sample(const std::filesystem::path& file) {
  Sample sample;
  sample.file = file.filename().string();
  VIGIE_TRY(sample.format, format_of(file));
  if (sample.format == FileFormat::csv) {
    VIGIE_TRY(sample.separator, separator_of(file));
  }
  VIGIE_TRY(const RawRows raw, read_rows(file, sample.format, sample.separator, most_rows));
  if (raw.rows.empty())
    return fail(ErrorKind::invalid_input, fmt::format("{} has no row that can be read: nothing to guess from", sample.file), "file.empty");
  sample.rows = raw.rows.size();
  sample.damaged = raw.damaged;
  sample.encoding = encoding_of(raw);
  std::string text;
  const auto decoded = [&](const std::string& cell) -> std::string_view {
    text.clear();
    append_utf8(text, cell, sample.encoding);
    return trimmed(text);
  };
  for (const auto& name : raw.header) {
    sample.header.emplace_back(decoded(name));
    sample.columns.emplace_back(sample.header.back());
  }
  for (const auto& row : raw.rows)
    for (std::size_t i = 0; i < std::min(row.size(), sample.columns.size()); ++i) sample.columns[i].add(decoded(row[i]));
  return sample;
}

}  // namespace vigie::connectors
