#pragma once
// Room `base`: results, clock, ids, config, logging, metrics, bounded queues.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
