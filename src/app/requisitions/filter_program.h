#pragma once
// A program of the city's own that answers on standard output to what it gets on standard input: how the time-stamp authority is reached
// without a connection of ours to the outside (docs/decisions/0043-time-stamps-by-a-program.md).

#include <chrono>
#include <filesystem>

#include "base/digest.h"

namespace vigie::app {

// No shell, no arguments. unavailable when it fails, is silent for `wait`, or answers more than `most_bytes`.
Result<Bytes> run_filter(const std::filesystem::path& program, const Bytes& input, std::chrono::milliseconds wait, std::size_t most_bytes);

}  // namespace vigie::app
