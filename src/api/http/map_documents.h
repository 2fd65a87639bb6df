#pragma once
// The map's layers as they are sent: gzipped once, when first asked for, because a layer has up to 16 MB.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/doors.h"

namespace vigie::api {

class MapDocuments {
 public:
  explicit MapDocuments(const MapContent& content);
  struct Document {
    std::shared_ptr<const std::string> plain, gzipped;
    std::string tag;
  };
  std::optional<Document> layer(const std::string& name);  // any thread

 private:
  std::mutex mutex_;
  std::map<std::string, Document> layers_;
};

}  // namespace vigie::api
