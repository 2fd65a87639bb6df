#include "server/channel_house.h"

#include "connectors/channel_guard.h"

namespace vigie::app {

using connectors::Channel;

struct ChannelHouse::State {
  State(connectors::ChannelFile its_file, ChannelDoors its_doors) : file(std::move(its_file)), doors(std::move(its_doors)) {}

  Result<city::Permit> permit(const city::SourceId& source) const {
    return doors.gate.permit(city::Processing::import_records, source, {"server", "live channel", ""});
  }
  Result<Json> press(const Channel& channel, const std::vector<connectors::Press>& presses);
  Status tell_state(const connectors::DeviceState& state);
  Result<const Channel*> channel_of(const api::Pushed& pushed) const;
  Json sources() const;

  const connectors::ChannelFile file;
  ChannelDoors doors;
  std::unique_ptr<connectors::LiveIntake> intake;
  std::unique_ptr<connectors::ChannelTraffic> traffic;
  std::vector<std::unique_ptr<connectors::MqttLink>> links;
};

Result<Json> ChannelHouse::State::press(const Channel& channel, const std::vector<connectors::Press>& presses) {
  VIGIE_TRY(const city::Permit allowed, permit(channel.source()));
  std::vector<operations::ButtonPress> pressed;
  for (const auto& one : presses)
    pressed.push_back(
        {one.channel, one.device, one.key, one.kind, one.place, one.where, one.at, allowed.terms().basis, allowed.terms().exercise});
  VIGIE_TRY(const operations::Pressed done, doors.desk.press(pressed));
  doors.metrics.add("vigie_presses_total", {{"channel", channel.name}}, static_cast<double>(presses.size() - done.repeated));
  return Json{{"opened", done.opened}, {"joined", done.joined}, {"repeated", done.repeated}};
}

Status ChannelHouse::State::tell_state(const connectors::DeviceState& state) {
  const auto allowed = permit(state.source);
  if (!allowed) return {};  // without a basis it is heard and not kept
  city::Fact fact;
  fact.schema = state.alive ? "source.back" : "source.lost";
  fact.source = state.source;
  fact.source_key = fmt::format("{}/{}", state.device, format_utc(state.at));
  fact.subject = fmt::format("source:{}/{}", state.source, state.device);
  fact.occurred = {state.at, state.at};
  fact.received = state.at;
  fact.zone = doors.zone;
  fact.basis = allowed->terms().basis;
  fact.exercise = allowed->terms().exercise;
  fact.body = {{"device", state.device}};
  city::Commit commit;
  commit.audit.push_back({state.at, "server", fact.schema, fact.subject, "", Json::object()});
  commit.facts.push_back(std::move(fact));
  VIGIE_TRY(const auto done, doors.ledger.commit(commit));
  (void)done;
  return {};
}

Result<const Channel*> ChannelHouse::State::channel_of(const api::Pushed& pushed) const {
  const Channel* channel = file.find(pushed.channel);
  const auto takes = pushed.sort == api::Pushed::Sort::records ? Channel::Takes::records : Channel::Takes::presses;
  // The name is not repeated: it comes from outside, and answers are logged by others.
  if (!channel || channel->takes != takes) return fail(ErrorKind::not_found, "there is no such channel", "push.unknown");
  return channel;
}

Json ChannelHouse::State::sources() const {
  Json list = traffic->sources();
  for (Json& one : list) {
    const auto allowed = permit(one["source"].get<std::string>());
    one["basis"] = allowed ? Json{{"id", allowed->terms().basis.id}, {"version", allowed->terms().basis.version}}
                           : Json{{"code", allowed.error().code}};
  }
  return list;
}

Result<std::unique_ptr<ChannelHouse>> ChannelHouse::open(const std::filesystem::path& path, ChannelDoors doors) {
  VIGIE_TRY(auto file, connectors::ChannelFile::load(path));
  auto state = std::make_unique<State>(std::move(file), std::move(doors));
  State& s = *state;
  s.intake = std::make_unique<connectors::LiveIntake>(
      connectors::LiveDoors{s.doors.ledger, s.doors.series, s.doors.ids, s.doors.clock, s.doors.metrics,
                            [&s](const city::SourceId& source) { return s.permit(source); }},
      connectors::LiveIntake::Limits{});
  s.traffic = std::make_unique<connectors::ChannelTraffic>(
      s.file, *s.intake,
      connectors::TrafficHooks{
          [&s](const Channel& channel, const std::vector<connectors::Press>& presses) { return s.press(channel, presses); },
          [&s](const connectors::DeviceState& told) { return s.tell_state(told); }},
      s.doors.clock);
  for (const auto& broker : s.file.brokers) {
    VIGIE_TRY(auto link, connectors::MqttLink::start(broker, s.doors.clock, s.doors.metrics,
                                                     [&s, &broker](const auto& messages) { return s.traffic->take(broker, messages); }));
    s.links.push_back(std::move(link));
  }
  return std::unique_ptr<ChannelHouse>(new ChannelHouse(std::move(state)));
}

ChannelHouse::ChannelHouse(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChannelHouse::~ChannelHouse() { stop(); }

void ChannelHouse::stop() {
  for (const auto& link : state_->links) link->stop();
  state_->links.clear();
  if (state_->intake) state_->intake->stop();
}

api::Channels ChannelHouse::doors() {
  State& s = *state_;
  return {[&s](const api::Pushed& pushed) -> Status {
            VIGIE_TRY(const Channel* channel, s.channel_of(pushed));
            return connectors::admit_push(*channel, pushed.authorization, pushed.signature, pushed.body, s.doors.clock.utc_now());
          },
          [&s](const api::Pushed& pushed) -> Result<Json> {
            VIGIE_TRY(const Channel* channel, s.channel_of(pushed));
            return s.traffic->push(*channel, pushed.body, pushed.ndjson);
          },
          [&s] { return s.sources(); }};
}

}  // namespace vigie::app
