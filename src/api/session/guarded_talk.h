#pragma once
// A WebSocket that stands on a session and on rights: it ends at once when the session ends or the server stops, and within
// ServerOptions::recheck when a right is taken away.

#include <set>

#include "http/call.h"
#include "http/talk.h"

namespace vigie::api {

class GuardedTalk : public Talk {
 public:
  // `permissions`: one of them must remain.
  GuardedTalk(const Call& call, std::vector<std::string> permissions);
  ~GuardedTalk() override;

  void start(Calls calls) final;
  std::optional<Outgoing> next() final;
  void on_tick() final;
  void on_closed() override {}
  void on_text(std::string_view) override {}
  void on_binary(std::span<const std::uint8_t>) override { end({ErrorKind::unsupported, "request.invalid", "only text is understood here"}); }

  void server_stops();                 // any thread
  const std::string& account() const { return account_.subject.id; }  // any thread
  void wake_up() const;                // any thread
  void ask_for_work() const;           // any thread

 protected:
  virtual void begin() {}                               // on the pool, before anything else
  virtual std::optional<Outgoing> produce() = 0;        // as `next`, while the talk stands
  virtual void tick() {}                                // on the pool, after the rights were found in order
  virtual Json farewell(const Error& why) const = 0;    // the last text before closing
  void end(Error why);                                  // any thread; the first reason stands

  Doors& doors_;
  Shared& shared_;
  const std::shared_ptr<const Session> session_;
  const law::Account account_;  // as it was at the opening: for names, not for rights

 private:
  const std::vector<std::string> permissions_;
  mutable std::mutex mutex_;
  Calls calls_;
  std::optional<Error> end_;
  bool said_farewell_ = false;
};

// Every open GuardedTalk, to wake them when a session ends and to end them when the server stops. Thread-safe.
class OpenTalks {
 public:
  void add(GuardedTalk* talk);
  void remove(GuardedTalk* talk);
  void wake_all() const;
  void stop_all() const;
  std::set<std::string> accounts() const;  // who has one open

 private:
  mutable std::mutex mutex_;
  std::set<GuardedTalk*> talks_;
};

}  // namespace vigie::api
