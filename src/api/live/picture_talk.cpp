// GET /live/{camera}: permission → permit → audit entry on the disk → first byte. The permit is asked anew at every tick and
// the view ends with the reason.
#include <algorithm>
#include <charconv>

#include "calls/bodies.h"
#include "calls/routes.h"
#include "live/picture_queue.h"
#include "session/guarded_talk.h"

namespace vigie::api {
namespace {

using namespace std::chrono_literals;

constexpr auto without_reason = 10min;  // so far back live viewing reaches; beyond it is replay, with words (RULES L13)

struct Wish {
  std::string camera;
  city::StreamKind stream = city::StreamKind::main;
  bool boxes = false;
  std::optional<UtcTime> from, to;  // no `from`: live
  double speed = 1;
  std::string reason;
};

Result<Wish> parse_wish(const Call& call) {
  const auto& request = call.request;
  Wish wish;
  wish.camera = request.param("camera");
  wish.stream = request.query("stream") == "sub" ? city::StreamKind::sub : city::StreamKind::main;
  wish.boxes = request.query("boxes") == "1";
  wish.reason = request.query("reason");
  if (wish.reason.size() > 500) return fail(ErrorKind::invalid_input, "'reason' is at most 500 bytes", "field.too_long");
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

// Which right and which permit a wish takes, and whether it is given.
struct Terms {
  city::Processing processing = city::Processing::view;
  const char* action = "view.live";
  std::string reason;
};

Result<Terms> terms_for(Doors& doors, const law::Account& account, const Wish& wish) {
  Terms terms{city::Processing::view, wish.from ? "view.back" : "view.live", account.standing_reason};
  const char* permission = "view.live";
  if (wish.from && doors.clock.utc_now() - *wish.from > without_reason) {
    terms = {city::Processing::replay, "view.replay", wish.reason};
    permission = "view.replay";
  }
  VIGIE_CHECK(doors.accounts.may(account.subject.id, permission, wish.camera));
  if (wish.boxes) VIGIE_CHECK(doors.accounts.may(account.subject.id, "view.boxes", wish.camera));
  if (terms.processing == city::Processing::replay && terms.reason.empty())
    return fail(ErrorKind::invalid_input, "say why in 'reason': more than ten minutes back is a consultation", "reason.missing");
  if (!doors.desk.board().camera(wish.camera)) return fail(ErrorKind::not_found, fmt::format("there is no camera '{}'", wish.camera), "camera.unknown");
  return terms;
}

Result<city::Permit> permit_for(Doors& doors, const law::Account& account, const Wish& wish, const Terms& terms) {
  return doors.gate.permit(terms.processing, wish.camera, {account.subject.id, terms.reason, {}});
}

class PictureTalk final : public GuardedTalk {
 public:
  PictureTalk(const Call& call, Wish wish) : GuardedTalk(call, {"view.live"}), wish_(std::move(wish)) {}
  ~PictureTalk() override { viewing_.reset(); }

  void on_text(std::string_view text) override {
    const auto command = parse_live_command(text);
    if (!command) return end(command.error());
    using enum LiveCommand::Kind;
    Wish wish = wish_;
    switch (command->kind) {
      case pause:
        if (const auto queue = this->queue()) paused_at_ = queue->last_sent();
        viewing_.reset();
        return;
      case resume:
        if (paused_at_ == UtcTime{}) return;
        wish.from = std::exchange(paused_at_, UtcTime{});
        break;
      case seek:
        wish.from = command->from;
        if (!command->reason.empty()) wish.reason = command->reason;
        break;
      case live:
        wish.from.reset();
        wish.to.reset();
        break;
    }
    wish_ = std::move(wish);
    show();
  }

  void on_closed() override {
    viewing_.reset();
    if (!began_) return;
    // Watching is counted (RULES L36); the consultation itself was committed before its first byte.
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(doors_.clock.steady_now() - *began_).count();
    (void)doors_.audit.record({doors_.clock.utc_now(), account_.subject.id, "view.ended", wish_.camera, "", {{"seconds", seconds}}});
  }

 private:
  void begin() override { show(); }

  std::optional<Outgoing> produce() override {
    const auto queue = this->queue();
    return queue ? queue->pop() : std::nullopt;
  }

  void tick() override {
    if (!permit_) return;
    if (const auto still = permit_->check(); !still) stop(still.error());
  }

  Json farewell(const Error& why) const override { return {{"type", "end"}, {"code", code_of(why)}, {"detail", why.message}}; }

  // Tiles ask for the smaller stream; a camera without one shows its main stream, and what was recorded is the main one.
  city::StreamKind stream_of(const Wish& wish) const {
    if (wish.from || wish.stream == city::StreamKind::main) return city::StreamKind::main;
    const auto camera = doors_.desk.board().camera(wish.camera);
    const auto is_sub = [](const city::CameraStream& stream) { return stream.kind == city::StreamKind::sub; };
    return camera && std::any_of(camera->streams.begin(), camera->streams.end(), is_sub) ? city::StreamKind::sub : city::StreamKind::main;
  }

  // From the top for every seek: right, permit, audit, and only then pictures.
  void show() {
    if (const auto shown = try_show(); !shown) stop(shown.error());
  }

  Status try_show() {
    VIGIE_TRY(const Terms terms, terms_for(doors_, account_, wish_));
    auto permit = permit_for(doors_, account_, wish_, terms);
    if (!permit) {
      (void)doors_.audit.record({doors_.clock.utc_now(), account_.subject.id, "request.refused", wish_.camera, permit.error().code, {{"wanted", terms.action}}});
      return tl::make_unexpected(permit.error());
    }
    Json details{{"stream", city::to_string(stream_of(wish_))}, {"boxes", wish_.boxes}};
    if (wish_.from) details["from"] = format_utc(*wish_.from);
    VIGIE_CHECK(doors_.audit.record({doors_.clock.utc_now(), account_.subject.id, terms.action, wish_.camera, terms.reason, std::move(details)}));
    if (!began_) began_ = doors_.clock.steady_now();

    viewing_.reset();
    const auto health = doors_.live.health(wish_.camera);
    const std::pair<int, int> size = health ? std::pair{health->width_px, health->height_px} : std::pair{0, 0};
    const auto queue = std::make_shared<PictureQueue>(
        wish_.camera, PictureQueue::Bounds{}, doors_.metrics, size, [this] { wake_up(); }, [this](const Error& why) { end(why); });
    {
      std::lock_guard lock(mutex_);
      queue_ = queue;
    }
    const auto stream = stream_of(wish_);
    auto viewing = wish_.from ? doors_.live.play(*permit, wish_.camera, stream, *wish_.from, wish_.to, wish_.speed, queue)
                              : doors_.live.watch(*permit, wish_.camera, stream, wish_.boxes, queue);
    if (!viewing) return tl::make_unexpected(viewing.error());
    viewing_ = std::move(*viewing);
    permit_ = std::move(*permit);
    return {};
  }

  void stop(const Error& why) {
    viewing_.reset();
    end(why);
  }

  std::shared_ptr<PictureQueue> queue() const {
    std::lock_guard lock(mutex_);
    return queue_;
  }

  // Touched on the pool alone, one call at a time.
  Wish wish_;
  std::optional<city::Permit> permit_;
  std::optional<SteadyTime> began_;
  UtcTime paused_at_{};

  mutable std::mutex mutex_;
  std::shared_ptr<PictureQueue> queue_;
  std::unique_ptr<city::Viewing> viewing_;  // last: destroyed first, then the door calls the queue no more
};

}  // namespace

Result<std::unique_ptr<Talk>> watch_picture(Call& call) {
  VIGIE_TRY(auto wish, parse_wish(call));
  VIGIE_TRY(const Terms terms, terms_for(call.doors, call.account, wish));
  (void)terms;  // asked again when the talk begins; a wrong wish is told as a plain answer
  return std::make_unique<PictureTalk>(call, std::move(wish));
}

// A browser can't read why a WebSocket was refused: it may ask the same address without one.
Result<Response> ask_for_picture(Call& call) {
  VIGIE_TRY(const auto wish, parse_wish(call));
  VIGIE_TRY(const Terms terms, terms_for(call.doors, call.account, wish));
  VIGIE_TRY(const auto permit, permit_for(call.doors, call.account, wish, terms));
  (void)permit;
  return ask_for_upgrade(call);
}

Result<Response> ask_for_upgrade(Call&) {
  auto response = problem(426, "request.websocket", "this address is a WebSocket");
  response.headers.emplace_back("Upgrade", "websocket");
  return response;
}

}  // namespace vigie::api
