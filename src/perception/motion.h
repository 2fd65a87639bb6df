#pragma once
// Where a box is going: a Kalman filter with constant velocity. Centre x, centre y, width and height do not influence each
// other in this model, so the usual filter of eight values falls apart into four filters of two, exactly.

#include "perception/box.h"

namespace vigie::perception {

// Noise in units of the box's height, so that near and far objects behave alike.
struct MotionSettings {
  double acceleration = 1.0;       // heights per s², standard deviation
  double size_acceleration = 0.3;  // the same for width and height
  double measurement = 0.05;       // of a box of full confidence, in heights
  double first_speed = 1.0;        // heights per s, standard deviation of a speed not yet seen
};

class BoxMotion {
 public:
  BoxMotion(const Box& first, const MotionSettings& settings);
  void predict(double seconds);
  void correct(const Box& measured, double confidence);
  Box box() const;
  PicturePoint velocity_per_s() const { return {centre_x_.speed, centre_y_.speed}; }

 private:
  struct Axis {
    double value = 0, speed = 0;
    double value_variance = 0, covariance = 0, speed_variance = 0;
    void predict(double seconds, double acceleration);
    void correct(double measured, double deviation);
  };
  Axis start(double value) const;
  MotionSettings settings_;
  double first_height_;
  Axis centre_x_, centre_y_, width_, height_;
};

}  // namespace vigie::perception
