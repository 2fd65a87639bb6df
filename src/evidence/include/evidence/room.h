#pragma once
// Room `evidence`: requisition search over recordings, sealed export.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
