#include "live/ptz_heads.h"

#include "live/head_drive.h"

namespace vigie::app {
namespace {
constexpr std::chrono::seconds idle_life{60};
}

PtzHeads::PtzHeads(const Clock& clock, Metrics& metrics, Credentials credentials)
    : clock_(clock), metrics_(metrics), credentials_(std::move(credentials)) {}

PtzHeads::~PtzHeads() { stop(); }

void PtzHeads::serve(operations::PtzDesk& desk) { desk_ = &desk; }

void PtzHeads::wake(const std::string& camera) {
  std::lock_guard lock(mutex_);
  if (stopped_ || !desk_) return;
  auto& place = drivers_[camera];
  if (!place) place = std::make_unique<Driver>();
  Driver& driver = *place;
  {
    std::lock_guard driver_lock(driver.mutex);
    driver.awake = true;
    if (driver.running) {
      driver.woken.notify_one();
      return;
    }
    driver.running = true;
  }
  // The former thread said that it runs no more as the last thing it did: joining it here is immediate.
  driver.thread = Thread("ptz", [this, camera, &driver](std::stop_token stop) { run(camera, driver, std::move(stop)); });
}

void PtzHeads::stop() {
  std::map<std::string, std::unique_ptr<Driver>> leaving;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    leaving.swap(drivers_);
  }
  for (auto& [camera, driver] : leaving) driver->thread.request_stop();
  for (auto& [camera, driver] : leaving) driver->thread.stop();
}

void PtzHeads::run(const std::string& camera, Driver& driver, std::stop_token stop) {
  HeadDrive drive{camera, *desk_, clock_, metrics_, credentials_, stop};
  SteadyTime used = clock_.steady_now();
  bool asked = true;
  while (!stop.stop_requested()) {
    if (drive.turn(asked) || asked) used = clock_.steady_now();
    std::unique_lock lock(driver.mutex);
    driver.woken.wait_for(lock, stop, HeadDrive::between_looks, [&] { return driver.awake; });
    asked = std::exchange(driver.awake, false);
    if (!asked && clock_.steady_now() - used > idle_life) {
      driver.running = false;
      return;
    }
  }
}

}  // namespace vigie::app
