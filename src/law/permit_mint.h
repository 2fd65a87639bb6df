#pragma once
// The one friend of city::Permit. Only the gate and the lease book include this header, and it is private to the room.

#include "city/permit.h"

namespace vigie::law {

class PermitMint {
 public:
  static city::Permit make(city::PermitTerms terms, std::shared_ptr<const city::PermitState> state) {
    return city::Permit{std::make_shared<const city::PermitTerms>(std::move(terms)), std::move(state)};
  }
};

}  // namespace vigie::law
