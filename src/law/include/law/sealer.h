#pragma once
// `vigie sealer`: a small process of its own that holds the Ed25519 key, signs checkpoints of the audit chain and keeps a
// copy of each outside. It never signs a seq below the last one nor another hash for the same seq, whoever asks.

#include <filesystem>
#include <stop_token>

#include "base/local_socket.h"
#include "base/metrics.h"
#include "base/thread.h"
#include "city/ledger.h"
#include "law/seal.h"

namespace vigie::law {

class Sealer final : public Signer {
 public:
  // Reads the key, or makes it (mode 0600) when there is none; reads the last signed seq from copies/checkpoints.jsonl.
  static Result<Sealer> open(const std::filesystem::path& key_file, const std::filesystem::path& copies, const Clock& clock);
  ~Sealer() override;
  Sealer(Sealer&&) noexcept;

  // Signs and appends to the copies (on the disk when it returns). conflict "sealer.behind" or "sealer.fork" when refused.
  // The time is the sealer's own.
  Result<city::Checkpoint> seal(std::uint64_t seq, const Digest& chain_hash);
  // A statement of a reviewed purpose, at the sealer's own time; appended to copies/seals.jsonl, on the disk when it returns.
  Result<Seal> sign(const std::string& purpose, const Digest& digest) override;
  // Answers {"type":"seal","seq","chain_hash"} with {"type":"sealed","checkpoint"}, {"type":"sign","purpose","digest"} with
  // {"type":"signed","seal"}, or either with {"type":"refused","code","message"}; one client at a time, until stopped.
  Status serve(LocalListener& listener, std::stop_token stop);
  std::string key_id() const;

 private:
  struct State;
  explicit Sealer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// In the server: asks for a checkpoint every minute or every 100 entries. When the sealer is away the audit goes on;
// `healthy` and the gauge vigie_audit_unsealed_entries show it.
class SealerClient final : public Signer {
 public:
  SealerClient(city::Ledger& ledger, std::string socket_path, Metrics& metrics);
  ~SealerClient() override;
  void start();
  void stop();
  // At once: nothing to do is success. The checkpoint is in the ledger when it returns.
  Status seal_now();
  Result<Seal> sign(const std::string& purpose, const Digest& digest) override;
  bool healthy() const;

 private:
  Status seal_locked();
  Result<Json> ask_locked(const Json& request, std::string_view answer_type);
  city::Ledger& ledger_;
  const std::string socket_path_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::uint64_t sealed_ = 0;
  std::atomic<bool> healthy_{false};
  std::unique_ptr<LocalConnection> connection_;
  Thread thread_;
};

}  // namespace vigie::law
