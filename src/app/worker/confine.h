#pragma once
// What a worker gives up before it touches a stream: it parses hostile input and should be of little use to who takes it over.

#include "base/result.h"

namespace vigie::app {

// No new privileges by exec, no core dumps (they would hold pictures), a bound on open files. A system-call filter (seccomp) is a later
// step: FFmpeg's and the neural runtime's calls have to be listed first.
Status confine_worker();

}  // namespace vigie::app
