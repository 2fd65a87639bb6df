#pragma once
// One picture of a recorded segment, small, as JPEG: what a person skims through. Masks are burnt in already.

#include <filesystem>

#include "base/digest.h"
#include "city/permit.h"

namespace vigie::video {

// The first picture at or after `media_time_s` from the segment's first one (the last one where there is none later), `width_px` wide.
// Wants a Permit to search, replay or export this camera. corrupt: no picture there can be decoded.
Result<Bytes> make_still(const city::Permit& permit, const city::SourceId& camera, const std::filesystem::path& segment,
                         double media_time_s, int width_px);

}  // namespace vigie::video
