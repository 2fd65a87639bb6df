#include "law/sealer.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/log.h"
#include "law/audit_chain.h"

namespace vigie::law {
namespace {

// A file descriptor that closes itself.
class File {
 public:
  File(const std::filesystem::path& path, int flags, mode_t mode = 0600)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }

  Status write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return trouble("write");
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor_) != 0) return trouble("sync");
    return {};
  }
  tl::unexpected<Error> trouble(const char* what) const {
    return fail(errno == ENOSPC ? ErrorKind::full : ErrorKind::unavailable,
                fmt::format("cannot {} {}: {}", what, path_.string(), std::strerror(errno)), "sealer.files");
  }

 private:
  const std::filesystem::path path_;
  const int descriptor_;
};

Status sync_folder(const std::filesystem::path& file) {
  const File folder{file.has_parent_path() ? file.parent_path() : ".", O_RDONLY | O_DIRECTORY};
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return folder.trouble("sync");
  return {};
}

Result<std::string> text_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return fail(ErrorKind::unavailable, fmt::format("cannot read {}", path.string()), "sealer.files");
  return text.str();
}

Result<Bytes> make_key(const std::filesystem::path& path) {
  Bytes public_key(crypto_sign_PUBLICKEYBYTES), secret_key(crypto_sign_SECRETKEYBYTES);
  crypto_sign_keypair(public_key.data(), secret_key.data());
  // A key cut short by a crash must never look like a key: it is written beside and moved into place.
  const std::filesystem::path part = path.string() + ".part";
  {
    const File file{part, O_WRONLY | O_CREAT | O_TRUNC};
    if (!file.is_open()) return file.trouble("create");
    VIGIE_CHECK(file.write(to_hex(secret_key) + "\n"));
  }
  if (::rename(part.c_str(), path.c_str()) != 0)
    return fail(ErrorKind::unavailable, fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
  VIGIE_CHECK(sync_folder(path));
  return secret_key;
}

Result<Bytes> read_key(const std::filesystem::path& path) {
  const File file{path, O_RDONLY};
  if (!file.is_open()) {
    if (errno == ENOENT) return make_key(path);
    return file.trouble("read");
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return file.trouble("read");
  if (about.st_mode & 077)
    return fail(ErrorKind::denied, fmt::format("others may read the key {}: chmod 600 it, or make a new one", path.string()),
                "sealer.key_open");
  std::string hex(2 * crypto_sign_SECRETKEYBYTES, '\0');
  if (::read(file.get(), hex.data(), hex.size()) != static_cast<ssize_t>(hex.size()))
    return fail(ErrorKind::corrupt, fmt::format("{} is no key of the sealer", path.string()));
  auto key = from_hex(hex);
  sodium_memzero(hex.data(), hex.size());
  if (!key) return fail_in(path.string(), key.error());
  return std::move(*key);
}

}  // namespace

struct Sealer::State {
  State(const std::filesystem::path& its_copies, const std::filesystem::path& its_seals, const Clock& its_clock)
      : clock(its_clock),
        copies(its_copies),
        file(copies, O_RDWR | O_CREAT | O_APPEND, 0644),
        seals(its_seals, O_RDWR | O_CREAT | O_APPEND, 0644) {}
  ~State() { sodium_memzero(secret_key.data(), secret_key.size()); }

  const Clock& clock;
  const std::filesystem::path copies;
  const File file;
  const File seals;
  off_t size = 0;  // of the whole lines in it
  Bytes secret_key, public_key;
  std::optional<city::Checkpoint> last;
};

Sealer::Sealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sealer::~Sealer() = default;
Sealer::Sealer(Sealer&&) noexcept = default;

Result<Sealer> Sealer::open(const std::filesystem::path& key_file, const std::filesystem::path& copies, const Clock& clock) {
  if (sodium_init() < 0) return fail(ErrorKind::internal, "the system has no randomness");
  std::error_code error;
  std::filesystem::create_directories(copies, error);
  if (error) return fail(ErrorKind::unavailable, fmt::format("cannot make the folder {}: {}", copies.string(), error.message()));
  auto state = std::make_unique<State>(copies / "checkpoints.jsonl", copies / "seals.jsonl", clock);
  if (!state->file.is_open()) return state->file.trouble("open");
  if (!state->seals.is_open()) return state->seals.trouble("open");
  VIGIE_CHECK(sync_folder(state->copies));
  VIGIE_TRY(state->secret_key, read_key(key_file));
  state->public_key.resize(crypto_sign_PUBLICKEYBYTES);
  crypto_sign_ed25519_sk_to_pk(state->public_key.data(), state->secret_key.data());

  VIGIE_TRY(const std::string text, text_of(state->copies));
  VIGIE_TRY(const auto signed_before, parse_checkpoints(text, state->copies.string()));
  if (!signed_before.empty()) state->last = signed_before.back();
  // What a crash left of a last line is cut off, so that the next one starts on its own.
  state->size = static_cast<off_t>(text.rfind('\n') + 1);
  if (::ftruncate(state->file.get(), state->size) != 0) return state->file.trouble("trim");
  VIGIE_TRY(const std::string seals, text_of(copies / "seals.jsonl"));
  if (::ftruncate(state->seals.get(), static_cast<off_t>(seals.rfind('\n') + 1)) != 0) return state->seals.trouble("trim");
  return Sealer{std::move(state)};
}

Result<city::Checkpoint> Sealer::seal(std::uint64_t seq, const Digest& chain_hash) {
  if (state_->last && seq < state_->last->seq)
    return fail(ErrorKind::conflict,
                fmt::format("entry {} was sealed already, {} comes too late: the audit was cut", state_->last->seq, seq), "sealer.behind");
  if (state_->last && seq == state_->last->seq) {
    if (chain_hash != state_->last->chain_hash)
      return fail(ErrorKind::conflict, fmt::format("entry {} was sealed with another hash: the audit was changed", seq), "sealer.fork");
    return *state_->last;
  }
  city::Checkpoint checkpoint;
  checkpoint.seq = seq;
  checkpoint.chain_hash = chain_hash;
  checkpoint.at = state_->clock.utc_now();
  checkpoint.public_key = state_->public_key;
  checkpoint.key_id = key_id();
  checkpoint.signature.resize(crypto_sign_BYTES);
  const std::string text = checkpoint.signed_text();
  crypto_sign_detached(checkpoint.signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       state_->secret_key.data());

  const std::string line = canonical(city::to_json(checkpoint)) + "\n";
  if (auto written = state_->file.write(line); !written) {
    // Half a line must not stay; when even that fails, the next start trims it.
    (void)!::ftruncate(state_->file.get(), state_->size);
    return tl::make_unexpected(written.error());
  }
  state_->size += static_cast<off_t>(line.size());
  state_->last = checkpoint;
  return checkpoint;
}

Result<Seal> Sealer::sign(const std::string& purpose, const Digest& digest) {
  if (!is_seal_purpose(purpose))
    return fail(ErrorKind::denied, fmt::format("the sealer signs nothing for the purpose '{}'", purpose.substr(0, 64)), "seal.purpose");
  Seal seal;
  seal.purpose = purpose;
  seal.digest = digest;
  seal.at = state_->clock.utc_now();
  seal.public_key = state_->public_key;
  seal.key_id = key_id();
  seal.signature.resize(crypto_sign_BYTES);
  const std::string text = seal.signed_text();
  crypto_sign_detached(seal.signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       state_->secret_key.data());
  VIGIE_CHECK(state_->seals.write(canonical(to_json(seal)) + "\n"));
  return seal;
}

Status Sealer::serve(LocalListener& listener, std::stop_token stop) {
  using namespace std::chrono_literals;
  while (!stop.stop_requested()) {
    auto client = listener.accept(500ms);
    if (!client) {
      if (client.error().kind == ErrorKind::timeout) continue;
      return tl::make_unexpected(client.error());
    }
    while (!stop.stop_requested()) {
      const auto message = (*client)->receive(500ms);
      if (!message) break;  // the server went away; it comes back
      if (!*message) continue;
      const Json& request = (*message)->header;
      const auto answer = [&]() -> Result<Json> {
        if (text_or(request, "type") == "sign") {
          VIGIE_TRY(const std::string purpose, text_field(request, "purpose", 64));
          VIGIE_TRY(const std::string hex, text_field(request, "digest", 64));
          VIGIE_TRY(const Digest digest, digest_from_hex(hex));
          VIGIE_TRY(const Seal signed_one, sign(purpose, digest));
          return Json{{"type", "signed"}, {"seal", to_json(signed_one)}};
        }
        if (text_or(request, "type") != "seal") return fail(ErrorKind::invalid_input, "the sealer only seals", "sealer.request");
        VIGIE_TRY(const std::int64_t seq, integer_field(request, "seq"));
        VIGIE_TRY(const std::string hex, text_field(request, "chain_hash"));
        VIGIE_TRY(const Digest chain_hash, digest_from_hex(hex));
        if (seq < 1) return fail(ErrorKind::invalid_input, "there is no entry before 1", "sealer.request");
        VIGIE_TRY(const city::Checkpoint checkpoint, seal(static_cast<std::uint64_t>(seq), chain_hash));
        return Json{{"type", "sealed"}, {"checkpoint", city::to_json(checkpoint)}};
      }();
      if (!answer) spdlog::error("sealer: refused: {}", answer.error().message);
      const Json reply = answer ? *answer : Json{{"type", "refused"}, {"code", answer.error().code}, {"message", answer.error().message}};
      if (!(*client)->send(reply)) break;
    }
  }
  return {};
}

std::string Sealer::key_id() const { return key_id_of(state_->public_key); }

}  // namespace vigie::law
