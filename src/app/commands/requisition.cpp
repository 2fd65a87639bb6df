// `vigie requisition`: the acts of a requisition on a city's data folder whose server is stopped. Each act is a person's: the account signs
// in with its password, so that two people are two people here, too. Refusals are in the audit as they are at the desk.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>

#include "base/log.h"
#include "base/thread.h"
#include "commands.h"
#include "records/city_of_records.h"
#include "requisitions/filter_program.h"
#include "requisitions/requisition_work.h"
#include "server/stop_signal.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;

struct Act {
  const char* word;
  const char* permission;
  bool names_one;  // a requisition by its number
  const char* help;
};
constexpr Act kActs[] = {
    {"enter", "requisition.write", false, "PAPER.json [--document SCAN]"},
    {"list", "requisition.read", false, "the queue"},
    {"show", "requisition.read", true, "one with its report"},
    {"what-exists", "requisition.read", true, "footage for its window and cameras"},
    {"protect", "requisition.write", true, "all of it, in one act; once approved also a review of the hold"},
    {"approve", "requisition.approve", true, "by a second person"},
    {"refuse", "requisition.approve", true, "--reason"},
    {"search", "requisition.search", true, "--camera [--from --to] --area | --vehicle [--colour --line --direction]"},
    {"findings", "requisition.search", true, "what was found and kept"},
    {"keep", "requisition.search", true, "--moments FILE.json | --finding ID,… | --camera --from --to"},
    {"package", "requisition.search", true, "--to DIR --medium NUMBER"},
    {"close", "requisition.search", true, "--reason; erases results"},
};

std::vector<OptionSpec> specs() {
  std::vector<OptionSpec> all{{"--as", "LOGIN", "who does it"},
                              {"--password-file", "FILE", "holds the password of that account, first line"},
                              {"--document", "FILE", "enter: the signed paper, whose SHA-256 is kept"},
                              {"--reason", "WORDS", "refuse, close"},
                              {"--camera", "ID", "search, keep: camera:1"},
                              {"--from", "TIME", "search, keep: ISO 8601 with an offset"},
                              {"--to", "TIME|DIR", "search, keep: the end; package: the new folder"},
                              {"--area", "x,y,…", "search: corners in pixels"},
                              {"--vehicle", "CLASS", "search: bicycle, car, motorcycle, bus or truck"},
                              {"--colour", "NAME", "search: of vehicles"},
                              {"--line", "x,y,x,y", "search: only what crossed it"},
                              {"--direction", "WAY", "search: a_to_b or b_to_a"},
                              {"--finding", "ID,…", "keep: of what was found"},
                              {"--moments", "FILE.json", "keep: a list of moments"},
                              {"--clock-error", "SECONDS", "keep: the camera's clock minus true time, where it was measured"},
                              {"--note", "WORDS", "keep"},
                              {"--medium", "NUMBER", "package: the number of the medium"},
                              {"--timestamp-command", "PROGRAM", "package: answers an RFC 3161 request on standard input"},
                              {"--timestamp-ca", "FILE.pem", "package: certificates of that authority"},
                              {"--model", "DIR", "search: the detector's folder"}};
  all.insert(all.end(), city_of_records_options().begin(), city_of_records_options().end());
  return all;
}

class ConsoleJob final : public city::JobContext {
 public:
  explicit ConsoleJob(StopSignal& signal)
      : watching_("stop-watch", [this, &signal](std::stop_token done) {
          while (!done.stop_requested() && !signal.wait_for(std::chrono::milliseconds{200})) continue;
          if (!done.stop_requested()) stop_.request_stop();
        }) {}
  void progress(double fraction, const std::string& step) override { std::fprintf(stderr, "%3.0f %% %s\n", fraction * 100, step.c_str()); }
  std::stop_token stop() const override { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  Thread watching_;
};

Result<std::string> text_of(const fs::path& file, std::size_t most) {
  std::ifstream in(file, std::ios::binary);
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) return fail(ErrorKind::not_found, file.string() + ": cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most) return fail(ErrorKind::invalid_input, fmt::format("{}: is larger than {} bytes", file.string(), most));
  return text;
}

Result<Json> points(const std::string& name, const std::string& text) {
  std::vector<double> numbers;
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    double number = 0;
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc{} || (read.ptr != end && *read.ptr != ','))
      return fail(ErrorKind::invalid_input, fmt::format("{} '{}': give x,y,x,y,… in pixels", name, text));
    numbers.push_back(number);
    at = read.ptr + 1;
  }
  Json list = Json::array();
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) list.push_back({numbers[i], numbers[i + 1]});
  if (numbers.empty() || numbers.size() % 2 != 0)
    return fail(ErrorKind::invalid_input, fmt::format("{} '{}': a point is two numbers", name, text));
  return list;
}

