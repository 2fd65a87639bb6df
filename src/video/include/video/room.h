#pragma once
// Room `video`: connect, decode, record in segments, mask, camera health; no meaning.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
