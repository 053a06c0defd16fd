# The CUDA backend is built where nvcc is found, unless SPIKELIGHT_CUDA says otherwise. Adds the language and
# spikelight_cuda_room(NAME SOURCES...), a library of .cu sources that include only headers of kernels/.
find_program(SPIKELIGHT_NVCC nvcc HINTS /usr/local/cuda/bin DOC "The CUDA compiler")
if(SPIKELIGHT_NVCC)
  option(SPIKELIGHT_CUDA "Build the CUDA backend; needs nvcc" ON)
else()
  option(SPIKELIGHT_CUDA "Build the CUDA backend; needs nvcc" OFF)
endif()
# Machine code for every generation from Turing on, and PTX for those to come. One ("90-real") builds much faster.
set(SPIKELIGHT_CUDA_ARCHITECTURES "75-real;80-real;86-real;89-real;90-real;100-real;120" CACHE STRING
    "GPUs to compile for, as in CMAKE_CUDA_ARCHITECTURES")

if(SPIKELIGHT_CUDA AND NOT SPIKELIGHT_NVCC)
  message(FATAL_ERROR "SPIKELIGHT_CUDA is on (but there is no nvcc). Install the CUDA Toolkit, name the compiler by "
                      "-DSPIKELIGHT_NVCC=/path/to/nvcc, or leave it off")
endif()

# Say once which backends are built.
if(NOT SPIKELIGHT_CUDA STREQUAL SPIKELIGHT_CUDA_SAID)
  if(SPIKELIGHT_CUDA)
    message(STATUS "Spikelight: CPU and CUDA backends, the latter by ${SPIKELIGHT_NVCC} for "
                   "${SPIKELIGHT_CUDA_ARCHITECTURES}")
  elseif(SPIKELIGHT_NVCC)
    message(STATUS "Spikelight: the CPU backend alone, as SPIKELIGHT_CUDA is off")
  else()
    message(STATUS "Spikelight: no nvcc found, so the CPU backend alone is built")
  endif()
  set(SPIKELIGHT_CUDA_SAID ${SPIKELIGHT_CUDA} CACHE INTERNAL "")
endif()
if(NOT SPIKELIGHT_CUDA)
  return()
endif()

if(NOT CMAKE_CUDA_COMPILER)
  set(CMAKE_CUDA_COMPILER ${SPIKELIGHT_NVCC})
endif()
set(CMAKE_CUDA_ARCHITECTURES ${SPIKELIGHT_CUDA_ARCHITECTURES})
enable_language(CUDA)
set(CMAKE_CUDA_FLAGS_RELEASE "-O3 -DNDEBUG")

# The same rules as in SpikelightOptions: no contraction, denormal numbers and exact division on either side.
function(spikelight_cuda_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES" ${ARGN})
  add_library(spikelight_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(spikelight_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_features(spikelight_${name} PUBLIC cxx_std_20)
  # CMake 3.25 does not know the option for C++20 of nvcc.
  target_compile_options(spikelight_${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:
    -std=c++20 --fmad=false --ftz=false --prec-div=true --prec-sqrt=true -diag-suppress=1675
    -Xcompiler=-ffp-contract=off,-fno-trapping-math,-fno-math-errno,-Wall,-Wextra,-Wno-unknown-pragmas>)
  if(SPIKELIGHT_WARNINGS_AS_ERRORS)
    target_compile_options(spikelight_${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
  endif()
  if(SPIKELIGHT_PORTABLE AND CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 12.8)
    target_compile_options(spikelight_${name} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:--compress-mode=size>)
  endif()
  set_target_properties(spikelight_${name} PROPERTIES CUDA_RUNTIME_LIBRARY Static)
endfunction()
