#include "law/lease.h"

#include "permit_mint.h"

namespace vigie::law {
namespace {

Result<city::PermitTerms> terms_from_json(const Json& lease) {
  city::PermitTerms terms;
  if (!lease.is_object() || !lease.contains("basis")) return fail(ErrorKind::invalid_input, "lease without a basis");
  VIGIE_TRY(terms.basis.id, text_field(lease["basis"], "id"));
  VIGIE_TRY(const std::int64_t version, integer_field(lease["basis"], "version"));
  terms.basis.version = static_cast<int>(version);
  VIGIE_TRY(terms.regime, text_field(lease, "regime"));
  VIGIE_TRY(const std::string processing, text_field(lease, "processing"));
  VIGIE_TRY(terms.processing, city::parse_processing(processing));
  VIGIE_TRY(terms.source, text_field(lease, "source"));
  terms.exercise = flag_or(lease, "exercise", false);
  if (!lease.contains("kinds") || !lease["kinds"].is_array()) return fail(ErrorKind::invalid_input, "lease without a list of kinds");
  for (const Json& kind : lease["kinds"]) {
    if (!kind.is_string()) return fail(ErrorKind::invalid_input, "a kind of the lease is no word");
    terms.kinds.push_back(kind.get<std::string>());
  }
  return terms;
}

bool same(const city::PermitTerms& a, const city::PermitTerms& b) {
  return a.basis == b.basis && a.regime == b.regime && a.processing == b.processing && a.source == b.source && a.kinds == b.kinds &&
         a.exercise == b.exercise;
}

}  // namespace

Result<Json> issue_lease(const city::Permit& permit, std::chrono::seconds ttl) {
  VIGIE_CHECK(permit.check());
  const city::PermitTerms& terms = permit.terms();
  return Json{{"type", "lease"},
              {"ttl_s", std::min(ttl, longest_lease).count()},
              {"basis", {{"id", terms.basis.id}, {"version", terms.basis.version}}},
              {"regime", terms.regime},
              {"processing", city::to_string(terms.processing)},
              {"source", terms.source},
              {"kinds", terms.kinds},
              {"exercise", terms.exercise}};
}

Json revocation(city::Processing processing, const city::SourceId& source, const Error& why) {
  return {
      {"type", "revoke"}, {"processing", city::to_string(processing)}, {"source", source}, {"reason", why.code}, {"message", why.message}};
}

// Once ended it stays ended, whatever comes later.
struct LeaseBook::Lease final : city::PermitState {
  Lease(const Clock& its_clock, city::PermitTerms its_terms) : clock(its_clock), terms(std::move(its_terms)) {}

  Status check() const override {
    std::lock_guard lock(mutex);
    return check_locked();
  }
  Status check_locked() const {
    if (!ended && clock.steady_now() >= deadline)
      ended =
          Error{ErrorKind::denied, "lease.expired",
                fmt::format("the lease to {} {} ran out and the server did not renew it", city::to_string(terms.processing), terms.source)};
    if (ended) return tl::make_unexpected(*ended);
    return {};
  }
  bool renew(std::chrono::seconds ttl) {
    std::lock_guard lock(mutex);
    if (!check_locked()) return false;
    deadline = clock.steady_now() + ttl;
    return true;
  }
  void end(Error why) {
    std::lock_guard lock(mutex);
    why.kind = ErrorKind::denied;
    if (!ended) ended = std::move(why);
  }

  const Clock& clock;
  const city::PermitTerms terms;
  mutable std::mutex mutex;
  SteadyTime deadline{};
  mutable std::optional<Error> ended;
};

Result<city::Permit> LeaseBook::receive(const Json& message) {
  VIGIE_TRY(city::PermitTerms terms, terms_from_json(message));
  VIGIE_TRY(const std::int64_t ttl_s, integer_field(message, "ttl_s"));
  if (ttl_s < 1 || ttl_s > longest_lease.count())
    return fail(ErrorKind::invalid_input, fmt::format("a lease of {} s; 1 to {} are taken", ttl_s, longest_lease.count()), "lease.length");
  const std::chrono::seconds ttl{ttl_s};

  std::lock_guard lock(mutex_);
  std::shared_ptr<Lease>& held = leases_[Key{terms.source, terms.processing}];
  if (!held || !same(held->terms, terms) || !held->renew(ttl)) {
    if (held) held->end({ErrorKind::denied, "lease.replaced", "a lease with other terms took its place"});
    held = std::make_shared<Lease>(clock_, terms);
    held->deadline = clock_.steady_now() + ttl;
  }
  return PermitMint::make(std::move(terms), held);
}

void LeaseBook::revoke(const Json& message) {
  const auto processing = city::parse_processing(text_or(message, "processing"));
  if (!processing) return;
  std::lock_guard lock(mutex_);
  const auto held = leases_.find(Key{text_or(message, "source"), *processing});
  if (held != leases_.end() && held->second)
    held->second->end(
        {ErrorKind::denied, text_or(message, "reason", "basis.ended"), text_or(message, "message", "the server took the lease back")});
}

void LeaseBook::revoke_all(const Error& why) {
  std::lock_guard lock(mutex_);
  for (const auto& [key, lease] : leases_) lease->end(why);
}

Result<city::Permit> LeaseBook::current(city::Processing processing, const city::SourceId& source) const {
  std::lock_guard lock(mutex_);
  const auto held = leases_.find(Key{source, processing});
  if (held == leases_.end())
    return fail(ErrorKind::denied, fmt::format("the server gave no lease to {} {}", city::to_string(processing), source), "lease.none");
  VIGIE_CHECK(held->second->check());
  return PermitMint::make(held->second->terms, held->second);
}

}  // namespace vigie::law
