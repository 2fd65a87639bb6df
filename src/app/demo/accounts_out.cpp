#include "demo/accounts_out.h"

#include <cstdio>

#include "server/stop_signal.h"

namespace vigie::app {

void print_accounts(const std::vector<FirstAccount>& accounts) {
  std::printf("\nAccounts of this city (shown once; passwords are kept only as hashes):\n\n");
  for (const auto& one : accounts) std::printf("  %-12s %-16s %s\n", one.login.c_str(), one.password.c_str(), one.role.c_str());
  std::printf("\n");
}

Status write_accounts(const std::string& file, const std::vector<FirstAccount>& accounts) {
  Json list = Json::array();
  for (const auto& one : accounts) list.push_back({{"login", one.login}, {"password", one.password}, {"role", one.role}, {"unit", one.unit}});
  return write_private_file(file, list.dump(1) + "\n");
}

}  // namespace vigie::app
