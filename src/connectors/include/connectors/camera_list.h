#pragma once
// A city's list of cameras as CSV (docs/onvif.md): what each row says, checked field by field, with all that is wrong with it. Nothing
// is opened and nothing stored here.

#include <string>
#include <string_view>
#include <vector>

#include "city/camera.h"

namespace vigie::connectors {

struct ListedCamera {
  std::uint64_t row = 0;  // as a spreadsheet counts: the header is row 1
  city::Camera camera;    // number, name, where, heading, streams; no id; review `none`
  bool has_heading = false;
  std::string onvif;   // address of the device service; empty: the list does not say
  std::string secret;  // name of the secret of streams and head
};

struct CameraListError {
  std::uint64_t row = 0;
  std::string field;  // "" of the row as a whole
  std::string code;   // "list.not_a_number", …
  std::string todo;   // one sentence: what is wrong and what to do
};

struct CameraList {
  std::vector<ListedCamera> cameras;    // rows without any error, in the file's order
  std::vector<CameraListError> errors;  // by row; at most 1000 are kept, `more_errors` counts the rest
  std::uint64_t more_errors = 0, rows = 0;
  std::vector<std::string> ignored;  // columns that mean nothing here
};

// Separator (comma, semicolon or tab) is what the header uses; UTF-8 or Windows-1252; decimal comma or point. An error only where
// nothing can be read: no header, a column missing, more than 5000 rows.
Result<CameraList> read_camera_list(std::string_view text, const std::string& name);

}  // namespace vigie::connectors
