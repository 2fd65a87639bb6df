#include "connectors/guess.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "guess_fields.h"
#include "guess_places.h"
#include "guess_sample.h"
#include "header_words.h"
#include "own_fields.h"
#include "personal_data.h"

namespace vigie::connectors {
namespace {

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out.push_back(c);
  }
  return out + "\"";
}

// A comment is one line, whatever a header holds.
std::string in_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return text;
}

template <typename Words>
std::string list(const Words& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : ", ") + toml_string(word);
  return "[" + out + "]";
}

// "2010_accidents_gu_bcn.csv.gz" → "accidents-gu-bcn": what names a register in all its files.
std::string source_name(const std::string& file) {
  std::string name;
  for (const auto& word : header_words(file.substr(0, file.find('.'))))
    if (std::all_of(word.begin(), word.end(), is_letter)) name += (name.empty() ? "" : "-") + word;
  return name.substr(0, 64);
}

std::string kept_name(const ColumnProfile& column, std::size_t index, std::set<std::string>& taken) {
  std::string name;
  for (const auto& word : header_words(column.header()))
    if (std::all_of(word.begin(), word.end(), is_letter)) name += (name.empty() ? "" : "_") + word;
  if (name.empty() || is_own_field(name) || !taken.insert(name).second) {
    name += fmt::format("{}column_{}", name.empty() ? "" : "_", index + 1);
    taken.insert(name);
  }
  return name;
}

class Writer {
 public:
  Writer(std::vector<Sample> samples, const GuessOptions& options)
      : samples_(std::move(samples)),
        options_(options),
        main_(samples_.back()),
        fields_(guess_fields(main_.columns)),
        doubts_(fields_.doubts) {}

  Guess write() {
    place();
    head();
    fields();
    layouts();
    kept();
    for (const Sample& sample : samples_)
      if (sample.damaged > 0)
        doubt(fmt::format("{}: {} of {} rows cannot be read as they are", sample.file, sample.damaged, sample.damaged + sample.rows));
    std::string top = "# A guess from " + std::to_string(samples_.size()) + (samples_.size() == 1 ? " file" : " files") +
                      ": read it, answer the doubts, try it with --dry-run, then keep it.\n";
    for (const auto& one : doubts_) top += "# DOUBT: " + in_one_line(one) + "\n";
    return {top + text_, doubts_};
  }

 private:
  const ColumnProfile& column(Index index) const { return main_.columns[*index]; }
  void doubt(std::string words) { doubts_.push_back(std::move(words)); }
  void line(const std::string& words) { text_ += words + "\n"; }
  static const ColumnProfile* named(const Sample& sample, const std::string& header) {
    const auto found = std::find(sample.header.begin(), sample.header.end(), header);
    return found == sample.header.end() ? nullptr : &sample.columns[static_cast<std::size_t>(found - sample.header.begin())];
  }
  bool everywhere(const std::string& header) const {
    return std::all_of(samples_.begin(), samples_.end(), [&](const Sample& sample) { return named(sample, header); });
  }

  void place() {
    if (!fields_.x) return;
    place_ = guess_projection(column(fields_.x), column(fields_.y), options_.centre);
    doubts_.insert(doubts_.end(), place_.doubts.begin(), place_.doubts.end());
    for (const Sample& sample : samples_) {
      const auto *x = named(sample, column(fields_.x).header()), *y = named(sample, column(fields_.y).header());
      turned_.push_back(x && y && guess_projection(*x, *y, options_.centre).swapped != place_.swapped);
    }
  }

