#include "operations/checklists.h"

#include <algorithm>

namespace vigie::operations {

void Checklists::apply(const city::Fact& fact) {
  std::unique_lock lock(mutex_);
  if (fact.schema == "checklist.defined") {
    Checklist& list = lists_[text_or(fact.body, "kind")];
    list.kind = text_or(fact.body, "kind");
    ++list.version;
    list.steps.clear();
    for (const auto& step : fact.body.value("steps", Json::array())) list.steps.push_back({text_or(step, "id"), text_or(step, "text")});
    list.defined_at = fact.occurred.from;
    list.by = text_or(fact.body, "by");
    list.by_name = text_or(fact.body, "by_name");
  } else if (fact.schema == "incident.opened") {
    kinds_[fact.subject] = text_or(fact.body, "kind");
  } else if (fact.schema == "incident.ticked" || fact.schema == "incident.unticked") {
    auto& ticks = ticks_[fact.subject];
    const std::string step = text_or(fact.body, "step");
    std::erase_if(ticks, [&](const Tick& tick) { return tick.step == step; });
    if (fact.schema == "incident.unticked") return;
    ticks.push_back({step, text_or(fact.body, "text"), static_cast<int>(number_or(fact.body, "version", 0)), fact.occurred.from,
                     text_or(fact.body, "by"), text_or(fact.body, "by_name")});
  }
}

Checklist Checklists::of_kind(const std::string& kind) const {
  std::shared_lock lock(mutex_);
  const auto at = lists_.find(kind);
  if (at != lists_.end()) return at->second;
  Checklist none;
  none.kind = kind;
  return none;
}

Json Checklists::json(const std::string& kind) const { return json_locked(of_kind(kind)); }

Json Checklists::all_json() const {
  std::shared_lock lock(mutex_);
  Json all = Json::array();
  for (const auto& [kind, list] : lists_) all.push_back(json_locked(list));
  return all;
}

Json Checklists::json_locked(const Checklist& list) const {
  Json steps = Json::array();
  for (const auto& step : list.steps) steps.push_back({{"id", step.id}, {"text", step.text}});
  Json value{{"kind", list.kind}, {"version", list.version}, {"steps", std::move(steps)}};
  if (list.version > 0) {
    value["defined_at"] = format_utc(list.defined_at);
    value["by"] = list.by;
    value["by_name"] = list.by_name;
  }
  return value;
}

Json Checklists::of_incident(const std::string& incident) const {
  std::shared_lock lock(mutex_);
  Json value{{"version", 0}, {"steps", Json::array()}, {"earlier", Json::array()}};
  const auto kind = kinds_.find(incident);
  const auto list = kind == kinds_.end() ? lists_.end() : lists_.find(kind->second);
  const auto ticks = ticks_.find(incident);
  const auto form = [](const Tick& tick) { return Json{{"at", format_utc(tick.at)}, {"by", tick.by}, {"by_name", tick.by_name}}; };
  if (list != lists_.end()) {
    value["version"] = list->second.version;
    for (const auto& step : list->second.steps) {
      Json one{{"id", step.id}, {"text", step.text}};
      if (ticks != ticks_.end())
        for (const auto& tick : ticks->second)
          if (tick.step == step.id) one["ticked"] = form(tick);
      value["steps"].push_back(std::move(one));
    }
  }
  if (ticks == ticks_.end()) return value;
  for (const auto& tick : ticks->second) {
    const bool stands = list != lists_.end() && std::any_of(list->second.steps.begin(), list->second.steps.end(),
                                                            [&](const auto& step) { return step.id == tick.step; });
    if (!stands) value["earlier"].push_back({{"id", tick.step}, {"text", tick.text}, {"ticked", form(tick)}});
  }
  return value;
}

bool Checklists::ticked(const std::string& incident, const std::string& step) const {
  std::shared_lock lock(mutex_);
  const auto at = ticks_.find(incident);
  return at != ticks_.end() && std::any_of(at->second.begin(), at->second.end(), [&](const Tick& tick) { return tick.step == step; });
}

}  // namespace vigie::operations