Result<law::Account> sign_in(const Options& options, Program& program) {
  if (!options.has("--as") || !options.has("--password-file"))
    return fail(ErrorKind::invalid_input, "say who does it: --as LOGIN --password-file FILE");
  VIGIE_TRY(std::string password, text_of(options.text("--password-file"), 1024));
  password = password.substr(0, password.find_first_of("\r\n"));
  return law::verify_password(program.record_doors().ledger, program.accounts(), options.text("--as"), password);
}

Result<Json> enter(const Options& options, operations::RequisitionDesk& desk, const operations::RequisitionDesk::Person& by) {
  if (options.words().size() != 2) return fail(ErrorKind::invalid_input, "usage: vigie requisition enter PAPER.json [--document SCAN]");
  VIGIE_TRY(const std::string text, text_of(options.words()[1], 1 << 20));
  VIGIE_TRY(Json paper, parse_json(text));
  if (options.has("--document") && paper.is_object()) {
    VIGIE_TRY(const Digest digest, sha256_of_file(options.text("--document")));
    paper["document_hash"] = to_hex(digest);
  }
  VIGIE_TRY(const auto asked, operations::new_requisition_from_json(paper));
  VIGIE_TRY(const std::string id, desk.enter(by, asked));
  VIGIE_TRY(const auto entered, desk.find(id));
  return operations::to_json(entered, false);
}

Result<Json> wanted_search(const Options& options) {
  Json question = Json::object();
  for (const char* name : {"area", "line"})
    if (const std::string option = std::string{"--"} + name; options.has(option)) {
      VIGIE_TRY(question[name], points(option, options.text(option)));
    }
  for (const char* name : {"vehicle", "colour", "direction"})
    if (const std::string option = std::string{"--"} + name; options.has(option)) question[name] = options.text(option);
  Json wanted{{"camera", options.text("--camera")}, {"question", std::move(question)}};
  for (const char* name : {"from", "to"})
    if (const std::string option = std::string{"--"} + name; options.has(option)) wanted[name] = options.text(option);
  return wanted;
}

Result<Json> wanted_moments(const Options& options) {
  if (options.has("--moments")) {
    VIGIE_TRY(const std::string text, text_of(options.text("--moments"), 1 << 20));
    VIGIE_TRY(Json moments, parse_json(text));
    return Json{{"moments", std::move(moments)}};
  }
  Json common = Json::object(), moments = Json::array();
  if (options.has("--note")) common["note"] = options.text("--note");
  if (options.has("--clock-error")) {
    const std::string text = options.text("--clock-error");
    double seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
      return fail(ErrorKind::invalid_input, fmt::format("--clock-error '{}': give seconds", text));
    common["clock_error_s"] = seconds;
  }
  const std::string findings = options.text("--finding");
  for (std::size_t at = 0; at < findings.size();) {
    const std::size_t end = std::min(findings.find(',', at), findings.size());
    moments.push_back(common);
    moments.back()["finding"] = findings.substr(at, end - at);
    at = end + 1;
  }
  if (moments.empty()) {
    moments.push_back(common);
    for (const char* name : {"camera", "from", "to"}) moments.back()[name] = options.text(std::string{"--"} + name);
  }
  return Json{{"moments", std::move(moments)}};
}

Result<Json> package(const Options& options, RequisitionWork& work, const operations::RequisitionDesk::Person& by, const std::string& id,
                     city::JobContext& job) {
  if (!options.has("--to") || !options.has("--medium"))
    return fail(ErrorKind::invalid_input, "a package needs --to DIR and --medium NUMBER");
  if (options.has("--timestamp-command")) {
    VIGIE_TRY(std::string certificates, text_of(options.text("--timestamp-ca"), 1 << 20));
    const fs::path program = options.text("--timestamp-command");
    work.stamp_by({program.filename().string(), std::move(certificates),
                   [program](const Bytes& request) { return run_filter(program, request, std::chrono::seconds{30}, 1 << 20); }});
  }
  return work.package(by, id, {{"medium", options.text("--medium")}}, options.text("--to"), job);
}

