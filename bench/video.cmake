if(VIGIE_VIDEO)
  find_package(benchmark REQUIRED)
  pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale)
  add_executable(bench_video bench_video.cpp)
  target_include_directories(bench_video PRIVATE ${CMAKE_SOURCE_DIR}/src/video)  # one camera's way without its thread
  target_link_libraries(bench_video PRIVATE vigie_video vigie_law vigie_flags PkgConfig::FFMPEG benchmark::benchmark)
endif()
