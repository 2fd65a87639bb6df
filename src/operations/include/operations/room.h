#pragma once
// Room `operations`: day-book, incident file, units, assignment.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
