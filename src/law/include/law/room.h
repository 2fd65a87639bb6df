#pragma once
// Room `law`: legal bases and the only place that can make a Permit; roles, retention, audit chain.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
