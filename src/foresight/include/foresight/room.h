#pragma once
// Room `foresight`: forecast, factors, gatherings, evaluation of measures.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
