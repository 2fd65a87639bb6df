#include "law/gate.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "permit_mint.h"

namespace vigie::law {
namespace {

using city::Processing;

tl::unexpected<Error> refuse(const std::string& code, const std::string& message) { return fail(ErrorKind::denied, message, code); }

std::string name_of(const BasisState& state) { return fmt::format("basis {}, version {}", state.basis.id, state.basis.version); }

// What shows or keeps pictures needs the reviewed mask; operating a crew or importing records has none.
bool touches_pictures(Processing processing) {
  switch (processing) {
    case Processing::view:
    case Processing::replay:
    case Processing::record:
    case Processing::analyse:
    case Processing::statistics:
    case Processing::search:
    case Processing::export_records:
      return true;
    case Processing::import_records:
    case Processing::operate:
      return false;
  }
  return true;
}

bool computes_kinds(Processing processing) {
  return processing == Processing::record || processing == Processing::analyse || processing == Processing::statistics ||
         processing == Processing::search;
}

}  // namespace

struct Gate::Core : std::enable_shared_from_this<Gate::Core> {
  Core(const Clock& its_clock, UtcTime known_past, const Profile& its_profile, const BasisBook& its_book, CameraLookup its_cameras)
      : clock(its_clock, known_past), profile(its_profile), book(its_book), cameras(std::move(its_cameras)) {}

  using Version = std::pair<std::string, int>;

  // Why this basis does not carry the processing now; success when it does.
  Status stands(const BasisState& state, Processing processing, const city::SourceId& source, UtcTime now) const {
    if (!state.basis.covers(processing, source))
      return refuse("basis.none", fmt::format("{} does not cover to {} {}", name_of(state), city::to_string(processing), source));
    if (state.stage == BasisState::Stage::ended)
      return refuse("basis.ended", fmt::format("{} was ended by {}: {}", name_of(state), state.ended_by, state.end_reason));
    if (state.stage == BasisState::Stage::proposed) return refuse("basis.not_yet", fmt::format("{} is not approved", name_of(state)));
    if (now >= state.basis.valid_to || has_expired(state))
      return refuse("basis.expired", fmt::format("{} ended on {}", name_of(state), format_utc(state.basis.valid_to)));
    if (now < state.effective_from())
      return refuse("basis.not_yet", fmt::format("{} begins on {}", name_of(state), format_utc(state.effective_from())));
    const Regime* regime = profile.regime(state.basis.regime);
    if (!regime || !regime->enabled)
      return refuse("regime.off", fmt::format("{}: regime '{}' is not in force", name_of(state), state.basis.regime));
    if (std::find(regime->processings.begin(), regime->processings.end(), processing) == regime->processings.end())
      return refuse("processing.not_allowed", fmt::format("regime '{}' does not allow to {}", regime->name, city::to_string(processing)));
    return camera_allows(*regime, processing, source);
  }

  Status camera_allows(const Regime& regime, Processing processing, const city::SourceId& source) const {
    if (!source.starts_with("camera:")) return {};
    const auto found = cameras(source);
    if (!found) return refuse("gate.unavailable", fmt::format("{}: its configuration cannot be read: {}", source, found.error().message));
    if (!*found || (*found)->removed) return refuse("camera.unknown", fmt::format("{} is not configured", source));
    const city::Camera& camera = **found;
    if (regime.nature == Nature::exercise && camera.public_place && !camera.replay)
      return refuse("exercise.street_camera", fmt::format("{} watches a public place: an exercise cannot open it", source));
    if (touches_pictures(processing) && camera.review == city::MaskReview::none)
      return refuse("mask.not_reviewed", fmt::format("{}: its mask must be reviewed before it goes live", source));
    return {};
  }

  Status answers() const {
    VIGIE_CHECK(clock.trusted());
    if (!book.loaded()) return refuse("gate.unavailable", "the legal bases are not read yet");
    return {};
  }

  bool has_expired(const BasisState& state) const {
    std::lock_guard lock(expired_mutex);
    return expired.contains(Version{state.basis.id, state.basis.version});
  }

  Status check(const Version& version, Processing processing, const city::SourceId& source) const {
    VIGIE_CHECK(answers());
    const auto state = book.find(version.first, version.second);
    if (!state) return refuse("basis.none", fmt::format("basis {}, version {} is not known", version.first, version.second));
    return stands(*state, processing, source, clock.now());
  }

