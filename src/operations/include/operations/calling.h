#pragma once
// How an alert that nobody answers is called out, and how long a taken one may lie (issue 3): one desk at once, its tone again
// after 20 s, the other desks after 60 s, the duty officer after 180 s; a taken one is freed after 90 s without a verdict; one
// that has ended and was never taken is "not seen". It calls for attention and does no more: nobody is sent (RULES L07).
//
// Pure. `Desk::call_out` makes facts of it; whoever runs that passes the clock in.

#include <span>

#include "operations/entities.h"

namespace vigie::operations {

struct CallingTimes {
  // Since the alert came or was last given back.
  std::chrono::seconds again{20}, other_desk{60}, officer{180};
  // Since it was taken.
  std::chrono::seconds free_after{90};
};

enum class NextCall { none, first_desk, again, other_desk, officer, free, not_seen };

// What is due now; after a stand-still of the server the latest step at once, not all of them. A camera's fault is work for a
// technician: it is called once and goes no further.
NextCall next_call(const Alert& alert, const CallingTimes& times, UtcTime now);

// One of `desks` for an alert of this camera: where another alert of it waits already, else the desk with the fewest before it.
// `open`: all open alerts. Empty when there is no desk. `passed_over`: who let it lie, chosen only when there is no other.
std::string desk_for(const std::string& camera, std::span<const std::string> desks, std::span<const Alert> open,
                     const std::string& passed_over);

}  // namespace vigie::operations
