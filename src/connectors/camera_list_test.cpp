// A city's list of cameras: what is read, and what each wrong cell is told.
#include "connectors/camera_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vigie::connectors {
namespace {

constexpr const char* header = "number,name,lat,lon,heading,url,sub_url,secret,onvif\n";

CameraList read(const std::string& text) {
  auto list = read_camera_list(text, "list.csv");
  EXPECT_TRUE(list) << list.error().message;
  return list.value_or(CameraList{});
}

TEST(CameraList, ReadsARowWithEverything) {
  const auto list =
      read(std::string{header} + "12,\"Place, nord\",43.2965,5.3698,270,rtsp://10.0.0.1/main,rtsp://10.0.0.1/sub,gare,10.0.0.1\n");
  ASSERT_EQ(list.cameras.size(), 1u);
  EXPECT_TRUE(list.errors.empty());
  const auto& one = list.cameras[0];
  EXPECT_EQ(one.row, 2u);
  EXPECT_EQ(one.camera.number, 12);
  EXPECT_EQ(one.camera.name, "Place, nord");
  EXPECT_EQ(one.camera.where.lon, 5.3698);
  EXPECT_EQ(one.camera.heading_deg, 270);
  ASSERT_EQ(one.camera.streams.size(), 2u);
  EXPECT_EQ(one.camera.streams[1].kind, city::StreamKind::sub);
  EXPECT_EQ(one.camera.streams[1].secret, "gare");
  EXPECT_EQ(one.camera.review, city::MaskReview::none);
  EXPECT_EQ(one.onvif, "http://10.0.0.1/onvif/device_service");
}

// As a French spreadsheet saves it: semicolons, decimal commas, Windows-1252, a byte order mark or none, CRLF.
TEST(CameraList, ReadsWhatAFrenchSpreadsheetWrites) {
  const auto list = read("Num\xe9ro;Nom;Latitude;Longitude;Flux;Remarque\r\n7;Rue de l'\xc9glise;43,2965;+5,3698;rtsp://10.0.0.1/a;x\r\n");
  ASSERT_EQ(list.cameras.size(), 1u) << (list.errors.empty() ? "" : list.errors[0].todo);
  EXPECT_EQ(list.cameras[0].camera.name, "Rue de l'Église");
  EXPECT_EQ(list.cameras[0].camera.where.lat, 43.2965);
  EXPECT_FALSE(list.cameras[0].has_heading);
  EXPECT_THAT(list.ignored, testing::ElementsAre("Remarque"));
  EXPECT_EQ(read("\xef\xbb\xbfnumber\tname\tlat\tlon\turl\n7\tx\t1\t2\trtsp://h/a\n").cameras.size(), 1u);
}

struct Wrong {
  const char* row;
  const char* field;
  const char* code;
};

TEST(CameraList, EveryWrongCellIsNamedWithWhatToDo) {
  for (const auto& [row, field, code] : std::initializer_list<Wrong>{
           {"0,x,1,2,,rtsp://h/a,,,", "number", "list.not_a_number"},
           {"10000,x,1,2,,rtsp://h/a,,,", "number", "list.not_a_number"},
           {"1.5,x,1,2,,rtsp://h/a,,,", "number", "list.not_a_number"},
           {",x,1,2,,rtsp://h/a,,,", "number", "list.not_a_number"},
           {"1,,1,2,,rtsp://h/a,,,", "name", "list.missing"},
           {"1,x,91,2,,rtsp://h/a,,,", "lat", "list.no_place"},
           {"1,x,0,0,,rtsp://h/a,,,", "lat", "list.no_place"},
           {"1,x,1,181,,rtsp://h/a,,,", "lon", "list.no_place"},
           {"1,x,nan,2,,rtsp://h/a,,,", "lat", "list.not_a_number"},
           {"1,x,1,,,rtsp://h/a,,,", "lon", "list.not_a_number"},
           {"1,x,1,2,361,rtsp://h/a,,,", "heading", "list.not_a_number"},
           {"1,x,1,2,,,,,", "url", "list.missing"},
           {"1,x,1,2,,http://h/a,,,", "url", "list.not_an_address"},
           {"1,x,1,2,,file:/etc/passwd,,,", "url", "list.not_an_address"},
           {"1,x,1,2,,rtsp://,,,", "url", "list.not_an_address"},
           {"1,x,1,2,,rtsp://u:p@h/a,,,", "url", "list.password_in_address"},
           {"1,x,1,2,,rtsp://h/a,rtsp://h/a,,", "sub_url", "list.same_address"},
           {"1,x,1,2,,rtsp://h/a,,admin:12345,", "secret", "list.not_a_name"},
           {"1,x,1,2,,rtsp://h/a,,,ftp://h", "onvif", "list.not_an_address"},
           {"1,x,1,2,,rtsp://h/a,,,http://u:p@h/", "onvif", "list.not_an_address"},
           {"1,x,1,2,,rtsp://h/a", "", "list.damaged"},
           {"1,\"x,1,2,,rtsp://h/a,,,", "", "list.damaged"},
       }) {
    const auto list = read(std::string{header} + row + "\n");
    EXPECT_TRUE(list.cameras.empty()) << row;
    ASSERT_FALSE(list.errors.empty()) << row;
    EXPECT_EQ(list.errors[0].field, field) << row;
    EXPECT_EQ(list.errors[0].code, code) << row;
    EXPECT_EQ(list.errors[0].row, 2u);
    EXPECT_FALSE(list.errors[0].todo.empty());
    EXPECT_EQ(list.errors[0].todo.find("12345"), std::string::npos);  // what may be a password is not repeated
    EXPECT_EQ(list.errors[0].todo.find("u:p"), std::string::npos);
  }
}

TEST(CameraList, AllThatIsWrongInARowIsToldAtOnceAndTheOthersAreRead) {
  const auto list =
      read(std::string{header} + "x,,95,2,,ftp://h,,,\n2,b,1,2,,rtsp://h/b,,,\n2,c,1,2,,rtsp://h/c,,,\n3,d,1,2,,rtsp://h/b,,,\n");
  EXPECT_EQ(list.rows, 4u);
  ASSERT_EQ(list.cameras.size(), 1u);
  EXPECT_EQ(list.cameras[0].camera.number, 2);
  std::vector<std::string> told;
  for (const auto& error : list.errors) told.push_back(fmt::format("{} {} {}", error.row, error.field, error.code));
  EXPECT_THAT(told, testing::ElementsAre("2 number list.not_a_number", "2 name list.missing", "2 lat list.no_place",
                                         "2 url list.not_an_address", "4 number list.repeated", "5 url list.repeated"));
}

TEST(CameraList, WhatCannotBeReadAtAllIsAnError) {
  EXPECT_EQ(read_camera_list("number,name,lat,lon\n", "l").error().code, "list.columns");
  EXPECT_EQ(read_camera_list("number,numero,name,lat,lon,url\n", "l").error().code, "list.columns");
  EXPECT_FALSE(read_camera_list("", "l"));
  std::string many = header;
  for (int i = 0; i < 5001; ++i) many += "x\n";
  EXPECT_EQ(read_camera_list(many, "l").error().code, "list.too_long");
}

}  // namespace
}  // namespace vigie::connectors
