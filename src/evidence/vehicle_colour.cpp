#include "vehicle_colour.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vigie::evidence {
namespace {

constexpr double kNight = 45;              // median luma of a scene in which lamps, not daylight, say what colour things have
constexpr std::size_t kLeastPixels = 120;  // fewer are edges more than paint
constexpr double kColouredShare = 0.3, kOneHueShare = 0.65, kAgreement = 0.6;
constexpr double kLit = 50, kMayBeGrey = 14, kLeastGrey = 0.1, kColouredLight = 12;
constexpr double kPaintShare = 0.8, kTinted = 6.5;  // of the brightness of paint; mean distance from grey

// Hue as the angle in the plane of the two colour differences: a BT.601 red lies at 109°, yellow at 171°, green at 232°, blue at 351°.
// Between the names are gaps: a colour there is nobody's.
std::optional<Colour> name_of_hue(double degrees, double luma) {
  if (degrees < 0) degrees += 360;
  if (degrees >= 80 && degrees < 125) return luma < 70 && degrees > 115 ? Colour::brown : Colour::red;
  if (degrees >= 125 && degrees < 155) return luma < 95 ? Colour::brown : Colour::orange;
  if (degrees >= 160 && degrees < 192) return Colour::yellow;
  if (degrees >= 200 && degrees < 268) return Colour::green;
  if (degrees >= 295 || degrees < 20) return Colour::blue;
  return std::nullopt;
}

struct GreyPixel {
  double luma, blue, red;
};

// Paint is the bright part of what has no colour: windows, tyres and shadow are darker than any but black paint.
std::optional<Colour> name_of_grey(std::vector<GreyPixel>& pixels, double street) {
  const auto at = [&](double share) {
    const auto place = pixels.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(pixels.size() - 1));
    std::nth_element(pixels.begin(), place, pixels.end(), [](const GreyPixel& a, const GreyPixel& b) { return a.luma < b.luma; });
    return place->luma;
  };
  const double paint = at(0.7), middle = at(0.5);
  // A pale blue or green is too weak in every single pixel, and still not white: its mean stands clear of the street's.
  double blue = 0, red = 0, count = 0;
  for (const auto& pixel : pixels)
    if (pixel.luma >= kPaintShare * paint) blue += pixel.blue, red += pixel.red, ++count;
  if (count > 0 && std::hypot(blue / count, red / count) > kTinted) return std::nullopt;
  const double white_from = std::clamp(street * 1.35, 165.0, 205.0);
  if (paint >= white_from) return Colour::white;
  if (paint <= std::clamp(street * 0.5, 45.0, 65.0)) return Colour::black;
  if (paint >= white_from - 25) return std::nullopt;  // white in shade or silver in the sun
  if (middle >= 105 && paint >= 125) return Colour::silver;
  if (paint >= std::clamp(street * 0.65, 70.0, 85.0) && paint <= 115) return Colour::grey;
  return std::nullopt;
}

double median_of(std::vector<std::uint8_t>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

// Grey world (Buchsbaum, 1980), of what may be grey alone: a lawn is no grey card.
SceneLight light_of(const cv::Mat& luma, const cv::Mat& blue_difference, const cv::Mat& red_difference) {
  std::vector<std::uint8_t> lumas, lit_blue, lit_red, grey_blue, grey_red;
  for (int y = 0; y < luma.rows; ++y) {
    for (int x = 0; x < luma.cols; ++x) {
      const std::uint8_t light = luma.at<std::uint8_t>(y, x), blue = blue_difference.at<std::uint8_t>(y, x),
                         red = red_difference.at<std::uint8_t>(y, x);
      lumas.push_back(light);
      if (light < kLit) continue;  // what is dark is grey in any light
      lit_blue.push_back(blue), lit_red.push_back(red);
      if (std::hypot(blue - 128.0, red - 128.0) < kMayBeGrey) grey_blue.push_back(blue), grey_red.push_back(red);
    }
  }
  SceneLight light;
  if (lumas.empty()) return light;
  light.brightness = median_of(lumas);
  if (lit_blue.empty()) return light;
  if (static_cast<double>(grey_blue.size()) < kLeastGrey * static_cast<double>(lit_blue.size())) {
    light.coloured = std::hypot(median_of(lit_blue) - 128, median_of(lit_red) - 128) > kColouredLight;
    return light;
  }
  // What the camera's own white balance left over is small.
  light.blue_difference = std::clamp(median_of(grey_blue), 122.0, 134.0);
  light.red_difference = std::clamp(median_of(grey_red), 122.0, 134.0);
  return light;
}

Result<Colour> parse_colour(std::string_view name) {
  for (std::size_t i = 0; i < kColourNames.size(); ++i)
    if (kColourNames[i] == name) return static_cast<Colour>(i);
  return fail(ErrorKind::invalid_input, fmt::format("'{}' is no colour; take one of {}", name, fmt::join(kColourNames, ", ")));
}

ColourReading read_colour(const cv::Mat& yuv, const cv::Mat& differs, const SceneLight& light) {
  std::vector<GreyPixel> grey;
  std::array<double, kColourNames.size()> hues{};
  std::size_t coloured = 0, looked_at = 0;
  // The body: without the edge of the box, the roof's sky and the wheels' shadow.
  for (int y = yuv.rows * 12 / 100; y < yuv.rows * 80 / 100; ++y) {
    for (int x = yuv.cols * 12 / 100; x < yuv.cols * 88 / 100; ++x) {
      if (!differs.at<std::uint8_t>(y, x)) continue;
      ++looked_at;
      const auto& pixel = yuv.at<cv::Vec3b>(y, x);
      const double blue = pixel[1] - light.blue_difference, red = pixel[2] - light.red_difference;
      if (std::hypot(blue, red) < 11 + 0.05 * pixel[0]) {
        grey.push_back({pixel[0] * 1.0, blue, red});
        continue;
      }
      ++coloured;
      if (const auto name = name_of_hue(std::atan2(red, blue) * 180 / CV_PI, pixel[0])) hues[static_cast<std::size_t>(*name)] += 1;
    }
  }
  if (looked_at < kLeastPixels) return {};
  ColourReading reading{std::nullopt, static_cast<double>(looked_at)};
  if (light.brightness < kNight || light.coloured) return reading;
  const auto best = std::max_element(hues.begin(), hues.end());
  if (static_cast<double>(coloured) >= kColouredShare * static_cast<double>(looked_at)) {
    if (*best >= kOneHueShare * static_cast<double>(coloured)) reading.colour = static_cast<Colour>(best - hues.begin());
  } else if (static_cast<double>(coloured) < 0.2 * static_cast<double>(looked_at)) {
    reading.colour = name_of_grey(grey, light.brightness);
  }
  return reading;
}

void ColourVote::add(const ColourReading& reading) {
  total_ += reading.weight;
  if (reading.colour) votes_[static_cast<std::size_t>(*reading.colour)] += reading.weight;
}

std::optional<Colour> ColourVote::colour() const {
  if (agreement() < kAgreement) return std::nullopt;
  return static_cast<Colour>(std::max_element(votes_.begin(), votes_.end()) - votes_.begin());
}

double ColourVote::agreement() const { return total_ > 0 ? *std::max_element(votes_.begin(), votes_.end()) / total_ : 0; }

}  // namespace vigie::evidence
