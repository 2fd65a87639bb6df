#pragma once
// Who moves which camera's head, and where it looks. One person at a time: a lease of 60 s from their last command; somebody with
// priority (the duty officer) may take it over; when it ends, the head returns home. Decides and remembers; sending is done by
// whoever drives the heads (`app`), one per camera, which takes the newest order and says what became of it.
//
//   desk ──order──▶ [slot: newest wins] ──next──▶ driver ──ONVIF──▶ head
//        ◀──state── lease, view, trouble ◀─sent, arrived, failed─┘
//
// A head that is not at a known view is "away": analysis, whose zones are drawn on a preset, pauses. Commands exist only for
// cameras that a person reviewed, and never where a mask is burnt in here: such a mask fits one view and would uncover the others
// (RULES L14); masks that move with the head are set in the camera.
//
// Thread-safe. No call waits on a camera; `order` commits an audit entry when it begins a lease (before anything moves), and
// hooks are called without a lock held.

#include <functional>

#include "city/audit.h"
#include "city/permit.h"
#include "operations/board.h"
#include "operations/heads.h"

namespace vigie::operations {

inline constexpr std::chrono::seconds ptz_lease{60};
inline constexpr std::chrono::seconds ptz_home_again{60};  // after a head that nobody holds did not get home

struct PtzOrder {
  enum class Kind { move, stop, preset, home } kind = Kind::stop;
  double pan = 0, tilt = 0, zoom = 0;  // of a move: speeds, −1 to 1
  std::string preset;                  // token
};
// {"act":"move","pan":…,"tilt":…,"zoom":…} | {"act":"stop"} | {"act":"preset","preset":…} | {"act":"home"}; "release" is no order.
Result<PtzOrder> parse_ptz_order(const Json& body);

struct PtzPreset {
  std::string token, name;
};

class PtzDesk {
 public:
  struct Hooks {
    std::function<Status(const std::string& camera)> may_operate;  // asks the gate, before a head is sent home that nobody held
    std::function<void(const std::string& camera)> wake;           // the driver has something to do
    // Where the head stands: a preset's token, "" at home, nullopt away.
    std::function<void(const std::string& camera, const std::optional<std::string>& view)> view_changed;
  };
  // All borrowed for life.
  PtzDesk(city::Ledger& ledger, const Board& board, city::AuditSink& audit, const Clock& clock, UuidSource& ids, std::string zone,
          Hooks hooks);

  // ---- people
  // conflict "ptz.held" while another holds it (unless `priority`), denied where the camera must not move, not_found "ptz.no_head".
  Status order(const Actor& actor, bool priority, const std::string& camera, const city::Permit& permit, const PtzOrder& order);
  Status release(const Actor& actor, const std::string& camera);  // ends one's own lease: the head returns home
  // The form of GET /cameras/{id}/ptz (docs/api.md); wakes the driver, so that presets are known and the camera is connected.
  Result<Json> look(const std::string& camera);
  Result<std::string> configure(const Actor& actor, Head head, const std::string& reason);  // version by version in the ledger

  // ---- the driver of a camera's head
  std::optional<PtzOrder> next(const std::string& camera);
  void sent(const std::string& camera);                            // the camera took the last command
  void arrived(const std::string& camera, const PtzOrder& order);  // at a preset or home, and says so itself
  void failed(const std::string& camera, const Error& error);      // one sentence for the desk, until a command goes well
  void presets(const std::string& camera, std::vector<PtzPreset> presets);

  // ---- the clock, a few times a second: ends leases, and sends home what is due. Going home at the end of a lease needs no permit: it
  // shows and keeps nothing, and a head left where somebody pointed it would.
  void tick();
  Status catch_up();  // brings the book up to date; a head that is new or changed is sent home by the next tick

  const HeadBook& heads() const { return heads_; }

 private:
  struct Lease {
    Actor holder;
    bool priority = false;
    SteadyTime until{};
    city::Permit permit;
    std::uint64_t moves = 0;
  };
  struct Camera {
    int head_version = 0;
    std::optional<Lease> lease;
    std::optional<PtzOrder> slot;
    std::optional<std::string> view;  // "" home
    bool moving = false;
    std::optional<Error> trouble;
    std::optional<SteadyTime> home_again;
    std::vector<PtzPreset> presets;
  };
  struct Ended {
    std::string camera;
    Lease lease;
    std::string reason;
  };
  Status may_move(const std::string& camera) const;
  void put(Camera& camera, const PtzOrder& order);
  std::vector<std::string> send_home_again(SteadyTime now);
  void tell(const std::vector<std::string>& away, const std::vector<std::string>& wake) const;
  city::AuditEntry entry(const Actor& actor, std::string action, const std::string& camera, std::string reason) const;
  void enter_end(const Ended& ended);

  city::Ledger& ledger_;
  const Board& board_;
  city::AuditSink& audit_;
  const Clock& clock_;
  UuidSource& ids_;
  const std::string zone_;
  const Hooks hooks_;
  HeadBook heads_;
  mutable std::mutex mutex_;
  std::map<std::string, Camera> cameras_;
};

}  // namespace vigie::operations
