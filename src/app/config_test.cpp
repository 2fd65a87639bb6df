#include "config.h"

#include <gtest/gtest.h>

#include "base/zone.h"

namespace vigie::app {
namespace {

const std::string least = "data = \"data\"\nprofile = \"/srv/fr.toml\"\nzone = \"Europe/Paris\"\ncity = \"Reims\"\n";

std::string complaint(const std::string& text) {
  const auto config = parse_config(text, "/etc/vigie/config.toml");
  return config ? "" : config.error().message;
}

TEST(Config, TakesPathsFromItsOwnFolder) {
  const auto config = parse_config(least + "port = 8443\n", "/etc/vigie/config.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->data, "/etc/vigie/data");
  EXPECT_EQ(config->profile, "/srv/fr.toml");
  EXPECT_EQ(config->port, 8443);
  EXPECT_EQ(config->workers, 1);
  EXPECT_TRUE(config->map.empty());
}

TEST(Config, EveryMistakeIsNamedWithFileAndLine) {
  EXPECT_EQ(complaint(least + "colour = \"blue\"\n"),
            "/etc/vigie/config.toml:5: there is no setting 'colour'; 'vigie config default' lists all");
  EXPECT_TRUE(complaint(least + "port = 70000\n").starts_with("/etc/vigie/config.toml:5: 'port' must be a number from 0 to 65535"));
  EXPECT_TRUE(complaint(least + "port = \"80\"\n").starts_with("/etc/vigie/config.toml:5: 'port'"));
  EXPECT_TRUE(complaint(least + "retention_days = 31\n").find("1 to 30 days") != std::string::npos);
  EXPECT_TRUE(complaint(least + "map = 3\n").find("must be a path") != std::string::npos);
  EXPECT_TRUE(complaint(least + "map = \"\"\n").find("must be a path") != std::string::npos);
  EXPECT_TRUE(complaint(least + "tls_key = \"k.pem\"\n").find("go together") != std::string::npos);
  EXPECT_TRUE(complaint("data = \"x\"\n").find("'profile' is missing") != std::string::npos);
  EXPECT_TRUE(complaint("data = \n").starts_with("/etc/vigie/config.toml:1: "));
  EXPECT_TRUE(complaint(least + "[section]\nx = 1\n").find("no setting 'section'") != std::string::npos);
  EXPECT_FALSE(load_config("/nowhere/config.toml"));
}

TEST(Config, TheDefaultFileIsAcceptedOnceTheRequiredAreGiven) {
  EXPECT_EQ(complaint(config_text(ServerConfig{}) + least), "");
  const auto config = parse_config(config_text(ServerConfig{}) + least, "/etc/vigie/config.toml");
  EXPECT_EQ(to_json(*config)["keep_free_gb"], 1);
  EXPECT_EQ(to_json(*config)["data"], "/etc/vigie/data");
}

TEST(Config, WhatItNamesMustBeThere) {
  auto config = *parse_config(least, "/etc/vigie/config.toml");
  EXPECT_EQ(check_surroundings(config).error().kind, ErrorKind::not_found);
  config.profile = std::filesystem::path{VIGIE_PROFILES_DIR} / "fr.toml";
  EXPECT_TRUE(check_surroundings(config));
  config.zone = "Europe/Nowhere";
  EXPECT_FALSE(check_surroundings(config));
  config.zone = "Europe/Paris";
  config.map = "/nowhere.osm.pbf";
  EXPECT_FALSE(check_surroundings(config));
  config.map.clear();
  config.model = "/nowhere";
  EXPECT_FALSE(check_surroundings(config));
}

}  // namespace
}  // namespace vigie::app
