#include "operations/daybook.h"

namespace vigie::operations {

bool Entry::open() const {
  return number_or(written.body, "urgency", 3) <= 2 && outcome.empty() && corrected_by.empty() && text_or(written.body, "incident").empty();
}

void DayBook::apply(const city::Fact& fact) {
  std::unique_lock lock(mutex_);
  if (fact.schema == "entry.written") {
    Entry entry{fact.subject, numbers_ + 1, fact, text_or(fact.body, "outcome"), {}};
    if (!entries_.try_emplace(fact.subject, std::move(entry)).second) return;
    ++numbers_;
    order_.push_back(fact.subject);
    if (const auto corrected = entries_.find(text_or(fact.body, "corrects")); corrected != entries_.end())
      corrected->second.corrected_by.push_back(fact.subject);
    if (const auto incident = text_or(fact.body, "incident"); !incident.empty()) of_incident_[incident].push_back(fact.subject);
  } else if (fact.schema == "entry.settled") {
    if (const auto at = entries_.find(fact.subject); at != entries_.end()) at->second.outcome = text_or(fact.body, "outcome");
  } else if (fact.schema == "entry.told" || fact.schema == "incident.told") {
    told_[fact.subject].push_back({text_or(fact.body, "partner"), text_or(fact.body, "name"), text_or(fact.body, "reference"),
                                   fact.occurred.from, text_or(fact.body, "by"), text_or(fact.body, "by_name")});
  }
}

std::optional<Entry> DayBook::entry(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = entries_.find(id);
  return at == entries_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<Entry> DayBook::entries(const Filter& filter, std::size_t limit) const {
  std::shared_lock lock(mutex_);
  std::vector<Entry> out;
  for (auto id = order_.rbegin(); id != order_.rend() && out.size() < limit; ++id) {
    const Entry& entry = entries_.at(*id);
    if (filter.entered && (entry.written.recorded < filter.entered->from || entry.written.recorded >= filter.entered->to)) continue;
    if (!filter.kind.empty() && text_or(entry.written.body, "kind") != filter.kind) continue;
    if (filter.open_only && !entry.open()) continue;
    out.push_back(entry);
  }
  return out;
}

Json DayBook::entry_json(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto at = entries_.find(id);
  if (at == entries_.end()) return {};
  const Entry& entry = at->second;
  Json value = entry.written.body;
  value["id"] = entry.id;
  value["number"] = entry.number;
  value["entered_at"] = format_utc(entry.written.recorded);
  value["occurred_at"] = format_utc(entry.written.occurred.from);
  value["outcome"] = entry.outcome;
  value["open"] = entry.open();
  value["partners"] = told_locked(id);
  Json corrected = Json::array();
  for (const auto& one : entry.corrected_by) corrected.push_back({{"id", one}, {"number", entries_.at(one).number}});
  value["corrected_by"] = std::move(corrected);
  if (const auto before = entries_.find(text_or(value, "corrects")); before != entries_.end())
    value["corrects_number"] = before->second.number;
  value["exercise"] = entry.written.exercise;
  value["simulated"] = entry.written.simulated;
  return value;
}

Json DayBook::told_json(const std::string& subject) const {
  std::shared_lock lock(mutex_);
  return told_locked(subject);
}

Json DayBook::told_locked(const std::string& subject) const {
  Json list = Json::array();
  const auto at = told_.find(subject);
  if (at == told_.end()) return list;
  for (const auto& one : at->second)
    list.push_back({{"partner", one.partner},
                    {"name", one.name},
                    {"reference", one.reference},
                    {"at", format_utc(one.at)},
                    {"by", one.by},
                    {"by_name", one.by_name}});
  return list;
}

Json DayBook::entries_of(const std::string& incident) const {
  std::shared_lock lock(mutex_);
  Json list = Json::array();
  const auto at = of_incident_.find(incident);
  if (at == of_incident_.end()) return list;
  for (const auto& id : at->second) list.push_back({{"id", id}, {"number", entries_.at(id).number}});
  return list;
}

DayBook::Count DayBook::count_since(UtcTime since) const {
  std::shared_lock lock(mutex_);
  Count count;
  for (auto id = order_.rbegin(); id != order_.rend(); ++id) {
    const Entry& entry = entries_.at(*id);
    if (entry.written.recorded < since) break;
    ++count.entries;
    if (text_or(entry.written.body, "origin") == "call") ++count.calls;
  }
  return count;
}

}  // namespace vigie::operations
