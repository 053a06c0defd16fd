# One INTERFACE target that every room links: the language level and the rules that keep results bit-identical.
#
# No contraction of a*b+c into fma, no trapping-math or errno side conditions that would stop vectorisation, and never
# fast-math: `+ - * / sqrt` are then IEEE-exact and equal on every machine.
add_library(spikelight_options INTERFACE)
target_compile_features(spikelight_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(spikelight_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(spikelight_options INTERFACE
  -ffp-contract=off -fno-trapping-math -fno-math-errno -fopenmp-simd
  -Wall -Wextra -Wno-unknown-pragmas)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC takes sources that are compiled together for headers.
  # That GCC 10 passes pairs otherwise on ARM matters to nobody.
  target_compile_options(spikelight_options INTERFACE -Wshadow=local -Wno-psabi
                         $<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-subobject-linkage>)
else()
  # Choices by `&` are parenthesised as GCC wants them.
  target_compile_options(spikelight_options INTERFACE -Wno-bitwise-conditional-parentheses)
endif()
if(SPIKELIGHT_WARNINGS_AS_ERRORS)
  target_compile_options(spikelight_options INTERFACE -Werror)
endif()
# Under sanitizers little optimisation, as most of the time goes into compiling; lines, so that a finding tells its place.
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1")
set(CMAKE_C_FLAGS_SANITIZE "-O1 -g1")
if(SPIKELIGHT_FUZZ)
  set(CMAKE_CXX_FLAGS_FUZZ "-O1 -gline-tables-only")
  set(SPIKELIGHT_SANITIZE "address,undefined,float-cast-overflow")
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(spikelight_options INTERFACE -fsanitize=fuzzer-no-link)
  endif()
endif()
if(SPIKELIGHT_SANITIZE)
  target_compile_options(spikelight_options INTERFACE -fsanitize=${SPIKELIGHT_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(spikelight_options INTERFACE -fsanitize=${SPIKELIGHT_SANITIZE})
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # That loops are not vectorised is meant.
    target_compile_options(spikelight_options INTERFACE -Wno-pass-failed)
  endif()
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

# spikelight_room(NAME SOURCES... LINKS...): one static library per room.
function(spikelight_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
  if(NOT ROOM_SOURCES)
    add_library(spikelight_${name} INTERFACE)
    target_link_libraries(spikelight_${name} INTERFACE spikelight_options ${ROOM_LINKS})
    return()
  endif()
  add_library(spikelight_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(spikelight_${name} PUBLIC spikelight_options ${ROOM_LINKS})
endfunction()

# How long a test may take. Sanitizers make programs some ten times slower.
set(SPIKELIGHT_TEST_SECONDS 600)
if(SPIKELIGHT_SANITIZE)
  set(SPIKELIGHT_TEST_SECONDS 3600)
endif()

# spikelight_test(NAME SOURCES... LINKS... [PREFIX P] [ENVIRONMENT E]): one GoogleTest program per room, registered with ctest;
# the prefix is for tests that another program has as well.
function(spikelight_test name)
  cmake_parse_arguments(TEST "" "PREFIX;ENVIRONMENT" "SOURCES;LINKS" ${ARGN})
  if(NOT TEST_SOURCES)
    return()
  endif()
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE spikelight_test_support ${TEST_LINKS} GTest::gmock GTest::gtest_main)
  gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60 TEST_PREFIX "${TEST_PREFIX}"
                       PROPERTIES TIMEOUT ${SPIKELIGHT_TEST_SECONDS} LABELS ${name} ENVIRONMENT "${TEST_ENVIRONMENT}")
endfunction()