  void head() {
    line("version = 1");
    std::string source = source_name(main_.file);
    if (source.empty()) doubt("'source' is empty: give the register a name of a-z, 0-9 and '-'");
    line("source = " + toml_string(source));
    if (options_.kind.empty()) doubt("'kind' is empty: say what the rows are (collision, noise, dumping…), or --kind");
    line("kind = " + toml_string(options_.kind));
    if (options_.zone.empty()) doubt("'zone' is empty: say whose clock the times are (Europe/Paris), or --zone");
    line("zone = " + toml_string(options_.zone));
    if (fields_.x) line("crs = " + toml_string(place_.epsg ? fmt::format("EPSG:{}", place_.epsg) : ""));
    box();
    line("format = " + toml_string(to_string(main_.format)));
    if (main_.format == FileFormat::csv) line("separator = " + toml_string({&main_.separator, 1}));
    std::set<Encoding> encodings;
    for (const Sample& sample : samples_) {
      encodings.insert(sample.encoding);
      if (sample.format != main_.format || sample.separator != main_.separator)
        doubt(sample.file + " is written in another form (format or separator): it needs a mapping of its own");
    }
    std::vector<std::string> words;
    for (const Encoding one : encodings) words.emplace_back(to_string(one));
    line("encodings = " + list(words));
    std::set<char> marks;
    for (const Sample& sample : samples_)
      for (const auto& one : sample.columns)
        for (const char mark : one.share_numbers() > 0.9 ? one.decimal_marks() : "") marks.insert(mark);
    if (marks.empty()) marks.insert('.');
    line("decimal = " + toml_string(std::string(marks.begin(), marks.end())));
    line("");
  }

  void box() {
    double west = 0, south = 0, east = 0, north = 0;
    if (fields_.lat) {
      const auto &lat = column(fields_.lat), &lon = column(fields_.lon);
      std::tie(west, south, east, north) = std::tuple{lon.quantile(0.01), lat.quantile(0.01), lon.quantile(0.99), lat.quantile(0.99)};
    } else if (place_.middle) {
      // From metres: the middle of the places and their spread, near enough for a box that a person looks at.
      const auto &x = column(place_.swapped ? fields_.y : fields_.x), &y = column(place_.swapped ? fields_.x : fields_.y);
      const double lat_per_m = 1 / 111'200.0, lon_per_m = lat_per_m / std::cos(place_.middle->lat * M_PI / 180);
      west = place_.middle->lon + (x.quantile(0.01) - x.quantile(0.5)) * lon_per_m;
      east = place_.middle->lon + (x.quantile(0.99) - x.quantile(0.5)) * lon_per_m;
      south = place_.middle->lat + (y.quantile(0.01) - y.quantile(0.5)) * lat_per_m;
      north = place_.middle->lat + (y.quantile(0.99) - y.quantile(0.5)) * lat_per_m;
    } else {
      line("box = []                                  # west, south, east, north of the city, in degrees");
      return;
    }
    const double margin = std::max(0.02, 0.2 * std::max(east - west, north - south));
    const auto down = [&](double value) { return std::floor((value - margin) * 100) / 100; };
    const auto up = [&](double value) { return std::ceil((value + margin) * 100) / 100; };
    line(fmt::format("box = [{:.2f}, {:.2f}, {:.2f}, {:.2f}]", down(west), down(south), up(east), up(north)));
    doubt("'box' is drawn around nearly all of the places that were seen: make it the city");
  }

  void field(const char* name, Index index, bool nothing = false) {
    if (!index) return;
    line(fmt::format("[{}]", name));
    line("columns = " + list(std::vector{column(index).header()}) + "   # " + in_one_line(column(index).examples()));
    if (!everywhere(column(index).header())) doubt("not every file has the column '" + column(index).header() + "': add its other names");
    std::set<std::string> words;
    // Of both halves of the place: in some files they stand the other way round.
    for (const Index half : {fields_.lat, fields_.lon, fields_.x, fields_.y})
      for (const Sample& sample : samples_)
        if (const auto* same = nothing && half ? named(sample, column(half).header()) : nullptr)
          for (const auto& word : same->words_for_nothing()) words.insert(word);
    if (!words.empty()) line("none = " + list(words));
  }

  void fields() {
    if (fields_.key)
      field("key", fields_.key);
    else
      line("[key]\ncolumns = []");
    if (fields_.time) {
      field("time", fields_.time);
      time_form(fields_.time);
    } else if (fields_.year) {
      line("[time]");
      const std::array<std::pair<const char*, Index>, 5> parts{
          {{"year", fields_.year}, {"month", fields_.month}, {"day", fields_.day}, {"hour", fields_.hour}, {"minute", fields_.minute}}};
      for (const auto& [part, index] : parts)
        if (index)
          line(fmt::format("{} = {}   # {}", part, list(std::vector{column(index).header()}), in_one_line(column(index).examples())));
      if (!fields_.hour) doubt("no column looks like the hour: each row lasts its whole day");
    } else {
      line("[time]\ncolumns = []");
    }
    if (fields_.time_end) {
      field("time_end", fields_.time_end);
      time_form(fields_.time_end);
    }
    field("lat", fields_.lat, true);
    field("lon", fields_.lon, true);
    field("x", place_.swapped ? fields_.y : fields_.x, true);
    field("y", place_.swapped ? fields_.x : fields_.y, true);
    field("kind_from", fields_.kind);
    field("known_by", fields_.known_by);
  }

