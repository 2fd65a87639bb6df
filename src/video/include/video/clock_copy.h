#pragma once
// A readable copy of recorded segments: an ordinary MP4 (H.264, first things first, no fragments) that any player opens, with the real
// time of every picture in a band above it. The picture itself stays uncovered; the originals are not touched.

#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

#include "base/zone.h"
#include "city/permit.h"

namespace vigie::video {

// "2026-03-29 03:00:05.20 +02:00 (CEST)": on the day of a change of the clocks the offset is what tells two hours apart.
std::string clock_text(UtcTime at, const Zone& zone);

struct ClockCopyOrder {
  std::vector<std::filesystem::path> segments;  // of one stream, in order of time; whole groups of pictures each
  city::Interval span{};                        // pictures outside are left out
  std::filesystem::path to;                     // must not exist
  std::string label;                            // above the picture, in front of the time; what is not ASCII shows as '?'
  std::string note;                             // behind it: the clock's error, "EXERCISE"
};

struct ClockCopyReport {
  std::uint64_t pictures = 0, damaged = 0;  // damaged: did not decode cleanly and is left out
  double seconds = 0;                       // the copy's length: pauses longer than two seconds are cut to two, the time above jumps
  int width_px = 0, height_px = 0;
};

// Wants a Permit to export this camera and asks it again at least every second. cancelled soon after `stop`; `full` when the medium is.
// What it wrote is left to the caller to remove after an error.
Result<ClockCopyReport> make_clock_copy(const city::Permit& permit, const city::SourceId& camera, const ClockCopyOrder& order,
                                        const Zone& zone, const Clock& clock, const std::stop_token& stop);

}  // namespace vigie::video
