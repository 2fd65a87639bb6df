#pragma once
// The main colour of a vehicle by rules that a person can check: no learning, nothing kept but a name and how sure it is.

#include <array>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace vigie::evidence {

enum class Colour { white, silver, grey, black, red, orange, yellow, green, blue, brown };
inline constexpr std::array<std::string_view, 10> kColourNames{"white",  "silver", "grey",  "black", "red",
                                                               "orange", "yellow", "green", "blue",  "brown"};
inline std::string_view to_string(Colour colour) { return kColourNames[static_cast<std::size_t>(colour)]; }
Result<Colour> parse_colour(std::string_view name);

// The light of the scene, from its still picture.
struct SceneLight {
  double brightness = 128;                             // median luma
  double blue_difference = 128, red_difference = 128;  // of what is grey in it
  bool coloured = false;  // nothing in it is grey: sodium lamps, a tinted dome, or a meadow; no paint can be named
};
// Planes of one size; luma from 0 (black) to 255 (white).
SceneLight light_of(const cv::Mat& luma, const cv::Mat& blue_difference, const cv::Mat& red_difference);

struct ColourReading {
  std::optional<Colour> colour;  // null: too dark, too small, or two colours speak against each other
  double weight = 0;             // pixels looked at
};

// `yuv`: the vehicle's box, three channels; `differs`: 255 where it is not background, of the same size.
ColourReading read_colour(const cv::Mat& yuv, const cv::Mat& differs, const SceneLight& light);

// Readings of one vehicle: a name only where at least 60 % of all weight agree.
class ColourVote {
 public:
  void add(const ColourReading& reading);
  std::optional<Colour> colour() const;
  double agreement() const;  // 0–1

 private:
  std::array<double, kColourNames.size()> votes_{};
  double total_ = 0;
};

}  // namespace vigie::evidence
