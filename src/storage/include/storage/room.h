#pragma once
// Room `storage`: keep and find: storage/sqlite.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
