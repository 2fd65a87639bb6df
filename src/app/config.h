#pragma once
// The server's file, config.toml: for starting the process only (cameras, zones, bases and roles live in the ledger).
// Each setting is declared once, in config.cpp: name, help, unit, default, bounds. The file is checked whole before
// anything starts; unknown keys are refused with file and line.

#include <filesystem>
#include <string>

#include "base/json.h"

namespace vigie::app {

struct ServerConfig {
  std::string address = "127.0.0.1";
  long port = 8080;
  std::filesystem::path data;
  std::filesystem::path profile;
  std::string zone;
  std::string city;
  std::filesystem::path tls_certificate, tls_key;  // both or none
  long workers = 1;
  std::filesystem::path map, model, web, channels;  // empty: without it
  long retention_days = 30;
  long keep_free_gb = 1;
  long callback_hours = 24;
  std::filesystem::path checkpoint_copies;  // empty: data/outside
};

// Relative paths are taken from the folder of `where`.
Result<ServerConfig> parse_config(std::string_view toml, const std::filesystem::path& where);
Result<ServerConfig> load_config(const std::filesystem::path& file);
// What the file names must be there and fit: the profile loads, the zone is known, files can be read.
Status check_surroundings(const ServerConfig& config);
Json to_json(const ServerConfig& config);
// A file with every setting, its help and its value in `config`: where a city starts from.
std::string config_text(const ServerConfig& config);

}  // namespace vigie::app
