// GET /live/{camera}: permission → permit → audit entry on the disk → first byte. The permit is asked anew at every tick and
// the view ends with the reason.
#include <algorithm>
#include <charconv>

#include "calls/bodies.h"
#include "calls/routes.h"
#include "live/consultation.h"
#include "live/picture_queue.h"
#include "session/guarded_talk.h"

namespace vigie::api {
namespace {

Result<Look> parse_look(const Call& call) {
  const auto& request = call.request;
  Look wish;
  wish.camera = request.param("camera");
  wish.stream = request.query("stream") == "sub" ? city::StreamKind::sub : city::StreamKind::main;
  wish.boxes = request.query("boxes") == "1";
  wish.reason = request.query("reason");
  wish.words = request.query("words");
  for (const auto& [name, time] : {std::pair{"from", &wish.from}, {"to", &wish.to}}) {
    if (request.query(name).empty()) continue;
    const auto parsed = parse_utc(request.query(name));
    if (!parsed) return fail(ErrorKind::invalid_input, fmt::format("'{}': expected a time like 2026-03-01T12:00:00Z", name), "field.wrong");
    *time = *parsed;
  }
  if (const std::string& speed = request.query("speed"); !speed.empty()) {
    const auto [end, error] = std::from_chars(speed.data(), speed.data() + speed.size(), wish.speed);
    if (error != std::errc{} || !(wish.speed >= 0.1 && wish.speed <= 32)) return fail(ErrorKind::invalid_input, "'speed' is a number from 0.1 to 32", "field.wrong");
  }
  return wish;
}

class PictureTalk final : public GuardedTalk {
 public:
  PictureTalk(const Call& call, Look look) : GuardedTalk(call, {"view.live"}), look_(std::move(look)) {}
  ~PictureTalk() override { viewing_.reset(); }

  void on_text(std::string_view text) override {
    const auto command = parse_live_command(text);
    if (!command) return end(command.error());
    using enum LiveCommand::Kind;
    Look look = look_;
    switch (command->kind) {
      case pause:
        if (const auto queue = this->queue()) paused_at_ = queue->last_sent();
        stop_looking();
        return;
      case resume:
        if (paused_at_ == UtcTime{}) return;
        look.from = std::exchange(paused_at_, UtcTime{});
        break;
      case seek:
        look.from = command->from;
        if (!command->reason.empty()) {
          look.reason = command->reason;
          look.words = command->words;
        }
        break;
      case live:
        look.from.reset();
        look.to.reset();
        break;
    }
    look_ = std::move(look);
    show();
  }

  void on_closed() override { stop_looking(); }

 private:
  void begin() override { show(); }

  std::optional<Outgoing> produce() override {
    const auto queue = this->queue();
    return queue ? queue->pop() : std::nullopt;
  }

  void tick() override {
    if (!consultation_) return;
    if (const auto still = consultation_->permit().check(); !still) stop(still.error());
  }

  Json farewell(const Error& why) const override { return {{"type", "end"}, {"code", code_of(why)}, {"detail", why.message}}; }

  // From the top for every seek: right, permit, audit, and only then pictures.
  void show() {
    if (const auto shown = try_show(); !shown) stop(shown.error());
  }

  Status try_show() {
    stop_looking();
    VIGIE_TRY(auto consultation, Consultation::begin(doors_, account_, look_));
    consultation_ = std::move(consultation);
    const auto health = doors_.live.health(look_.camera);
    const std::pair<int, int> size = health ? std::pair{health->width_px, health->height_px} : std::pair{0, 0};
    const auto queue = std::make_shared<PictureQueue>(
        look_.camera, PictureQueue::Bounds{}, doors_.metrics, size, [this] { wake_up(); }, [this](const Error& why) { end(why); });
    {
      std::lock_guard lock(mutex_);
      queue_ = queue;
    }
    VIGIE_TRY(viewing_, consultation_->pictures(queue));
    return {};
  }

  // Every part of it has its own entry and its own end: live, ten minutes back and a replay are not the same consultation.
  void stop_looking() {
    viewing_.reset();
    if (!consultation_) return;
    consultation_->end();
    consultation_.reset();
  }

  void stop(const Error& why) {
    stop_looking();
    end(why);
  }

  std::shared_ptr<PictureQueue> queue() const {
    std::lock_guard lock(mutex_);
    return queue_;
  }

  // Touched on the pool alone, one call at a time.
  Look look_;
  std::optional<Consultation> consultation_;
  UtcTime paused_at_{};

  mutable std::mutex mutex_;
  std::shared_ptr<PictureQueue> queue_;
  std::unique_ptr<city::Viewing> viewing_;  // last: destroyed first, then the door calls the queue no more
};

}  // namespace

Result<std::unique_ptr<Talk>> watch_picture(Call& call) {
  VIGIE_TRY(auto look, parse_look(call));
  VIGIE_CHECK(Consultation::admissible(call.doors, call.account, look));  // asked again when the talk begins; a wrong wish is told as a plain answer
  return std::make_unique<PictureTalk>(call, std::move(look));
}

// A browser can't read why a WebSocket was refused: it may ask the same address without one.
Result<Response> ask_for_picture(Call& call) {
  VIGIE_TRY(const auto look, parse_look(call));
  VIGIE_CHECK(Consultation::permitted(call.doors, call.account, look));
  return ask_for_upgrade(call);
}

Result<Response> ask_for_upgrade(Call&) {
  auto response = problem(426, "request.websocket", "this address is a WebSocket");
  response.headers.emplace_back("Upgrade", "websocket");
  return response;
}

}  // namespace vigie::api
