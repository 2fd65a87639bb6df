#pragma once
// Room `perception`: pixels become observations and alerts: detect, track, scene rules, the bench.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
