#pragma once
// A camera as the city configures it (fact schema "camera.configured", subject "camera:<n>"). Versioned in the ledger
// with author, reason and, for the mask, a second person.

#include "city/words.h"
#include "geo/point.h"

namespace vigie::city {

// The address of uploads and webcams: their bytes come through the server, from the page that declared them.
inline constexpr std::string_view kPushed = "push:";

struct CameraStream {
  StreamKind kind = StreamKind::main;
  std::string url;         // "file:/…", "rtsp://host/…", or kPushed
  std::string secret;      // name of the secret that holds user and password; never the words themselves
};

// Polygons in fractions of the picture (0–1), each of at least three points. A zone or mask belongs to a PTZ preset
// ("" for a fixed camera); analysis pauses away from it.
struct PictureArea {
  std::string name;
  std::string preset;
  std::vector<std::pair<double, double>> points;
  std::vector<std::string> situations;  // of a zone: "intrusion", "occupancy"
  double occupancy_above = 0;
};

struct PictureLine {
  std::string name, preset;
  std::pair<double, double> a, b;
  std::vector<std::string> classes;
  std::string legal;  // "a_to_b", "b_to_a" or empty
};

// How masked pixels are kept out (RULES L14).
enum class MaskReview { none, no_dwelling, masked_in_camera, masked_here };
const char* to_string(MaskReview review);
Result<MaskReview> parse_mask_review(std::string_view text);

struct Camera {
  SourceId id;          // "camera:1"
  int number = 0;       // what the operator types
  std::string name;
  geo::LatLon where;
  double heading_deg = 0;      // direction of view, clockwise from north
  std::vector<CameraStream> streams;
  MaskReview review = MaskReview::none;  // `none`: must not go live
  std::string reviewed_by;
  std::vector<PictureArea> masks, zones;
  std::vector<PictureLine> lines;
  bool public_place = true;    // false: the newcomer's own file, webcam or test camera
  bool replay = false;         // a recorded file looped as live
  bool exercise = false;
  bool removed = false;
  int version = 0;             // facts of this subject so far
  std::string mask_version() const;  // digest of masks and review, 12 hex digits
};

bool is_pushed(const Camera& camera);  // an upload or a webcam

Json to_json(const Camera& camera);
Result<Camera> camera_from_json(const Json& value);  // says which field is wrong

}  // namespace vigie::city
