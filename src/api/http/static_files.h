#pragma once
// The console's files. Read once into memory, so that nothing outside the folder can ever be reached by a path.

#include <filesystem>
#include <map>
#include <memory>

#include "http/request.h"
#include "http/response.h"

namespace vigie::api {

class StaticFiles {
 public:
  // A missing folder gives none: then "/" says how to build the console. Refuses more than 64 MiB.
  static Result<StaticFiles> load(const std::filesystem::path& folder);
  // The file, or index.html for a page of the console ("/desk"); 304 when the browser has it.
  Response get(const Request& request) const;

 private:
  struct File {
    std::shared_ptr<const std::string> plain, gzipped;  // gzipped where it pays
    std::string type, tag;
    bool lasting = false;  // its name holds a digest of its content
  };
  std::map<std::string, File, std::less<>> files_;
};

// A whole document with ETag, gzipped when the browser takes it: for large ones that many fetch. `tag` without quotes.
Response cached_document(const Request& request, const std::shared_ptr<const std::string>& plain, const std::shared_ptr<const std::string>& gzipped,
                         const std::string& type, const std::string& tag);
std::string gzip(std::string_view text);

}  // namespace vigie::api
