#pragma once
// How the first start tells its accounts: on standard output, once, and on request as a private JSON file (for tests).

#include "demo/first_city.h"

namespace vigie::app {

void print_accounts(const std::vector<FirstAccount>& accounts);
Status write_accounts(const std::string& file, const std::vector<FirstAccount>& accounts);

}  // namespace vigie::app
