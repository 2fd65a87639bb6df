#pragma once
// Room `city`: the words of DESIGN.md as types; the doors between rooms.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
