#pragma once
// Real footage with a fault put into it, seeded, for tests and for the lab's bench. Header only: nothing of it is in the product.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "perception/camera_faults.h"
#include "video/file_reader.h"

namespace vigie::perception::footage {

struct Frame {
  cv::Mat luminance;
  double at_s = 0;
};

inline Result<std::vector<Frame>> read(const std::filesystem::path& path, double most_s = 1e9) {
  VIGIE_TRY(auto reader, video::FileReader::open(path));
  std::vector<Frame> frames;
  for (;;) {
    VIGIE_TRY(auto frame, reader.next());
    if (!frame || frame->media_time_s > most_s) break;
    cv::Mat luminance;
    cv::cvtColor(frame->bgr, luminance, cv::COLOR_BGR2GRAY);
    frames.push_back({luminance, frame->media_time_s});
  }
  return frames;
}

inline cv::Mat with_noise(const cv::Mat& picture, double sigma, cv::RNG& random) {
  cv::Mat noise(picture.size(), CV_16S), sum;
  random.fill(noise, cv::RNG::NORMAL, 0, sigma);
  cv::add(picture, noise, sum, cv::noArray(), CV_8U);
  return sum;
}

inline cv::Mat warped(const cv::Mat& picture, double dx, double dy, double degrees, double zoom) {
  cv::Mat turn = cv::getRotationMatrix2D({static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2}, degrees, zoom);
  turn.at<double>(0, 2) += dx * picture.cols;
  turn.at<double>(1, 2) += dy * picture.rows;
  cv::Mat result;
  cv::warpAffine(picture, result, turn, picture.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return result;
}

inline cv::Mat clothed(const cv::Mat& picture, double share, double grey, double texture, std::uint64_t seed) {
  cv::RNG random(seed);  // the same threads in every picture
  const int rows = cvRound(picture.rows * share);
  cv::Mat cloth(std::max(1, rows), picture.cols, CV_32F), result = picture.clone();
  random.fill(cloth, cv::RNG::NORMAL, 0, 1);
  cv::GaussianBlur(cloth, cloth, {}, 2);
  cv::Scalar mean, spread;
  cv::meanStdDev(cloth, mean, spread);
  cloth.convertTo(result(cv::Rect(0, 0, picture.cols, std::max(1, rows))), CV_8U, texture / spread[0], grey);
  return result;
}

inline cv::Mat blurred(const cv::Mat& picture, double sigma) {
  if (sigma < 0.2) return picture;
  cv::Mat result;
  cv::GaussianBlur(picture, result, {}, sigma);
  return result;
}

// The sun or a lamp in the lens: a bright disc with a wide veil.
inline cv::Mat glared(const cv::Mat& picture, double strength) {
  cv::Mat light(picture.size(), CV_32F), sum, now;
  const cv::Point2d centre(picture.cols * 0.45, picture.rows * 0.4);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      light.at<float>(y, x) =
          static_cast<float>(strength * (120 + 240 * std::exp(-std::hypot(x - centre.x, y - centre.y) / (0.5 * picture.cols))));
  picture.convertTo(now, CV_32F, 0.6);
  cv::add(now, light, sum);
  sum.convertTo(sum, CV_8U);
  return sum;
}

// What happens to the picture `since_s` seconds after the beginning.
using Change = std::function<cv::Mat(const cv::Mat& picture, double since_s, cv::RNG& random)>;

struct Case {
  std::string name;
  video::CameraFault fault;
  Change change;
};

inline std::vector<Case> picture_faults() {
  using video::CameraFault;
  using M = const cv::Mat&;
  using R = cv::RNG&;
  return {
      {"dark cloth", CameraFault::covered, [](M m, double, R r) { return with_noise(clothed(m, 1, 18, 1, 1), 2, r); }},
      {"black", CameraFault::covered, [](M m, double, R) { return cv::Mat(m.size(), CV_8U, cv::Scalar(0)); }},
      {"grey cloth", CameraFault::covered, [](M m, double, R r) { return with_noise(clothed(m, 1, 90, 12, 2), 2, r); }},
      {"three quarters", CameraFault::covered, [](M m, double, R r) { return with_noise(clothed(m, 0.75, 40, 6, 3), 2, r); }},
      {"white", CameraFault::blinded, [](M m, double, R) { return cv::Mat(m.size(), CV_8U, cv::Scalar(252)); }},
      {"glare", CameraFault::blinded, [](M m, double, R) { return glared(m, 1); }},
      {"overexposed", CameraFault::blinded,
       [](M m, double, R) {
         cv::Mat n;
         m.convertTo(n, CV_8U, 1.2, 160);
         return n;
       }},
      {"blur of 2", CameraFault::defocused, [](M m, double, R r) { return with_noise(blurred(m, 2), 1, r); }},
      {"blur of 6", CameraFault::defocused, [](M m, double, R) { return blurred(m, 6); }},
      {"growing blur", CameraFault::defocused, [](M m, double s, R r) { return with_noise(blurred(m, std::min(6.0, 0.75 * s)), 1, r); }},
      {"shift of 3 %", CameraFault::moved, [](M m, double, R) { return warped(m, 0.03, 0.01, 0, 1); }},
      {"shift of 20 %", CameraFault::moved, [](M m, double, R) { return warped(m, 0.2, 0.05, 0, 1); }},
      {"turn of 5 degrees", CameraFault::moved, [](M m, double, R) { return warped(m, 0, 0, 5, 1); }},
      {"zoom of 1.15", CameraFault::moved, [](M m, double, R) { return warped(m, 0, 0, 0, 1.15); }},
      {"slow shift", CameraFault::moved, [](M m, double s, R) { return warped(m, std::min(0.08, 0.008 * s), 0, 0, 1); }},
  };
}

// Changes that are no fault of the camera.
inline std::vector<std::pair<std::string, Change>> nuisances() {
  using M = const cv::Mat&;
  using R = cv::RNG&;
  const auto light = [](double gain, double offset) {
    return [=](M m, double, R) {
      cv::Mat n;
      m.convertTo(n, CV_8U, gain, offset);
      return n;
    };
  };
  return {
      {"brighter by a half", light(1.5, 0)},
      {"darker by half", light(0.5, 0)},
      {"night: a fifth of the light, noise",
       [](M m, double, R r) {
         cv::Mat n;
         m.convertTo(n, CV_8U, 0.22, 4);
         return with_noise(n, 4, r);
       }},
      {"exposure that hunts",
       [](M m, double s, R) {
         cv::Mat n;
         m.convertTo(n, CV_8U, 1 + 0.35 * std::sin(2 * s), 0);
         return n;
       }},
      {"sensor noise", [](M m, double, R r) { return with_noise(m, 12, r); }},
      {"rain",
       [](M m, double, R r) {
         cv::Mat n = m.clone();
         for (int i = 0; i < 350; ++i) {
           const cv::Point at(r.uniform(0, m.cols), r.uniform(0, m.rows));
           cv::line(n, at, at + cv::Point(r.uniform(-2, 3), r.uniform(12, 30)), cv::Scalar(r.uniform(170, 230)), 1, cv::LINE_AA);
         }
         return n;
       }},
      {"headlights",
       [](M m, double s, R) {
         cv::Mat n = m.clone();
         const double phase = std::fmod(s, 4.0) / 4.0;
         cv::RNG pass(17 + static_cast<std::uint64_t>(s / 4.0));  // no car is the one before
         const double pace = pass.uniform(0.6, 1.4), height = pass.uniform(0.35, 0.65), size = pass.uniform(0.1, 0.25);
         cv::circle(n, {cvRound(m.cols * phase * pace), cvRound(m.rows * height)}, cvRound(m.cols * (0.05 + size * phase)), cv::Scalar(255),
                    cv::FILLED);
         return n;
       }},
      {"a lorry that passes",
       [](M m, double s, R) {
         cv::Mat n = m.clone();
         const double left = std::fmod(s, 9.0) / 3.5 * 2 - 1;  // of the picture's width; fills it when it is 0
         const int x = cvRound(left * m.cols);
         const cv::Rect side = cv::Rect(x, m.rows / 12, m.cols, m.rows) & cv::Rect(0, 0, m.cols, m.rows);
         if (side.empty()) return n;
         n(side) = cv::Scalar(150);
         for (int stripe = 0; stripe < 6; ++stripe)
           cv::rectangle(n, cv::Rect(x + stripe * m.cols / 6, m.rows / 5, m.cols / 12, m.rows / 2) & cv::Rect(0, 0, m.cols, m.rows),
                         cv::Scalar(70 + 20 * stripe), cv::FILLED);
         return n;
       }},
      {"a pole that shakes", [](M m, double s, R) { return warped(m, 0.006 * std::sin(9 * s), 0.004 * std::cos(7 * s), 0, 1); }},
      {"coarse compression",
       [](M m, double, R) {
         cv::Mat n = m.clone(), part, spectrum;  // 8×8 cosine blocks, coarsely quantised as a codec short of bits does
         for (int y = 0; y + 8 <= m.rows; y += 8)
           for (int x = 0; x + 8 <= m.cols; x += 8) {
             m(cv::Rect(x, y, 8, 8)).convertTo(part, CV_32F);
             cv::dct(part, spectrum);
             for (int v = 0; v < 8; ++v)
               for (int u = 0; u < 8; ++u) {
                 const float step = 12.0F + 5.0F * static_cast<float>(u + v);
                 spectrum.at<float>(v, u) = std::round(spectrum.at<float>(v, u) / step) * step;
               }
             cv::idct(spectrum, part);
             part.convertTo(n(cv::Rect(x, y, 8, 8)), CV_8U);
           }
         return n;
       }},
  };
}

// The clip with the change from `begin_s` to `end_s`.
inline std::vector<FaultAlert> watch(const std::vector<Frame>& frames, const Change& change, double begin_s, double end_s,
                                     std::uint64_t seed) {
  CameraFaults faults(video::SourceNature::live);
  cv::RNG random(seed);
  std::vector<FaultAlert> told;
  for (const auto& frame : frames) {
    const bool changed = change && frame.at_s >= begin_s && frame.at_s < end_s;
    for (auto& one : faults.picture(changed ? change(frame.luminance, frame.at_s - begin_s, random) : frame.luminance, frame.at_s))
      told.push_back(one);
  }
  for (auto& one : faults.stop(frames.empty() ? 0 : frames.back().at_s)) told.push_back(one);
  return told;
}

// The same, with pictures rearranged: `source` says which frame is shown at each place.
inline std::vector<FaultAlert> watch_rearranged(const std::vector<Frame>& frames, const std::vector<std::size_t>& source, double noise,
                                                std::size_t noise_from, std::uint64_t seed,
                                                video::SourceNature nature = video::SourceNature::live) {
  CameraFaults faults(nature);
  cv::RNG random(seed);
  const double step_s = frames.size() > 1 ? frames.back().at_s / static_cast<double>(frames.size() - 1) : 0;
  std::vector<FaultAlert> told;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const cv::Mat& picture = frames[source[i]].luminance;
    const bool noisy = noise > 0 && i >= noise_from;
    for (auto& one : faults.picture(noisy ? with_noise(picture, noise, random) : picture, static_cast<double>(i) * step_s))
      told.push_back(one);
  }
  for (auto& one : faults.stop(static_cast<double>(source.size()) * step_s)) told.push_back(one);
  return told;
}

}  // namespace vigie::perception::footage
