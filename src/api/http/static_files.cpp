#include "http/static_files.h"

#include <zlib.h>

#include <fstream>
#include <sstream>

#include "base/digest.h"

namespace vigie::api {
namespace {

constexpr std::size_t max_total = 64u << 20;
constexpr std::size_t worth_zipping = 1024;

std::string type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string> types{{".html", "text/html; charset=utf-8"},
                                                        {".js", "text/javascript; charset=utf-8"},
                                                        {".css", "text/css; charset=utf-8"},
                                                        {".json", "application/json"},
                                                        {".webmanifest", "application/manifest+json"},
                                                        {".svg", "image/svg+xml"},
                                                        {".png", "image/png"},
                                                        {".ico", "image/x-icon"},
                                                        {".woff2", "font/woff2"},
                                                        {".wasm", "application/wasm"},
                                                        {".pbf", "application/x-protobuf"},
                                                        {".txt", "text/plain; charset=utf-8"}};
  const auto at = types.find(file.extension().string());
  return at == types.end() ? "application/octet-stream" : at->second;
}

bool zips(const std::string& type) { return type.starts_with("text/") || type.starts_with("application/json") || type == "image/svg+xml" || type == "application/wasm"; }

const char* const no_console =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Vigie</title><p>The console is not built: run <code>./run</code>, "
    "which builds it, or look at <a href=\"/api/v1/openapi.json\">the API</a>.</p></html>\n";

}  // namespace

std::string gzip(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib's old interface; it only reads
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(whole ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

Response cached_document(const Request& request, const std::shared_ptr<const std::string>& plain, const std::shared_ptr<const std::string>& gzipped,
                         const std::string& type, const std::string& tag) {
  const bool zipped = gzipped && request.header("accept-encoding").find("gzip") != std::string::npos;
  const std::string quoted = fmt::format("\"{}{}\"", tag, zipped ? "-gz" : "");
  Response response{200, type, {}, zipped ? gzipped : plain, {{"ETag", quoted}, {"Vary", "Accept-Encoding"}}};
  if (request.header("if-none-match").find(quoted) != std::string::npos) {
    response.status = 304;
    response.shared_body.reset();
    return response;
  }
  if (zipped) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

Result<StaticFiles> StaticFiles::load(const std::filesystem::path& folder) {
  StaticFiles files;
  std::error_code ec;
  if (folder.empty() || !std::filesystem::is_directory(folder, ec)) return files;
  std::size_t total = 0;
  for (std::filesystem::recursive_directory_iterator at{folder, ec}, end; !ec && at != end; at.increment(ec)) {
    if (!at->is_regular_file() || at->is_symlink()) continue;
    std::ifstream in{at->path(), std::ios::binary};
    std::ostringstream content;
    content << in.rdbuf();
    if (!in) return fail(ErrorKind::unavailable, fmt::format("cannot read {}", at->path().string()));
    File file;
    file.plain = std::make_shared<const std::string>(std::move(content).str());
    total += file.plain->size();
    if (total > max_total) return fail(ErrorKind::invalid_input, fmt::format("{} holds more than 64 MiB: not a built console", folder.string()));
    file.type = type_of(at->path());
    file.tag = to_hex(sha256(*file.plain)).substr(0, 20);
    if (file.plain->size() >= worth_zipping && zips(file.type)) file.gzipped = std::make_shared<const std::string>(gzip(*file.plain));
    const std::string name = "/" + at->path().lexically_relative(folder).generic_string();
    file.lasting = name.starts_with("/assets/");  // Vite names these by their digest
    files.files_.emplace(name, std::move(file));
  }
  if (ec) return fail(ErrorKind::unavailable, fmt::format("cannot list {}: {}", folder.string(), ec.message()));
  return files;
}

Response StaticFiles::get(const Request& request) const {
  auto at = files_.find(request.target.path);
  const bool page = request.target.path.find('.') == std::string::npos;
  if (at == files_.end() && page) at = files_.find("/index.html");
  if (at == files_.end()) {
    if (page && files_.empty()) return {200, "text/html; charset=utf-8", no_console, {}, {}};
    return problem(404, "request.not_found", fmt::format("there is no {}", request.target.path));
  }
  const File& file = at->second;
  auto response = cached_document(request, file.plain, file.gzipped, file.type, file.tag);
  response.headers.emplace_back("Cache-Control", file.lasting ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

}  // namespace vigie::api
