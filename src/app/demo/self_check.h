#pragma once
// What `--exit-when-ready` proves: the server says it is ready, someone signs in and gets an answer.

#include "server/program.h"

namespace vigie::app {

// Uses an account of its own ("self-check", auditor), made for the moment and disabled afterwards.
Status self_check(Program& program, const Clock& clock);

}  // namespace vigie::app
