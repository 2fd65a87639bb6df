#pragma once
// A question of a search as people send it: {"area": [[x, y], …], "vehicle", "colour", "line": [[x, y], [x, y]], "direction"}, in pixels of
// the picture. Persons are not searched for by class, and nothing else can be asked (RULES L10).

#include "base/json.h"
#include "evidence/search.h"

namespace vigie::evidence {

// invalid_input, naming the field. Whether it fits a picture is asked later, by check().
Result<Question> question_from_json(const Json& value);
Json to_json(const Question& question);

}  // namespace vigie::evidence
