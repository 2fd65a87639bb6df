#pragma once
// A recorded segment opened by FFmpeg, for copies and stills; private to the room.

#include <filesystem>

#include "base/result.h"
#include "ffmpeg.h"

namespace vigie::video {

// One stream of pictures and nothing else; only the container of our own segments, and no other address.
Result<FormatPtr> open_recorded(const std::filesystem::path& segment);

}  // namespace vigie::video
