// Any bytes as a list of cameras: what is kept can be configured as it is, and no row is both kept and refused.
#include <cmath>
#include <cstdlib>

#include "connectors/camera_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie;
  const auto list = connectors::read_camera_list({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!list) return 0;
  for (const auto& one : list->cameras) {
    if (one.camera.number < 1 || one.camera.streams.empty() || !geo::valid(one.camera.where) || one.camera.review != city::MaskReview::none)
      std::abort();
    for (const auto& stream : one.camera.streams)
      if (!stream.url.starts_with("rtsp") && !stream.url.starts_with("RTSP")) std::abort();
    for (const auto& error : list->errors)
      if (error.row == one.row) std::abort();
  }
  for (const auto& error : list->errors)
    if (error.code.empty() || error.todo.empty()) std::abort();
  return 0;
}
