#pragma once
// Room `geo`: coordinates, zones, metric grid, image-to-ground, street network and travel times.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
