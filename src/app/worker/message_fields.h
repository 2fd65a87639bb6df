#pragma once
// Wire forms of the city's values that only travel between server and worker. Parsing never throws and names the field.

#include "city/ledger.h"
#include "city/live.h"
#include "city/series.h"

namespace vigie::app {

Json wire(const city::Observation& observation);
Json wire(const city::SegmentRow& segment);
Json wire(const city::CameraHealth& health);
Json wire(const city::InstantBox& box);
Json wire(const Error& error);

Result<UtcTime> time_field(const Json& object, const char* name);  // microseconds since 1970
Result<std::uint64_t> count_field(const Json& object, const char* name);
Result<city::StreamKind> stream_field(const Json& object);
// A list under `name`, empty when absent; at most `max_size` long.
Result<std::vector<Json>> list_field(const Json& object, const char* name, std::size_t max_size);

Result<city::Observation> observation_from_wire(const Json& value);
Result<city::SegmentRow> segment_from_wire(const Json& value);
Result<city::CameraHealth> health_from_wire(const Json& value);
Result<city::InstantBox> box_from_wire(const Json& value);
Error error_from_wire(const Json& value);

}  // namespace vigie::app
