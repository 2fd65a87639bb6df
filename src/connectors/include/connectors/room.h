#pragma once
// Room `connectors`: other systems in and out.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
