#pragma once
// The live channels of a running server: the file, the intake, the brokers' links, and what they ask of the law and the
// desk. Nothing here when no file is named.

#include <filesystem>

#include "api/doors.h"
#include "connectors/channel_traffic.h"

namespace vigie::app {

// Borrowed for life.
struct ChannelDoors {
  city::Ledger& ledger;
  city::Series& series;
  law::Gate& gate;
  operations::Desk& desk;
  UuidSource& ids;
  const Clock& clock;
  Metrics& metrics;
  std::string zone;
};

class ChannelHouse {
 public:
  // Reads the file and starts the intake and the links. A broker that does not answer is tried again, never an error.
  static Result<std::unique_ptr<ChannelHouse>> open(const std::filesystem::path& file, ChannelDoors doors);
  ~ChannelHouse();  // stops
  api::Channels doors();
  // First the links, then the intake: what was read is committed and acknowledged. Repeatable.
  void stop();

 private:
  struct State;
  explicit ChannelHouse(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vigie::app
