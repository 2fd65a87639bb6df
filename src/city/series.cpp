#include "city/series.h"

namespace vigie::city {

Digest Batch::digest() const {
  Json rows = Json::array();
  for (const auto& o : observations)
    rows.push_back({o.id.str(), o.source, o.kind, o.place, o.direction, to_unix_us(o.span.from), to_unix_us(o.span.to), o.value, o.exercise});
  for (const auto& p : positions) rows.push_back({p.id.str(), p.source, to_unix_us(p.at), p.where.lat, p.where.lon, p.incident, p.simulated});
  if (records.empty()) return sha256(canonical(rows));
  // Records come by the ten thousand: their digests stand for them.
  Sha256 all;
  all.update(canonical(rows));
  for (const auto& r : records) all.update(r.id.bytes).update(r.source).update(r.source_key).update(r.content());
  return all.finish();
}

}  // namespace vigie::city
