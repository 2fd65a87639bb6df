// Panic buttons, panels and access control. A press is a person's request: it opens an incident by itself, never a dispatch
// (DESIGN.md, "The way of a fact"). Every press is kept; while the incident that a button opened is open, its further
// presses belong to it, so that a flood of one button makes one incident.
#include <algorithm>
#include <set>

#include "digest_ids.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {

constexpr double near_m = 300;           // cameras shown beside the incident: so near
constexpr std::size_t most_cameras = 4;  // and at most so many
constexpr std::size_t most_open = 1'000;

std::string press_subject(const ButtonPress& press) {
  return "press:" + id_made_from(press.channel + "\n" + press.device + "\n" + press.key).str();
}

std::vector<std::string> cameras_near(const Board& board, const geo::LatLon& where) {
  std::vector<std::pair<double, std::string>> near;
  for (const auto& camera : board.cameras())
    if (const double metres = geo::distance_m(camera.where, where); metres <= near_m) near.emplace_back(metres, camera.id);
  std::sort(near.begin(), near.end());
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < near.size() && i < most_cameras; ++i) ids.push_back(near[i].second);
  return ids;
}

Status check(const ButtonPress& press) {
  if (press.channel.empty() || press.device.empty() || press.key.empty())
    return fail(ErrorKind::invalid_input, "a press needs its channel, its device and its key", "field.missing");
  if (press.where && !geo::valid(*press.where)) return fail(ErrorKind::invalid_input, "the device has no valid place", "field.place");
  return {};
}

}  // namespace

// The open incident of each button: remembered, and looked up on the board after a start.
std::string Desk::open_incident_of(const std::string& button) {
  if (!buttons_known_) {
    for (const auto& incident : board_.incidents(true, most_open))
      if (const auto named = text_or(incident.opened.body, "button"); !named.empty()) buttons_.try_emplace(named, incident.id);
    buttons_known_ = true;
  }
  const auto known = buttons_.find(button);
  if (known == buttons_.end()) return {};
  const auto incident = board_.incident(known->second);
  if (incident && !incident->closed) return known->second;
  buttons_.erase(known);
  return {};
}

Result<Pressed> Desk::press(const std::vector<ButtonPress>& presses) {
  for (const auto& press : presses) VIGIE_CHECK(check(press));
  std::lock_guard lock(mutex_);
  Pressed pressed;
  city::Commit commit;
  std::set<std::string> here;
  std::map<std::string, std::string> opened;  // of this commit: button → incident
  for (const auto& press : presses) {
    const std::string subject = press_subject(press);
    VIGIE_TRY(const auto known, ledger_.facts_of(subject, 1));
    if (!known.empty() || !here.insert(subject).second) {
      ++pressed.repeated;
      continue;
    }
    const std::string button = press.channel + "/" + press.device;
    const Actor panel{"panel:" + press.channel, press.place.empty() ? press.device : press.place, "", false};
    std::string incident = open_incident_of(button);
    if (incident.empty())
      if (const auto now = opened.find(button); now != opened.end()) incident = now->second;
    const auto say = [&](const char* schema, const std::string& about, Json body, const char* what) {
      city::Fact fact = this->fact(panel, schema, about, std::move(body));
      fact.source = panel.account;
      fact.source_key = press.device + "/" + press.key + what;
      fact.occurred = {press.at, press.at};
      fact.basis = press.basis;
      fact.exercise |= press.exercise;
      commit.facts.push_back(std::move(fact));
    };
    if (incident.empty()) {
      incident = "incident:" + ids_.next().str();
      opened.emplace(button, incident);
      Json body{{"kind", press.kind}, {"place", panel.name}, {"urgency", 1}, {"words", ""}, {"origin", "panel"}, {"button", button}};
      // A device that nobody configured opens an incident all the same: without a place, so that the screen says so.
      if (press.where) {
        body["lat"] = press.where->lat;
        body["lon"] = press.where->lon;
        body["cameras"] = cameras_near(board_, *press.where);
      }
      say("incident.opened", incident, std::move(body), "/opened");
      commit.audit.push_back(audit(panel, "incident.open", incident, "panel"));
      pressed.opened.push_back(incident);
    } else {
      ++pressed.joined;
    }
    say("press.received", subject, {{"device", press.device}, {"incident", incident}}, "");
  }
  if (commit.facts.empty()) return pressed;
  commit.audit.push_back(audit({"panel:" + presses.front().channel, "", "", false}, "press.received", "panel:" + presses.front().channel,
                               std::to_string(presses.size() - pressed.repeated)));
  VIGIE_TRY(const auto committed, ledger_.commit(commit));
  (void)committed;
  buttons_.merge(opened);
  VIGIE_CHECK(board_.catch_up(ledger_));
  return pressed;
}

}  // namespace vigie::operations
