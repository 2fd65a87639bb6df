// vigie export: facts as files. A permit to export from every source that comes out, looked at again at every page; the
// audit entry is committed before the first byte is written.

#include <algorithm>
#include <cstdio>
#include <set>

#include "base/log.h"
#include "commands.h"
#include "connectors/record_text.h"
#include "records/city_of_records.h"

namespace vigie::app {
namespace {

using connectors::TextFormat;

constexpr std::size_t page = 10'000;

std::vector<OptionSpec> specs() {
  std::vector<OptionSpec> all{
      {"--from", "TIME", "from then on: a date of the city's zone, or ISO 8601 with an offset (default: the beginning)"},
      {"--to", "TIME", "before then (default: now and later)"},
      {"--format", "csv|ndjson", "default csv"},
      {"--source", "ID", "of this source alone"},
      {"--versions", "newest|all", "of records: the newest version of each (default), or all"}};
  all.insert(all.end(), city_of_records_options().begin(), city_of_records_options().end());
  return all;
}

Result<UtcTime> instant(const std::string& text, UtcTime otherwise, const Zone& zone) {
  if (text.empty()) return otherwise;
  int year = 0, month = 0, day = 0, used = 0;
  if (text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3 && used == 10 &&
      std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                  std::chrono::day{static_cast<unsigned>(day)}}
          .ok())
    return zone.from_local(year, month, day, 0, 0, 0);
  return parse_utc(text);
}

class Export {
 public:
  Export(const Options& options, const RecordDoors& doors, city::Interval span, TextFormat format)
      : options_(options), doors_(doors), span_(span), format_(format) {}

  Status records() {
    VIGIE_TRY(const auto sources, doors_.series.record_sources());
    VIGIE_TRY(const auto chosen, permitted(sources));
    VIGIE_CHECK(enter("record", chosen));
    const auto versions = options_.text("--versions", "newest") == "all" ? city::RecordVersions::all : city::RecordVersions::newest;
    // One header for all: the words that any of the records has, learned on a first pass.
    connectors::RecordText text{format_};
    for (const bool write : {false, true}) {
      if (!write && format_ == TextFormat::ndjson) continue;
      if (write) put(text.header());
      for (const auto& source : chosen) {
        city::RecordCursor cursor;
        while (true) {
          VIGIE_CHECK(permits_.at(source).check(city::Processing::export_records, source));
          VIGIE_TRY(const auto rows, doors_.series.records(source, span_, versions, cursor, page));
          for (const auto& row : rows)
            if (write)
              put(text.line(row));
            else
              text.learn(row.record);
          if (rows.size() < page) break;
          cursor = rows.back().cursor;
        }
      }
    }
    return flush();
  }

  Status observations() {
    VIGIE_TRY(const auto sources, doors_.series.observation_sources());
    VIGIE_TRY(const auto chosen, permitted(sources));
    VIGIE_CHECK(enter("observation", chosen));
    if (format_ == TextFormat::csv) put("id,source,kind,place,direction,time_start,time_end,value,exercise\n");
    for (const auto& source : chosen) {
      // The door has no cursor for observations: pages are cut by time, and one minute never fills a page.
      for (city::Interval piece = span_; piece.from < span_.to;) {
        VIGIE_CHECK(permits_.at(source).check(city::Processing::export_records, source));
        VIGIE_TRY(auto rows, doors_.series.observations(source, "", piece, page));
        const bool full = rows.size() == page;
        const UtcTime last = rows.empty() ? span_.to : rows.back().span.from;
        if (full && rows.front().span.from == last)
          return fail(ErrorKind::full,
                      fmt::format("{} has more than {} observations at {}: export a shorter span", source, page, format_utc(last)));
        for (const auto& one : rows)
          if (!full || one.span.from < last) put(connectors::observation_line(one, format_));
        if (!full) break;
        piece.from = last;
      }
    }
    return flush();
  }

