#pragma once
// The words of the command line (DESIGN.md, "Command line"). Machine output is JSON on standard output, progress and logs
// go to standard error; the exit status is 0 only on success, 2 for wrong words.

#include <span>
#include <string>

namespace vigie::app {

using Arguments = std::span<const std::string>;

int run_audit(Arguments arguments);
int run_backup(Arguments arguments);
int run_cameras(Arguments arguments);
int run_config(Arguments arguments);
int run_demo(Arguments arguments);
int run_export(Arguments arguments);
int run_forecast(Arguments arguments);
int run_footfall(Arguments arguments);
int run_import(Arguments arguments);
int run_init(Arguments arguments);
int run_measure(Arguments arguments);
int run_migrate(Arguments arguments);
int run_recordings(Arguments arguments);
int run_register(Arguments arguments);
int run_requisition(Arguments arguments);
int run_restore(Arguments arguments);
int run_sealer(Arguments arguments);
int run_serve(Arguments arguments);
int run_verify(Arguments arguments);
int run_version(Arguments arguments);
int run_worker(Arguments arguments);

}  // namespace vigie::app
