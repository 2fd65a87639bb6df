// The newcomer's own picture (RULES L33: the exercise never opens a street camera).
#include <algorithm>

#include "operations/desk.h"

namespace vigie::operations {

Desk::Done Desk::add_test_source(const Actor& actor, city::Camera camera, MaybeReply reply) {
  if (camera.public_place || !camera.exercise) return fail(ErrorKind::invalid_input, "a test source watches no public place and is part of an exercise", "declaration.missing");
  if (camera.name.empty() || camera.name.size() > 200) return fail(ErrorKind::invalid_input, "'name' is missing or too long", "field.missing");
  std::lock_guard lock(mutex_);
  camera.number = 0;
  for (const auto& one : board_.cameras()) camera.number = std::max(camera.number, one.number);
  ++camera.number;
  camera.id = "camera:" + ids_.next().str().substr(24);
  camera.review = city::MaskReview::no_dwelling;
  camera.reviewed_by = actor.account;
  camera.version = 1;
  city::Commit commit;
  Json body = to_json(camera);
  body["configured_by"] = actor.account;
  body["reason"] = "test_source.declared";
  commit.facts.push_back(fact(actor, "camera.configured", camera.id, std::move(body)));
  commit.facts.back().exercise = true;
  commit.audit.push_back(audit(actor, "test_source.declare", camera.id, "test_source.declared"));
  return this->commit(camera.id, std::move(commit), std::move(reply));
}

}  // namespace vigie::operations
