# Debian splits OpenCV: the libraries come one by one (libopencv-core-dev, …), but its CMake package only with the whole of
# libopencv-dev and some hundred dependencies. So the few libraries we use are found here, under the names OpenCV gives its targets.
find_path(OPENCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4 REQUIRED)
foreach(part core imgproc video calib3d)
  if(NOT TARGET opencv_${part})
    find_library(OPENCV_${part}_LIBRARY opencv_${part} REQUIRED)
    add_library(opencv_${part} INTERFACE IMPORTED)
    target_include_directories(opencv_${part} INTERFACE ${OPENCV_INCLUDE_DIR})
    target_link_libraries(opencv_${part} INTERFACE ${OPENCV_${part}_LIBRARY})
  endif()
endforeach()
