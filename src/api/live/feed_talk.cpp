// GET /cameras/{id}/feed: the bytes of a file or of a browser's camera on their way to a worker. The next message is read
// when the worker has taken this one, so that the sender runs at the worker's pace.
#include "calls/routes.h"
#include "session/guarded_talk.h"

namespace vigie::api {
namespace {

class FeedTalk final : public GuardedTalk {
 public:
  FeedTalk(const Call& call, std::string camera, city::Permit permit)
      : GuardedTalk(call, {"test_source.add"}), camera_(std::move(camera)), permit_(std::move(permit)) {}

  void on_binary(std::span<const std::uint8_t> bytes) override {
    if (const auto fed = doors_.live.feed(permit_, camera_, bytes, false); !fed) return end(fed.error());
    {
      std::lock_guard lock(mutex_);
      accepted_ += bytes.size();
      said_ = false;
    }
    wake_up();
  }

  void on_text(std::string_view text) override {
    const auto said = parse_json(text, 1024);
    if (!said || !flag_or(*said, "end", false)) return end({ErrorKind::invalid_input, "request.invalid", "only {\"end\":true} is understood here"});
    finish();
    end({ErrorKind::cancelled, "feed.ended", "all of it was taken"});
  }

  void on_closed() override { finish(); }  // a webcam's tab was closed

 private:
  std::optional<Outgoing> produce() override {
    std::lock_guard lock(mutex_);
    if (std::exchange(said_, true)) return std::nullopt;
    return canonical({{"type", "accepted"}, {"bytes", accepted_}});
  }
  void tick() override {
    if (const auto still = permit_.check(); !still) end(still.error());
  }
  Json farewell(const Error& why) const override { return {{"type", "end"}, {"code", code_of(why)}, {"detail", why.message}}; }

  void finish() {
    if (std::exchange(finished_, true)) return;
    (void)doors_.live.feed(permit_, camera_, {}, true);  // its worker may have gone, and the feed with it
  }

  const std::string camera_;
  const city::Permit permit_;
  bool finished_ = false;  // pool alone
  std::mutex mutex_;
  std::uint64_t accepted_ = 0;
  bool said_ = true;
};

}  // namespace

Result<std::unique_ptr<Talk>> feed_test_source(Call& call) {
  auto& doors = call.doors;
  const std::string& id = call.request.param("id");
  const auto camera = doors.desk.board().camera(id);
  const bool pushed = camera && !camera->removed && !camera->public_place && city::is_pushed(*camera);
  if (!pushed) return fail(ErrorKind::not_found, fmt::format("there is no test source '{}' to feed", id), "camera.unknown");
  if (camera->reviewed_by != call.account.subject.id) return fail(ErrorKind::denied, "a test source is fed by who added it", "source.not_yours");
  VIGIE_TRY(auto permit, doors.gate.permit(city::Processing::view, id, {call.account.subject.id, "test_source.feed", {}}));
  VIGIE_CHECK(doors.audit.record({doors.clock.utc_now(), call.account.subject.id, "test_source.feed", id, "", Json::object()}));
  return std::make_unique<FeedTalk>(call, id, std::move(permit));
}

}  // namespace vigie::api