Result<Json> act_on(const std::string& word, const Options& options, Program& program, const law::Account& account) {
  RequisitionWork& work = program.requisitions();
  operations::RequisitionDesk& desk = work.desk();
  const operations::RequisitionDesk::Person by{account.subject.id, account.name};
  if (word == "enter") return enter(options, desk, by);
  if (word == "list") return work.queue();
  VIGIE_TRY(const auto requisition, desk.find(options.words()[1]));
  for (const auto& camera : requisition.asked.cameras)
    VIGIE_CHECK(program.accounts().may(
        account.subject.id, std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& act) { return word == act.word; })->permission,
        camera));
  const std::string& id = requisition.id;
  const std::string reason = options.text("--reason");
  const auto as_it_is_now = [&](const Result<std::string>& done) -> Result<Json> {
    if (!done) return tl::make_unexpected(done.error());
    VIGIE_TRY(const auto now, desk.find(*done));
    return operations::to_json(now, false);
  };
  StopSignal stop;
  ConsoleJob job{stop};
  if (word == "show") return operations::to_json(requisition, true);
  if (word == "what-exists") return work.what_exists(id);
  if (word == "protect") return work.protect(by, id);
  if (word == "approve") return as_it_is_now(desk.approve(account, id));
  if (word == "refuse") return as_it_is_now(desk.refuse(account, id, reason));
  if (word == "findings") return work.findings(by, id);
  if (word == "package") return package(options, work, by, id, job);
  if (word == "close") return work.close(by, id, reason);
  if (word == "search") {
    VIGIE_TRY(const Json wanted, wanted_search(options));
    return work.search(by, id, wanted, job);
  }
  VIGIE_TRY(const Json wanted, wanted_moments(options));
  return work.keep(by, id, wanted);
}

Result<Json> run(const Options& options, const Act& act) {
  if (act.names_one && options.words().size() != 2)
    return fail(ErrorKind::invalid_input, fmt::format("usage: vigie requisition {} NUMBER [OPTION…]", act.word));
  static const SystemClock clock;
  VIGIE_TRY(const auto program, open_city_of_records(options, clock, false));
  VIGIE_TRY(const law::Account account, sign_in(options, *program));
  const Status may = program->accounts().may(account.subject.id, act.permission);
  Result<Json> done = may ? act_on(act.word, options, *program, account) : tl::make_unexpected(may.error());
  if (!done && done.error().kind == ErrorKind::denied) {
    city::Commit refused;
    refused.audit.push_back({clock.utc_now(), account.subject.id, "request.refused",
                             fmt::format("requisition {} {}", act.word, options.words().size() > 1 ? options.words()[1] : ""),
                             done.error().code, Json::object()});
    VIGIE_TRY(const auto logged, program->record_doors().ledger.commit(refused));
    (void)logged;
  }
  return done;
}

}  // namespace

int run_requisition(Arguments arguments) {
  const auto all = specs();
  const auto options = Options::parse(arguments, all, 2);
  if (!options) return report("requisition", options.error());
  const auto act = options->words().empty()
                       ? std::end(kActs)
                       : std::find_if(std::begin(kActs), std::end(kActs), [&](const Act& one) { return options->words()[0] == one.word; });
  if (options->has("--help") || act == std::end(kActs)) {
    std::string what = "Answers a judicial requisition on a data folder whose server is stopped (docs/requisitions.md).\n";
    for (const Act& one : kActs) what += fmt::format("\n  {:12} {}{}", one.word, one.names_one ? "NUMBER: " : "", one.help);
    std::fputs(usage("requisition", "ACT [NUMBER]", what, all).c_str(), options->has("--help") ? stdout : stderr);
    return options->has("--help") ? 0 : 2;
  }
  start_logging("requisition");
  const auto done = run(*options, *act);
  if (!done) return report("requisition", done.error());
  std::printf("%s\n", canonical(*done).c_str());
  return 0;
}

}  // namespace vigie::app
