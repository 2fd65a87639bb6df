add_executable(bench_live_channels bench_live_channels.cpp ${CMAKE_SOURCE_DIR}/src/api/testing/client_test.cpp)
target_include_directories(bench_live_channels PRIVATE ${CMAKE_SOURCE_DIR}/src/api ${CMAKE_SOURCE_DIR}/src/connectors)
pkg_check_modules(MOSQUITTO REQUIRED IMPORTED_TARGET libmosquitto)
target_link_libraries(bench_live_channels PRIVATE vigie_base vigie_flags Boost::headers PkgConfig::MOSQUITTO)