  LawClock clock;
  const Profile& profile;
  const BasisBook& book;
  const CameraLookup cameras;
  mutable std::mutex expired_mutex;
  std::set<Version> expired;  // before the clock was acknowledged
};

namespace {

// How near a refused basis came to standing: the refusal told is that of the nearest one.
int nearness(const std::string& code) {
  static const std::vector<std::string> order{"basis.none",    "regime.off",  "processing.not_allowed",
                                              "basis.expired", "basis.ended", "basis.not_yet"};
  return static_cast<int>(std::find(order.begin(), order.end(), code) - order.begin());
}

}  // namespace

Gate::Gate(const Clock& clock, UtcTime known_past, const Profile& profile, const BasisBook& book, CameraLookup cameras)
    : core_(std::make_shared<Core>(clock, known_past, profile, book, std::move(cameras))) {}
Gate::~Gate() = default;

Result<city::Permit> Gate::permit(Processing processing, const city::SourceId& source, const Purpose& purpose) const {
  VIGIE_CHECK(core_->answers());
  const UtcTime now = core_->clock.now();
  std::optional<BasisState> best;
  if (processing == Processing::search && purpose.requisition.empty())
    return refuse("requisition.missing", "a search needs the reference of the requisition that allows it");
  Error nearest{ErrorKind::denied, "basis.none", fmt::format("no legal basis allows to {} {}", city::to_string(processing), source)};
  for (BasisState& state : core_->book.all()) {
    // A named requisition stands on its own basis alone; and a basis of a requisition gives nothing to who does not name it.
    if (purpose.requisition != state.basis.requisition) {
      if (processing == Processing::search && !state.basis.requisition.empty() && state.basis.covers(processing, source))
        nearest = {ErrorKind::denied, "requisition.missing", "the search needs the reference of the requisition that allows it"};
      continue;
    }
    const Status stands = core_->stands(state, processing, source, now);
    if (!stands) {
      if (nearness(stands.error().code) >= nearness(nearest.code) && stands.error().code != "basis.none") nearest = stands.error();
    } else if (!best || state.basis.valid_to > best->basis.valid_to) {
      best = std::move(state);
    }
  }
  if (!best) {
    spdlog::debug("gate: refused to {} for {} ({}): {}", purpose.actor, city::to_string(processing), purpose.reason, nearest.message);
    return tl::make_unexpected(std::move(nearest));
  }

  const Regime& regime = *core_->profile.regime(best->basis.regime);
  city::PermitTerms terms;
  terms.basis = {best->basis.id, best->basis.version};
  terms.regime = regime.name;
  terms.processing = processing;
  terms.source = source;
  terms.exercise = regime.nature == Nature::exercise;
  if (computes_kinds(processing))
    std::copy_if(best->basis.kinds.begin(), best->basis.kinds.end(), std::back_inserter(terms.kinds),
                 [&](const std::string& kind) { return !is_maintenance(kind) && core_->profile.allows(kind, regime); });
  if (processing == Processing::record)
    std::copy_if(regime.kinds.begin(), regime.kinds.end(), std::back_inserter(terms.kinds), is_maintenance);

  // Asks the gate anew each time. What has once been refused for good stays refused: a basis has no way back to approved.
  class Live final : public city::PermitState {
   public:
    Live(std::shared_ptr<const Core> core, Core::Version version, Processing its_processing, city::SourceId its_source)
        : core_(std::move(core)), version_(std::move(version)), processing_(its_processing), source_(std::move(its_source)) {}
    Status check() const override { return core_->check(version_, processing_, source_); }

   private:
    const std::shared_ptr<const Core> core_;
    const Core::Version version_;
    const Processing processing_;
    const city::SourceId source_;
  };
  auto state = std::make_shared<Live>(core_, Core::Version{terms.basis.id, terms.basis.version}, processing, source);
  return PermitMint::make(std::move(terms), std::move(state));
}

Status Gate::clock_trusted() const { return core_->clock.trusted(); }

void Gate::acknowledge_clock() {
  // By the doubted clock these had expired; the corrected one must not revive them (L01).
  const UtcTime before = core_->clock.now();
  for (const BasisState& state : core_->book.all()) {
    if (state.basis.valid_to > before) continue;
    std::lock_guard lock(core_->expired_mutex);
    core_->expired.insert({state.basis.id, state.basis.version});
  }
  core_->clock.acknowledge();
}

UtcTime Gate::now() const { return core_->clock.now(); }

}  // namespace vigie::law
