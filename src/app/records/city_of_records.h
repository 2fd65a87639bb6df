#pragma once
// The data folder as `vigie import` and `vigie export` open it: its configuration where it has one, else the options.

#include "options.h"
#include "server/program.h"

namespace vigie::app {

const std::vector<OptionSpec>& city_of_records_options();

// The folder must hold a city, unless `make`: then a new folder under the profile `exercise` gets that basis; under
// another profile nothing is invented and the caller's permit is refused.
Result<std::unique_ptr<Program>> open_city_of_records(const Options& options, const Clock& clock, bool make);

}  // namespace vigie::app
