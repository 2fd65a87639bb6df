#include "connectors/live_intake.h"

#include <algorithm>
#include <future>

#include "base/log.h"
#include "batches.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;

// Keys of a batch are written beside its name, so that a screen can tell which facts have come; not when they are too long
// for a line of the ledger.
constexpr std::size_t most_key_bytes = 64 << 10;

}  // namespace

struct LiveIntake::Offer {
  std::vector<city::Record> records;
  SteadyTime since;
  std::promise<Result<Stored>> answer;
};

// The offers of one source in one commit.
struct LiveIntake::Group {
  std::vector<std::shared_ptr<Offer>> offers;
  std::vector<city::Record> records;  // of all of them, in order
  std::vector<city::RecordMatch> matches;
  std::optional<city::Permit> permit;
  city::Batch batch;
  std::optional<Error> refused;
};

LiveIntake::LiveIntake(LiveDoors doors, Limits limits)
    : doors_(std::move(doors)), limits_(limits), queue_(limits.queued_offers), thread_("live-intake", [this](std::stop_token) { run(); }) {}

void LiveIntake::stop() {
  queue_.close();
  thread_.stop();
}

Result<LiveIntake::Stored> LiveIntake::store(std::vector<city::Record> records, WhenFull when_full) {
  const auto busy = [&] {
    doors_.metrics.add("vigie_live_refused_total");
    return fail(ErrorKind::full, "more is arriving than can be stored: send it again in a second", "push.busy");
  };
  struct Counted {
    std::atomic<int>& count;
    const int now = ++count;
    ~Counted() { --count; }
  };
  auto offer = std::make_shared<Offer>();
  offer->records = std::move(records);
  offer->since = doors_.clock.steady_now();
  auto answer = offer->answer.get_future();
  if (when_full == WhenFull::wait) {
    if (!queue_.push(std::move(offer))) return fail(ErrorKind::unavailable, "the server is stopping", "server.stopping");
    return answer.get();
  }
  const Counted counted{waiting_};
  if (counted.now > limits_.waiting_callers) return busy();
  if (!queue_.try_push(offer)) {
    if (queue_.closed()) return fail(ErrorKind::unavailable, "the server is stopping", "server.stopping");
    return busy();
  }
  return answer.get();
}

void LiveIntake::run() {
  while (true) {
    auto first = queue_.pop(1s);
    if (!first) {
      if (queue_.closed()) return;
      continue;
    }
    std::vector<std::shared_ptr<Offer>> offers{std::move(*first)};
    std::size_t records = offers.front()->records.size();
    while (records < limits_.group_records) {
      auto more = queue_.pop(0ms);
      if (!more) break;
      records += (*more)->records.size();
      offers.push_back(std::move(*more));
    }
    if (const auto done = commit(offers); !done) {
      spdlog::error("live: {} messages could not be stored: {}", offers.size(), done.error().message);
      for (const auto& offer : offers) offer->answer.set_value(tl::make_unexpected(done.error()));
    }
  }
}

// Asks the law and the door what is new, and appends that.
Status LiveIntake::prepare(Group& group) {
  const city::SourceId source = group.offers.front()->records.front().source;
  auto permit = doors_.permit(source);
  if (!permit) {
    group.refused = permit.error();
    return {};
  }
  group.permit = std::move(*permit);
  for (const auto& offer : group.offers)
    for (auto& record : offer->records) {
      record.exercise = group.permit->terms().exercise;
      group.records.push_back(std::move(record));
    }
  VIGIE_TRY(group.matches, doors_.series.match(group.records));
  find_repeats(group.records, group.matches);
  for (std::size_t i = 0; i < group.records.size(); ++i) {
    if (group.matches[i] == city::RecordMatch::repeated) continue;
    group.records[i].id = doors_.ids.next();
    group.batch.records.push_back(std::move(group.records[i]));
  }
  if (group.batch.records.empty()) return {};
  group.batch.id = doors_.ids.next();
  return doors_.series.append(group.batch);
}

// An error: nothing is stored of any of them. What the law refuses is told to its offers alone.
Status LiveIntake::commit(std::vector<std::shared_ptr<Offer>>& offers) {
  std::map<city::SourceId, Group> groups;
  for (const auto& offer : offers) groups[offer->records.front().source].offers.push_back(offer);
  city::Commit named;
  const auto drop = [&](Status why) {
    for (const auto& [source, group] : groups)
      if (!group.batch.id.is_nil()) (void)doors_.series.drop(group.batch.id);  // what cannot be dropped now, the next start drops
    return why;
  };
  const UtcTime now = doors_.clock.utc_now();
  for (auto& [source, group] : groups) {
    if (auto ready = prepare(group); !ready) return drop(std::move(ready));
    if (group.refused)
      named.audit.push_back({now, "server", "fact.refused", source, group.refused->code, {{"messages", group.offers.size()}}});
    if (group.batch.records.empty()) continue;
    city::Fact fact = name_of_batch(group.batch, group.permit->terms(), now);
    Json keys = Json::array();
    std::size_t bytes = 0;
    for (const auto& record : group.batch.records) {
      bytes += record.source_key.size();
      keys.push_back(record.source_key);
    }
    if (bytes <= most_key_bytes) fact.body["keys"] = std::move(keys);
    named.audit.push_back(
        {now, "server", "records.received", source, "", {{"stored", group.batch.records.size()}, {"messages", group.offers.size()}}});
    named.facts.push_back(std::move(fact));
  }
  if (!named.facts.empty() || !named.audit.empty())
    if (auto committed = doors_.ledger.commit(named); !committed) return drop(tl::make_unexpected(committed.error()));
  // From here on the ledger names them: were this process killed now, the next start would publish them.
  for (auto& [source, group] : groups)
    if (!group.batch.records.empty())
      if (auto shown = doors_.series.publish(group.batch.id); !shown)
        spdlog::error("live: batch {} is stored but not shown yet: {}", group.batch.id.str(), shown.error().message);
  for (auto& [source, group] : groups) {
    std::size_t at = 0;
    for (const auto& offer : group.offers) {
      doors_.metrics.observe("vigie_live_commit_seconds", std::chrono::duration<double>(doors_.clock.steady_now() - offer->since).count());
      if (group.refused) {
        offer->answer.set_value(tl::make_unexpected(*group.refused));
        continue;
      }
      Stored stored;
      stored.batch = group.batch.id;
      for (std::size_t i = 0; i < offer->records.size(); ++i, ++at) {
        const auto match = group.matches[at];
        ++(match == city::RecordMatch::repeated ? stored.duplicates : stored.stored);
        if (match == city::RecordMatch::new_version) ++stored.new_versions;
      }
      doors_.metrics.add("vigie_live_records_total", {{"source", source}}, static_cast<double>(stored.stored));
      offer->answer.set_value(stored);
    }
  }
  offers.clear();
  return {};
}

}  // namespace vigie::connectors
