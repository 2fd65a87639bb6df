#pragma once
// Room `api`: HTTP and live updates, sign-in, serves the console.
// This header is what the architecture tests include to prove who may see this room (cmake/Rooms.cmake).
