#include <condition_variable>

#include "base/log.h"
#include "law/audit_chain.h"
#include "law/sealer.h"

namespace vigie::law {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t entries_until_seal = 100;
constexpr int seconds_until_seal = 60;

}  // namespace

SealerClient::SealerClient(city::Ledger& ledger, std::string socket_path, Metrics& metrics)
    : ledger_(ledger), socket_path_(std::move(socket_path)), metrics_(metrics) {}

SealerClient::~SealerClient() { stop(); }

void SealerClient::start() {
  thread_ = Thread{"sealer-client", [this](std::stop_token stop) {
                     std::mutex waiting;
                     std::condition_variable_any woken;
                     // Tried at once and again while the sealer is away: it starts beside us, and the server is ready only with it.
                     for (int waited_s = seconds_until_seal; !stop.stop_requested(); ++waited_s) {
                       const auto rows = ledger_.audit_before(0, 1);
                       const std::uint64_t newest = rows && !rows->empty() ? rows->front().seq : 0;
                       std::uint64_t unsealed;
                       {
                         std::lock_guard lock(mutex_);
                         unsealed = newest > sealed_ ? newest - sealed_ : 0;
                       }
                       metrics_.set("vigie_audit_unsealed_entries", static_cast<double>(unsealed));
                       if (waited_s >= seconds_until_seal || unsealed >= entries_until_seal || !healthy_) {
                         waited_s = 0;
                         const bool was_healthy = healthy_;
                         if (const Status sealed = seal_now(); !sealed && was_healthy)
                           spdlog::error("audit: no checkpoint: {}", sealed.error().message);
                       }
                       std::unique_lock lock(waiting);
                       woken.wait_for(lock, stop, healthy_ ? 1000ms : 100ms, [] { return false; });
                     }
                   }};
}

void SealerClient::stop() { thread_.stop(); }

bool SealerClient::healthy() const { return healthy_; }

Status SealerClient::seal_now() {
  std::lock_guard lock(mutex_);
  const Status sealed = seal_locked();
  healthy_ = sealed.has_value();
  metrics_.set("vigie_sealer_up", sealed ? 1 : 0);
  if (!sealed) connection_.reset();
  return sealed;
}

Result<Json> SealerClient::ask_locked(const Json& request, std::string_view answer_type) {
  if (!connection_) {
    VIGIE_TRY(connection_, LocalConnection::connect(socket_path_));
  }
  VIGIE_CHECK(connection_->send(request));
  VIGIE_TRY(const auto answer, connection_->receive(5s));
  if (!answer) return fail(ErrorKind::timeout, "the sealer does not answer", "sealer.silent");
  if (text_or(answer->header, "type") != answer_type)
    return fail(ErrorKind::conflict, text_or(answer->header, "message", "the sealer refused"),
                text_or(answer->header, "code", "sealer.refused"));
  return answer->header;
}

Result<Seal> SealerClient::sign(const std::string& purpose, const Digest& digest) {
  std::lock_guard lock(mutex_);
  const auto answer = ask_locked({{"type", "sign"}, {"purpose", purpose}, {"digest", to_hex(digest)}}, "signed");
  if (!answer) {
    connection_.reset();
    return tl::make_unexpected(answer.error());
  }
  VIGIE_TRY(const Seal seal, seal_from_json(answer->value("seal", Json::object())));
  VIGIE_CHECK(verify_seal(seal));
  if (seal.purpose != purpose || seal.digest != digest)
    return fail(ErrorKind::corrupt, "the sealer signed something else than it was asked", "sealer.other");
  return seal;
}

Status SealerClient::seal_locked() {
  VIGIE_TRY(const auto rows, ledger_.audit_before(0, 1));
  if (rows.empty() || rows.front().seq <= sealed_) {
    if (!connection_) {
      VIGIE_TRY(connection_, LocalConnection::connect(socket_path_));
    }
    return {};
  }
  const city::AuditRow& newest = rows.front();
  VIGIE_TRY(const Json answer, ask_locked({{"type", "seal"}, {"seq", newest.seq}, {"chain_hash", to_hex(newest.chain_hash)}}, "sealed"));
  VIGIE_TRY(const auto checkpoint, city::checkpoint_from_json(answer.value("checkpoint", Json::object())));
  VIGIE_CHECK(verify_checkpoint(checkpoint));
  if (checkpoint.seq != newest.seq || checkpoint.chain_hash != newest.chain_hash)
    return fail(ErrorKind::corrupt, "the sealer signed something else than it was asked", "sealer.other");
  VIGIE_CHECK(ledger_.add_checkpoint(checkpoint));
  sealed_ = newest.seq;
  return {};
}

}  // namespace vigie::law
