#pragma once
// A city's list of cameras into the ledger: recognised by number, so that the same list again changes nothing. Every new camera,
// and every one whose picture comes from another address now, has review `none`: it goes live after a person reviewed its mask.

#include "connectors/camera_list.h"
#include "operations/desk.h"
#include "operations/ptz_desk.h"

namespace vigie::app {

struct CameraImportOptions {
  bool dry_run = false;
  bool exercise = false;  // the city is one: its cameras are marked so
  std::string reason = "camera.imported";
  std::string name = "the list";  // for messages
};

// {"read", "added", "changed", "unchanged", "refused", "dry_run", "cameras": [{"row", "number", "name", "state", "changes"}],
//  "errors": [{"row", "field", "code", "todo"}], "more_errors", "ignored_columns"}. Rows with an error are not stored, all others are.
Result<Json> import_cameras(std::string_view csv, const operations::Actor& actor, operations::Desk& desk, operations::PtzDesk& ptz,
                            const CameraImportOptions& options);

}  // namespace vigie::app
