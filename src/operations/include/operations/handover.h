#pragma once
// The hand-over from one shift to the next: drafted from facts, signed by who leaves and who arrives, read first by the next
// shift; and the standing instructions that it repeats until somebody ends them.
//
// Facts folded: handover.{signed,read}, instruction.{given,ended}. A signed hand-over keeps the draft as it was signed.
// Thread-safe; owned by the Board.

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "city/fact.h"

namespace vigie::operations {

class Board;

struct Instruction {
  std::string id;
  city::Fact given;
  std::optional<UtcTime> until;  // ends by itself then
  std::optional<UtcTime> ended;
  bool stands(UtcTime now) const { return !ended && (!until || now < *until); }
};

struct HandOver {
  std::string id;
  std::uint64_t number = 0;
  city::Fact signed_by_both;
  std::vector<std::pair<std::string, std::string>> read_by;  // account and name, in order
};

class HandOvers {
 public:
  void apply(const city::Fact& fact);

  std::optional<HandOver> find(const std::string& id) const;
  std::vector<HandOver> newest(std::size_t limit) const;
  std::optional<Instruction> instruction(const std::string& id) const;
  std::vector<Instruction> instructions(UtcTime now) const;  // standing ones, oldest first

  Json json(const std::string& id) const;  // null when unknown
  Json instruction_json(const std::string& id) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, HandOver> hand_overs_;
  std::vector<std::string> order_;
  std::map<std::string, Instruction> instructions_;
  std::vector<std::string> instruction_order_;
};

// What only the law and the cameras know; the forms of GET /officer.
struct HandOverContext {
  Json cameras_down = Json::array(), bases_ending = Json::array();
};

// When the shift began: at the last hand-over, if that was within a day, else eight hours ago.
UtcTime shift_start(const Board& board, UtcTime now);

// {since, until, shift: {entries, calls, incidents, alerts, not_seen}, open_incidents, open_entries, instructions, cameras_down,
// bases_ending}
Json draft_hand_over(const Board& board, HandOverContext context, UtcTime now);

}  // namespace vigie::operations