  Status facts(const std::string& what) {
    std::set<city::SourceId> sources;
    std::vector<city::RecordedFact> rows;
    for (std::uint64_t cursor = 0;;) {
      VIGIE_TRY(const auto read, doors_.ledger.facts_after(cursor, what + ".", page));
      for (const auto& one : read)
        if (one.fact.occurred.from >= span_.from && one.fact.occurred.from < span_.to) {
          sources.insert(one.fact.source);
          rows.push_back(one);
        }
      if (read.size() < page) break;
      cursor = read.back().cursor;
    }
    VIGIE_TRY(const auto chosen, permitted({sources.begin(), sources.end()}));
    VIGIE_CHECK(enter(what, chosen));
    if (format_ == TextFormat::csv) put("id,schema,source,source_key,subject,time,time_end,exercise,simulated,body\n");
    for (const auto& one : rows) {
      if (!permits_.contains(one.fact.source)) continue;
      VIGIE_CHECK(permits_.at(one.fact.source).check(city::Processing::export_records, one.fact.source));
      put(connectors::fact_line(one.fact, format_));
    }
    return flush();
  }

 private:
  // Of each source that would come out; one without a permit stops the export, so that nothing is left out in silence.
  Result<std::vector<city::SourceId>> permitted(std::vector<city::SourceId> sources) {
    if (options_.has("--source")) std::erase_if(sources, [&](const auto& one) { return one != options_.text("--source"); });
    for (const auto& source : sources) {
      auto permit = doors_.gate.permit(city::Processing::export_records, source, {"server", "command line", ""});
      if (!permit)
        return fail_in(
            fmt::format("exporting needs a legal basis that names '{}' and the processing 'export'; --source exports others", source),
            permit.error());
      permits_.emplace(source, std::move(*permit));
    }
    return sources;
  }

  Status enter(const std::string& what, const std::vector<city::SourceId>& sources) {
    city::Commit commit;
    for (const auto& source : sources)
      commit.audit.push_back({{},
                              "server",
                              "records.export",
                              source,
                              "command line",
                              {{"what", what}, {"from", format_utc(span_.from)}, {"to", format_utc(span_.to)}}});
    if (commit.audit.empty()) return {};
    VIGIE_CHECK(doors_.ledger.commit(commit));
    return {};
  }

  void put(const std::string& text) { failed_ = failed_ || std::fwrite(text.data(), 1, text.size(), stdout) != text.size(); }
  Status flush() {
    if (std::fflush(stdout) != 0 || failed_)
      return fail(ErrorKind::unavailable, "the export could not be written whole: is the disk full?");
    return {};
  }

  const Options& options_;
  const RecordDoors& doors_;
  const city::Interval span_;
  const TextFormat format_;
  std::map<city::SourceId, city::Permit> permits_;
  bool failed_ = false;
};

Status run(const Options& options) {
  const std::string what = options.words().empty() ? "" : options.words()[0];
  static const std::set<std::string> known{"record", "observation", "alert", "entry"};
  if (!known.contains(what))
    return fail(ErrorKind::invalid_input,
                "usage: vigie export record|observation|alert|entry --data DIR [--from T] [--to T] [--format csv|ndjson]");
  const std::string format = options.text("--format", "csv"), versions = options.text("--versions", "newest");
  if (format != "csv" && format != "ndjson") return fail(ErrorKind::invalid_input, "--format is csv or ndjson");
  if (versions != "newest" && versions != "all") return fail(ErrorKind::invalid_input, "--versions is newest or all");
  static const SystemClock clock;
  VIGIE_TRY(const auto program, open_city_of_records(options, clock, false));
  VIGIE_TRY(const Zone zone, Zone::open(program->doors().zone));
  city::Interval span;
  VIGIE_TRY(span.from, instant(options.text("--from"), UtcTime::min(), zone));
  VIGIE_TRY(span.to, instant(options.text("--to"), UtcTime::max(), zone));
  const RecordDoors doors = program->record_doors();
  Export out{options, doors, span, format == "csv" ? TextFormat::csv : TextFormat::ndjson};
  if (what == "record") return out.records();
  if (what == "observation") return out.observations();
  return out.facts(what);
}

}  // namespace

int run_export(Arguments arguments) {
  const auto options = Options::parse(arguments, specs(), 1);
  if (!options) return report("export", options.error());
  if (options->has("--help")) {
    std::fputs(usage("export", "record|observation|alert|entry --data DIR",
                     "Writes facts to standard output. Every source that comes out needs a legal basis for 'export'.", specs())
                   .c_str(),
               stdout);
    return 0;
  }
  start_logging("export");
  const auto done = run(*options);
  return done ? 0 : report("export", done.error());
}

}  // namespace vigie::app
