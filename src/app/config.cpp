#include "config.h"

#include <toml++/toml.h>

#include <fstream>
#include <sstream>
#include <variant>
#include <vector>

#include "base/zone.h"
#include "law/profile.h"

namespace vigie::app {
namespace {

namespace fs = std::filesystem;

struct Bounds {
  long least = 0, most = 0;
};

struct Setting {
  const char* name;
  std::variant<std::string ServerConfig::*, long ServerConfig::*, fs::path ServerConfig::*> member;
  const char* help;
  const char* unit = "";
  bool required = false;
  Bounds bounds{};
};

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all{
      {"address", &ServerConfig::address,
       "where the server listens; 0.0.0.0 for every network of the machine (then give tls_certificate and tls_key)"},
      {"port", &ServerConfig::port, "0 lets the system choose", "", false, {0, 65535}},
      {"data", &ServerConfig::data, "folder of ledger, series, recordings and sockets", "", true},
      {"profile", &ServerConfig::profile, "the country's law: a file like profiles/fr.toml", "", true},
      {"zone", &ServerConfig::zone, "the city's time zone, an IANA name like Europe/Paris", "", true},
      {"city", &ServerConfig::city, "the city's name as screens show it", "", true},
      {"tls_certificate", &ServerConfig::tls_certificate, "PEM file with the certificate chain"},
      {"tls_key", &ServerConfig::tls_key, "PEM file with its private key"},
      {"workers", &ServerConfig::workers, "video processes; one serves a few cameras", "processes", false, {1, 64}},
      {"map", &ServerConfig::map, "OpenStreetMap extract, .osm.pbf; without it a plain map and straight-line times"},
      {"model", &ServerConfig::model, "folder of the detector; without it no analysis"},
      {"channels", &ServerConfig::channels, "file of the live channels (docs/live-channels.md); without it nothing is pushed and no broker heard"},
      {"web", &ServerConfig::web, "folder of the built console; without it the API alone"},
      {"retention_days",
       &ServerConfig::retention_days,
       "how long video lives; the profile's maximum and one month bound it",
       "days",
       false,
       {1, 30}},
      {"keep_free_gb",
       &ServerConfig::keep_free_gb,
       "below this much free space the oldest unprotected video goes",
       "GB",
       false,
       {1, 1'000'000}},
      {"callback_hours",
       &ServerConfig::callback_hours,
       "how long a caller's number is kept to call back; then it is erased",
       "hours",
       false,
       {1, 72}},
      {"checkpoint_copies", &ServerConfig::checkpoint_copies,
       "folder outside this server for signed checkpoints of the audit; without it data/outside"},
  };
  return all;
}

tl::unexpected<Error> wrong(const fs::path& where, const toml::node& node, const std::string& what) {
  return fail(ErrorKind::invalid_input, fmt::format("{}:{}: {}", where.string(), node.source().begin.line, what), "config.invalid");
}

// One setting from its node into its member.
struct Taking {
  const Setting& setting;
  const toml::node& node;
  const fs::path& where;
  ServerConfig& config;

  Status operator()(std::string ServerConfig::*member) const {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) return wrong(where, node, fmt::format("'{}' must be words in quotes: {}", setting.name, setting.help));
    config.*member = *text;
    return {};
  }
  Status operator()(fs::path ServerConfig::*member) const {
    const auto text = node.value_exact<std::string>();
    if (!text || text->empty()) return wrong(where, node, fmt::format("'{}' must be a path in quotes: {}", setting.name, setting.help));
    config.*member = (where.parent_path() / *text).lexically_normal();
    return {};
  }
  Status operator()(long ServerConfig::*member) const {
    const auto number = node.value_exact<std::int64_t>();
    if (!number || *number < setting.bounds.least || *number > setting.bounds.most)
      return wrong(where, node,
                   fmt::format("'{}' must be a number from {} to {}{}{}: {}", setting.name, setting.bounds.least, setting.bounds.most,
                               *setting.unit ? " " : "", setting.unit, setting.help));
    config.*member = static_cast<long>(*number);
    return {};
  }
};

