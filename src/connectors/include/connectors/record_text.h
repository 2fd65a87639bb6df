#pragma once
// Facts as lines of CSV (RFC 4180) or NDJSON, as `vigie export` writes them (FORMATS.md).

#include <map>
#include <set>
#include <string>

#include "base/zone.h"
#include "city/fact.h"
#include "city/series.h"

namespace vigie::connectors {

enum class TextFormat { csv, ndjson };

// "2010-01-01T07:00:00+01:00": an instant that also reads as the clock on the wall.
std::string local_iso(UtcTime time, const Zone& zone);

class RecordText {
 public:
  explicit RecordText(TextFormat format) : format_(format) {}
  void learn(const city::Record& record);  // its further columns, for the CSV header
  // id,source,source_key,time,lat,lon,x,y,crs,kind first, then the fixed further ones, then what records bring.
  std::string header() const;
  std::string line(const city::StoredRecord& stored);

 private:
  const Zone& zone(const std::string& name);
  const TextFormat format_;
  std::set<std::string> further_;
  std::map<std::string, Zone> zones_;
};

std::string observation_line(const city::Observation& observation, TextFormat format);
std::string fact_line(const city::Fact& fact, TextFormat format);

}  // namespace vigie::connectors
