// The desk's acts on the hand-over and on standing instructions.
#include "desk_checks.h"
#include "operations/desk.h"

namespace vigie::operations {
namespace {
constexpr std::size_t hand_over_characters = 2000;
}

Desk::Done Desk::give_instruction(const Actor& actor, const std::string& words, std::optional<UtcTime> until, MaybeReply reply) {
  VIGIE_CHECK(check_words("words", words, true));
  if (until && *until <= clock_.utc_now()) return fail(ErrorKind::invalid_input, "'until' lies in the past", "field.wrong");
  std::lock_guard lock(mutex_);
  const std::string id = "instruction:" + ids_.next().str();
  Json body{{"words", words}};
  if (until) body["until"] = format_utc(*until);
  city::Commit commit;
  commit.facts.push_back(fact(actor, "instruction.given", id, std::move(body)));
  commit.audit.push_back(audit(actor, "instruction.give", id));
  return this->commit(id, std::move(commit), std::move(reply));
}

Desk::Done Desk::end_instruction(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  const auto instruction = board_.hand_overs().instruction(id);
  if (!instruction) return unknown("instruction", id);
  if (!instruction->stands(clock_.utc_now())) return fail(ErrorKind::conflict, "this instruction has ended", "instruction.ended");
  city::Commit commit;
  commit.facts.push_back(fact(actor, "instruction.ended", id, Json::object()));
  commit.expected.push_back({id, 1});
  commit.audit.push_back(audit(actor, "instruction.end", id));
  return this->commit(id, std::move(commit), std::move(reply));
}

// The draft is made anew at the moment of signing, from facts and not from what a browser sends.
Desk::Done Desk::sign_hand_over(const Actor& leaving, const Actor& arriving, const Uuid& id, HandOverContext context,
                                const std::string& words) {
  VIGIE_CHECK(check_words("words", words, false, hand_over_characters));
  if (leaving.account == arriving.account)
    return fail(ErrorKind::conflict, "who arrives is another person than who leaves", "handover.same_person");
  std::lock_guard lock(mutex_);
  const std::string subject = "handover:" + id.str();
  if (const auto before = board_.hand_overs().find(subject)) {
    const Json& said = before->signed_by_both.body;
    if (text_or(said, "by") == leaving.account && text_or(said, "arriving") == arriving.account) return subject;
    return fail(ErrorKind::conflict, "this hand-over is signed already", "handover.signed");
  }
  city::Commit commit;
  commit.facts.push_back(fact(leaving, "handover.signed", subject,
                              {{"words", words},
                               {"arriving", arriving.account},
                               {"arriving_name", arriving.name},
                               {"draft", draft_hand_over(board_, std::move(context), clock_.utc_now())}}));
  commit.expected.push_back({subject, 0});
  commit.audit.push_back(audit(leaving, "handover.sign", subject));
  commit.audit.push_back(audit(arriving, "handover.accept", subject));
  return this->commit(subject, std::move(commit), std::nullopt);
}

Desk::Done Desk::read_hand_over(const Actor& actor, const std::string& id, MaybeReply reply) {
  std::lock_guard lock(mutex_);
  const auto hand_over = board_.hand_overs().find(id);
  if (!hand_over) return unknown("handover", id);
  for (const auto& [account, name] : hand_over->read_by)
    if (account == actor.account) return id;
  city::Commit commit;
  commit.facts.push_back(fact(actor, "handover.read", id, Json::object()));
  return this->commit(id, std::move(commit), std::move(reply));
}

}  // namespace vigie::operations
