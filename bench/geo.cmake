find_package(benchmark REQUIRED)
add_executable(bench_geo bench_geo.cpp)
target_link_libraries(bench_geo PRIVATE vigie_geo vigie_flags benchmark::benchmark)
target_compile_definitions(bench_geo PRIVATE VIGIE_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
