#include "http/map_documents.h"

#include "base/digest.h"
#include "http/static_files.h"

namespace vigie::api {

MapDocuments::MapDocuments(const MapContent& content) {
  static const auto empty = std::make_shared<const std::string>(R"({"type":"FeatureCollection","features":[]})");
  for (const auto& [name, document] : {std::pair{"streets", &content.streets}, {"buildings", &content.buildings}, {"water", &content.water},
                                       {"green", &content.green}, {"places", &content.places}})
    layers_[name].plain = *document ? *document : empty;
}

std::optional<MapDocuments::Document> MapDocuments::layer(const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto at = layers_.find(name);
  if (at == layers_.end()) return std::nullopt;
  Document& document = at->second;
  if (!document.gzipped) {
    document.gzipped = std::make_shared<const std::string>(gzip(*document.plain));
    document.tag = to_hex(sha256(*document.plain)).substr(0, 20);
  }
  return document;
}

}  // namespace vigie::api