  void time_form(Index index) {
    int other = -1;
    line("format = " + toml_string(time_formats[static_cast<std::size_t>(column(index).time_format(other))]));
  }

  // Files whose axes stand the other way round are told apart by the columns that only some files have.
  void layouts() {
    if (std::find(turned_.begin(), turned_.end(), true) == turned_.end()) return;
    std::set<std::vector<std::string>> written;
    std::set<std::string> somewhere;
    for (const Sample& sample : samples_)
      for (const auto& header : sample.header)
        if (!everywhere(header)) somewhere.insert(header);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      const Sample& sample = samples_[i];
      if (!written.insert(sample.header).second) continue;
      std::vector<std::string> with, without;
      for (const auto& header : somewhere) (named(sample, header) ? with : without).push_back(header);
      line("[[layout]]");
      line("name = " + toml_string("as " + sample.file));
      if (!with.empty()) line("with = " + list(with));
      if (!without.empty()) line("without = " + list(without));
      if (!turned_[i]) continue;
      line("x = " + list(std::vector{column(fields_.y).header()}));
      line("y = " + list(std::vector{column(fields_.x).header()}));
      doubt(sample.file + ": x and y stand over each other's column (and in files with the same header): look at a map");
      if (with.empty() && without.empty()) doubt(sample.file + " has the same header as the others, so that no layout can tell them apart");
    }
  }

  void kept() {
    std::string left_out;
    std::set<std::string> names;
    for (std::size_t i = 0; i < main_.columns.size(); ++i) {
      if (fields_.uses(i)) continue;
      const ColumnProfile& one = main_.columns[i];
      // One cell that is no number rejects its row: every file's must be.
      const auto in_all = [&](const auto& holds) {
        return std::all_of(samples_.begin(), samples_.end(), [&](const Sample& sample) {
          const auto* same = named(sample, one.header());
          return !same || same->filled() == 0 || holds(*same);
        });
      };
      const bool whole = in_all([](const auto& column) { return column.share_integers() == 1; });
      const bool number = whole || in_all([](const auto& column) { return column.all_numbers(); });
      const bool category = in_all([](const auto& column) { return column.is_category() && !column.looks_personal(); });
      std::string why;
      if (const auto personal = header_looks_personal(one.header()))
        why = std::string("its header looks like ") + to_string(*personal);
      else if (one.looks_personal())
        why = "cells look personal";
      else if (one.filled() == 0)
        why = "empty";
      else if (!number && !category)
        why = "free text, or more than 200 different words";
      else if (!number && one.different_words() == 1)
        why = "always the same";
      if (!why.empty()) {
        left_out += "#   " + toml_string(one.header()) + ": " + why + "\n";
        continue;
      }
      line("[[keep]]");
      line("name = " + toml_string(kept_name(one, i, names)));
      line("columns = " + list(std::vector{one.header()}) + "   # " + in_one_line(one.examples()));
      if (whole || number) line(whole ? "type = \"integer\"" : "type = \"number\"");
      if (!everywhere(one.header())) line("optional = true");
    }
    if (!left_out.empty()) text_ += "# Not kept, and so never stored:\n" + left_out;
  }

  const std::vector<Sample> samples_;
  const GuessOptions& options_;
  const Sample& main_;  // the last file: a register's newest
  FieldGuess fields_;
  PlaceGuess place_;
  std::vector<bool> turned_;  // for each file: its axes the other way round than the main one's
  std::vector<std::string> doubts_;
  std::string text_;
};

}  // namespace

Result<Guess> guess_mapping(const std::vector<std::filesystem::path>& files, const GuessOptions& options) {
  if (files.empty()) return fail(ErrorKind::invalid_input, "name at least one file to guess a mapping from");
  std::vector<Sample> samples;
  for (const auto& file : files) {
    VIGIE_TRY(Sample sample, take_sample(file));
    samples.push_back(std::move(sample));
  }
  return Writer(std::move(samples), options).write();
}

}  // namespace vigie::connectors
