#pragma once
// Room `app`: reads config, chooses back-ends, wires, starts, stops; the command lines.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
