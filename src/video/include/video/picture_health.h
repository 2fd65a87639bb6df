#pragma once
// What is wrong with a camera's pictures, from their luminance alone: numbers about the camera, nothing about what it shows.
// Signs are of one instant; several consistent ones make an alert, which is perception's part (perception/camera_faults.h).

#include <array>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <string_view>

namespace vigie::video {

enum class CameraFault { offline, frozen, covered, blinded, defocused, moved, looped };
inline constexpr std::size_t camera_fault_count = 7;
std::string_view kind_of(CameraFault fault);  // "camera_frozen": the word of the registry

enum class Sign { no, yes, unknown };  // unknown: this picture can't tell (much moves in it, or it has no structure)

struct FaultSign {
  Sign sign = Sign::no;
  double since_s = 0;     // of `yes`: when it began, as far as can be told
  double confidence = 0;  // of `yes`: 0–1
};

struct HealthSigns {
  std::array<FaultSign, camera_fault_count> of{};
  FaultSign& operator[](CameraFault fault) { return of[static_cast<std::size_t>(fault)]; }
  const FaultSign& operator[](CameraFault fault) const { return of[static_cast<std::size_t>(fault)]; }
};

// A recorded file that is shown again and again repeats itself by nature: it is exempt from `looped`.
enum class SourceNature { live, replay };

// One camera, one thread. Compares with what this camera showed before; the first seconds teach it the view.
class PictureHealth {
 public:
  explicit PictureHealth(SourceNature nature);
  ~PictureHealth();
  PictureHealth(PictureHealth&&) noexcept;
  PictureHealth& operator=(PictureHealth&&) noexcept;

  // `luminance`: one channel of 8 bits, the picture as it came (masks painted). `now_s` does not go back.
  HealthSigns look(const cv::Mat& luminance, double now_s);
  // Pictures before and after do not belong together in time; the view stays known.
  void interrupted();
  // What is seen now is the view from here on: a fault was open for its longest life, or somebody says so.
  void accept_view();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::video