const Setting* find(std::string_view name) {
  for (const Setting& setting : settings())
    if (name == setting.name) return &setting;
  return nullptr;
}

Status check_file(const char* setting, const fs::path& path) {
  if (path.empty() || std::ifstream{path}) return {};
  return fail(ErrorKind::not_found, fmt::format("setting '{}': cannot read {}", setting, path.string()), "config.file");
}

}  // namespace

Result<ServerConfig> parse_config(std::string_view text, const fs::path& where) {
  toml::table toml;
  try {
    toml = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::invalid_input, fmt::format("{}:{}: {}", where.string(), error.source().begin.line, error.description()),
                "config.invalid");
  }
  ServerConfig config;
  for (const auto& [key, node] : toml) {
    const Setting* setting = find(key.str());
    if (!setting) return wrong(where, node, fmt::format("there is no setting '{}'; 'vigie config default' lists all", key.str()));
    VIGIE_CHECK(std::visit(Taking{*setting, node, where, config}, setting->member));
  }
  for (const Setting& setting : settings())
    if (setting.required && !toml.contains(setting.name))
      return fail(ErrorKind::invalid_input, fmt::format("{}: '{}' is missing: {}", where.string(), setting.name, setting.help),
                  "config.invalid");
  if (config.tls_certificate.empty() != config.tls_key.empty())
    return fail(ErrorKind::invalid_input, fmt::format("{}: tls_certificate and tls_key go together", where.string()), "config.invalid");
  return config;
}

Result<ServerConfig> load_config(const fs::path& file) {
  std::ifstream in{file};
  if (!in) return fail(ErrorKind::not_found, fmt::format("cannot read the configuration {}", file.string()), "config.file");
  std::ostringstream text;
  text << in.rdbuf();
  return parse_config(text.str(), fs::absolute(file));
}

Status check_surroundings(const ServerConfig& config) {
  VIGIE_TRY(const law::Profile profile, law::Profile::load(config.profile));
  VIGIE_TRY(const Zone zone, Zone::open(config.zone));
  if (std::chrono::days{config.retention_days} > profile.retention_max)
    return fail(
        ErrorKind::invalid_input,
        fmt::format("setting 'retention_days': {} is more than the profile's {}", config.retention_days, profile.retention_max.count()),
        "config.invalid");
  VIGIE_CHECK(check_file("tls_certificate", config.tls_certificate));
  VIGIE_CHECK(check_file("tls_key", config.tls_key));
  VIGIE_CHECK(check_file("map", config.map));
  VIGIE_CHECK(check_file("channels", config.channels));
  for (const auto& [name, folder] : {std::pair{"model", config.model}, std::pair{"web", config.web}})
    if (!folder.empty() && !fs::is_directory(folder))
      return fail(ErrorKind::not_found, fmt::format("setting '{}': there is no folder {}", name, folder.string()), "config.file");
  return {};
}

Json to_json(const ServerConfig& config) {
  Json value = Json::object();
  for (const Setting& setting : settings()) {
    std::visit(
        [&](auto member) {
          if constexpr (std::is_same_v<decltype(member), fs::path ServerConfig::*>)
            value[setting.name] = (config.*member).string();
          else
            value[setting.name] = config.*member;
        },
        setting.member);
  }
  return value;
}

std::string config_text(const ServerConfig& config) {
  const Json values = to_json(config);
  std::string text = "# vigie serve --config THIS_FILE. Relative paths are taken from this file's folder.\n";
  for (const Setting& setting : settings()) {
    const Json& value = values[setting.name];
    const bool empty = value.is_string() && value.get<std::string>().empty();
    text += fmt::format("\n# {}{}\n{}{} = {}\n", setting.help,
                        *setting.unit ? fmt::format(" ({}, {} to {})", setting.unit, setting.bounds.least, setting.bounds.most) : "",
                        empty ? "#" : "", setting.name, value.dump());
  }
  return text;
}

}  // namespace vigie::app
