// Numbers, times, encodings and personal data in single cells; mappings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "field_values.h"
#include "personal_data.h"
#include "quality.h"
#include "test_support.h"
#include "text_encoding.h"

namespace vigie::connectors {
namespace {

using namespace std::chrono_literals;

TEST(Values, NumbersHaveOneDecimalMarkAndNothingElse) {
  EXPECT_EQ(parse_number("432017,96", ".,"), 432017.96);
  EXPECT_EQ(parse_number("-1.5", "."), -1.5);
  for (const char* bad : {"", ",", "-", "1.2.3", "4.134.004.482", "1e5", "1 000", "0x10", "nan", "inf", "+1", "--1"})
    EXPECT_FALSE(parse_number(bad, ".,")) << bad;
  EXPECT_FALSE(parse_number("1,5", "."));
  EXPECT_FALSE(parse_integer("1x"));
}

TEST(Values, TimesByFormat) {
  const auto iso = *parse_time("2024-02-29T13:45:10.5+02:00", "iso");
  EXPECT_EQ(iso.second, 10);
  EXPECT_EQ(iso.offset_s, 7200);
  EXPECT_EQ(parse_time("2024-02-29", "iso")->precision, CivilTime::Precision::day);
  const auto local = *parse_time("3/7/2021 08h05", "%d/%m/%Y %Hh%M");
  EXPECT_EQ(local.day, 3);
  EXPECT_EQ(local.minute, 5);
  EXPECT_FALSE(parse_time("2021-13-01x", "iso"));
  EXPECT_FALSE(exists(*parse_time("2021-02-29", "iso")));
  EXPECT_FALSE(exists(*parse_time("2021-02-28 24:00", "iso")));
}

TEST(Values, SummerTimeIsToldNotGuessed) {
  ZoneHours hours{*Zone::open("Europe/Madrid")};
  ClockChange change{};
  CivilTime time{2021, 3, 28, 2, 30, 0, CivilTime::Precision::minute, {}};
  hours.interval(time, change);
  EXPECT_EQ(change, ClockChange::skipped);
  time = {2021, 10, 31, 2, 0, 0, CivilTime::Precision::hour, {}};
  const auto repeated = hours.interval(time, change);
  EXPECT_EQ(change, ClockChange::repeated);
  EXPECT_EQ(format_utc(repeated.from), "2021-10-31T00:00:00.000000Z") << "the first of the two";
  EXPECT_EQ(repeated.to - repeated.from, 1h);
  time = {2021, 10, 31, 0, 0, 0, CivilTime::Precision::day, {}};
  const auto day = hours.interval(time, change);
  EXPECT_EQ(day.to - day.from, 25h) << "the day on which the clocks go back";
  time = {2021, 3, 28, 0, 0, 0, CivilTime::Precision::day, {}};
  EXPECT_EQ(hours.interval(time, change).to - hours.interval(time, change).from, 23h);
}

TEST(Values, EncodingsAreDecidedOnceAndToldApart) {
  const std::vector<Encoding> both{Encoding::utf8, Encoding::windows_1252};
  EncodingChoice choice{both};
  EXPECT_TRUE(choice.accepts("plain"));
  EXPECT_FALSE(choice.decided());
  EXPECT_TRUE(choice.accepts("Sant Mart\xed"));
  EXPECT_EQ(choice.chosen(), Encoding::windows_1252);
  EXPECT_FALSE(choice.accepts("\x81")) << "windows-1252 has no such character";
  std::string text;
  EXPECT_TRUE(append_utf8(text, "Mart\xed \x80", Encoding::windows_1252));
  EXPECT_EQ(text, "Martí €");
  for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xff"}) EXPECT_FALSE(is_utf8(bad));
  EXPECT_TRUE(is_utf8("a é € 😀"));
}

TEST(Personal, HeadersOfPersonsAreKnownThoseOfThingsPass) {
  for (const char* bad :
       {"NOM", "Prénom", "nom_conducteur", "firstName", "Apellidos", "Matrícula", "plaque", "Teléfono", "Tel.", "e-mail", "adresse",
        "Date de naissance", "fecha_nacimiento", "DNI", "twitter_account", "userName", "Driver Name", "Nom victime rue"})
    EXPECT_TRUE(header_looks_personal(bad)) << bad;
  for (const char* good : {"Nom_districte", "Nom_carrer", "Nom_mes", "Numero_victimes", "Descripcio_causa_vianant", "street_name", "kind",
                           "Coordenada_UTM_X", "date", "Num_postal"})
    EXPECT_FALSE(header_looks_personal(good)) << good;
}

TEST(Personal, CellsAreScrubbed) {
  for (const char* bad :
       {"appel de Jean Dupont", "Mme Öztürk", "M. Martin-Lévy", "AB-123-CD", "ab 123 cd", "1234 BCD", "06 12 34 56 78", "+33 6 12 34 56 78",
        "(93) 402 70 00", "612345678", "né le 12/03/1980", "jean.d@example.org", "voir @jeandupont", "12345678Z", "X1234567L"})
    EXPECT_GT(scrub(bad).removed, 0u) << bad;
  EXPECT_EQ(scrub("vu avec Jean Dupont, tel 06 12 34 56 78, AB-123-CD.").text, "vu avec […], tel […], […].");
  for (const char* good : {"No és causa del vianant", "Desobeir el senyal del semàfor", "2021-03-28 02:30", "12 véhicules, 3 blessés",
                           "429369.52", "Place de la Mairie", "18h30", "2010S003688"})
    EXPECT_EQ(scrub(good).removed, 0u) << scrub(good).text;
}

TEST(Personal, ShapesTellNothing) { EXPECT_EQ(shape_of("Carrer 12-B é"), "Aaaaaa 99-A aa"); }

TEST(Mapping, TheOneInProfilesIsWhole) {
  const auto mapping = Mapping::load(std::filesystem::path{VIGIE_MAPPINGS_DIR} / "barcelona-collisions.toml");
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ(mapping->epsg, 25831);
  EXPECT_EQ(mapping->layouts.size(), 3u);
}

TEST(Mapping, WhatIsWrongIsSaidWithItsLine) {
  const auto refused = [](const std::string& find, const std::string& with) {
    std::string toml = test::small_mapping;
    if (find.empty())
      toml += with;
    else
      toml.replace(toml.find(find), find.size(), with);
    const auto mapping = Mapping::parse(toml, "m.toml");
    return mapping ? std::string{} : mapping.error().message;
  };
  EXPECT_THAT(refused("", "nonsense = 1"), testing::HasSubstr("m.toml:"));
  EXPECT_THAT(refused("", "[[keep]]\nname = \"words\"\ncolumns = \"text\"\ntype = \"text\""), testing::HasSubstr("reason"));
  EXPECT_THAT(refused("", "[[keep]]\nname = \"lat\"\ncolumns = \"text\""), testing::HasSubstr("own fields"));
  EXPECT_THAT(refused("Europe/Madrid", "Europe/Nowhere"), testing::HasSubstr("Nowhere"));
  EXPECT_THAT(refused("[lon]\ncolumns = [\"lon\"]", ""), testing::HasSubstr("pair"));
  EXPECT_THAT(refused("[2.0, 41.2, 2.3, 41.5]", "[41.2, 2.0, 41.5]"), testing::HasSubstr("box"));
  EXPECT_THAT(refused("version = 1", "version = 2"), testing::HasSubstr("version"));
  EXPECT_THAT(refused("version = 1", "version = "), testing::HasSubstr("m.toml:"));
}

}  // namespace
}  // namespace vigie::connectors
