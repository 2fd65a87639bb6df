#include "motion.h"

namespace vigie::perception {
namespace {

constexpr double kSmallestSide = 1;

}  // namespace

// White noise in the acceleration, integrated over the step.
void BoxMotion::Axis::predict(double seconds, double acceleration) {
  value += speed * seconds;
  const double q = acceleration * acceleration;
  value_variance += seconds * (2 * covariance + seconds * speed_variance) + q * seconds * seconds * seconds / 3;
  covariance += seconds * speed_variance + q * seconds * seconds / 2;
  speed_variance += q * seconds;
}

void BoxMotion::Axis::correct(double measured, double deviation) {
  const double total = value_variance + deviation * deviation;
  const double value_gain = value_variance / total, speed_gain = covariance / total;
  const double surprise = measured - value;
  value += value_gain * surprise;
  speed += speed_gain * surprise;
  speed_variance -= speed_gain * covariance;
  covariance *= 1 - value_gain;
  value_variance *= 1 - value_gain;
}

BoxMotion::Axis BoxMotion::start(double value) const {
  Axis axis;
  axis.value = value;
  const double place = settings_.measurement * first_height_, speed = settings_.first_speed * first_height_;
  axis.value_variance = place * place;
  axis.speed_variance = speed * speed;
  return axis;
}

BoxMotion::BoxMotion(const Box& first, const MotionSettings& settings)
    : settings_(settings),
      first_height_(std::max(first.height, kSmallestSide)),
      centre_x_(start(first.centre().x)),
      centre_y_(start(first.centre().y)),
      width_(start(first.width)),
      height_(start(first.height)) {}

void BoxMotion::predict(double seconds) {
  const double height = std::max(height_.value, kSmallestSide);
  for (Axis* axis : {&centre_x_, &centre_y_}) axis->predict(seconds, settings_.acceleration * height);
  for (Axis* axis : {&width_, &height_}) axis->predict(seconds, settings_.size_acceleration * height);
}

// A weak detection is placed less exactly: its weight falls with its confidence.
void BoxMotion::correct(const Box& measured, double confidence) {
  const double deviation = settings_.measurement * std::max(measured.height, kSmallestSide) * (2 - std::clamp(confidence, 0.0, 1.0));
  centre_x_.correct(measured.centre().x, deviation);
  centre_y_.correct(measured.centre().y, deviation);
  width_.correct(measured.width, deviation);
  height_.correct(measured.height, deviation);
}

Box BoxMotion::box() const {
  const double width = std::max(width_.value, kSmallestSide), height = std::max(height_.value, kSmallestSide);
  return {centre_x_.value - width / 2, centre_y_.value - height / 2, width, height};
}

}  // namespace vigie::perception
