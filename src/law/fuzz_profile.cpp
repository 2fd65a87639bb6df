// A profile comes from a file that people edit: whatever the bytes, an answer; and what is accepted keeps the fixed limits.
#include <cstdlib>

#include "law/profile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vigie::law;
  const auto profile = Profile::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!profile) return 0;
  if (profile->retention_max > std::chrono::days{30}) std::abort();
  for (const Regime& regime : profile->regimes)
    for (const std::string& kind : regime.kinds)
      for (const KindRule& rule : reviewed_kinds())
        if (kind == rule.kind && !may_stand_on(rule.kind_class, regime.nature)) std::abort();
  return 0;
}
