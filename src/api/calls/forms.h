#pragma once
// Entities in the form of docs/api.md that no other room renders; alerts, incidents, units and entries come from the Board.

#include "api/doors.h"

namespace vigie::api {

// Null when unknown. `with_streams`: their addresses too, for who may configure them.
Json permits_form(Doors& doors, const std::string& camera);  // view, record, analyse: whether, on which basis or why not
Json camera_form(Doors& doors, const std::string& id, bool with_streams = false);
Json camera_form(Doors& doors, const city::Camera& camera, bool with_streams = false);
Json health_form(const city::CameraHealth& health);
Json basis_form(Doors& doors, const std::string& id);
Json basis_form(const law::BasisState& state, UtcTime now);
Json account_form(Doors& doors, const std::string& id);
Json account_form(const law::Account& account);
Json segment_form(const city::SegmentRow& segment);
Json job_form(const city::JobStatus& job);
Json place_form(const geo::LatLon& place);  // [lon, lat], as GeoJSON has it
// What the officer's page and the hand-over say of the cameras and of the law.
Json cameras_down_form(Doors& doors);                // [{camera, number, name, since, reason}]
Json bases_ending_form(Doors& doors, UtcTime now);   // within 24 h

// The newest signed checkpoint of the audit chain, if any.
std::optional<city::Checkpoint> last_checkpoint(const city::Ledger& ledger);
double simulated_share(const operations::Board& board);

}  // namespace vigie::api
