# spikelight_isa_sources(TARGET SOURCE...): compile each SOURCE once per instruction set into TARGET.
#
# A source so compiled includes only headers of kernels/ and defines everything inside
# `namespace spikelight::SPIKELIGHT_ISA`, so that no function of one instruction set can be linked in place of
# another's. GCC writes which loops it vectorised to <build>/vectorised/<source>.<isa>.txt, which a test reads.
#
# SPIKELIGHT_ISAS are those of the processors that are compiled for; kernels/cpu/isa.h has the same list.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(SPIKELIGHT_ISAS baseline avx2 avx512 shuffled)
else()
  set(SPIKELIGHT_ISAS baseline shuffled)
endif()
set(SPIKELIGHT_ISA_FLAGS_baseline "")
set(SPIKELIGHT_ISA_FLAGS_avx2 -mavx2)
set(SPIKELIGHT_ISA_FLAGS_avx512 -mavx512f -mavx512dq -mavx512bw -mavx512vl -mavx2 -mprefer-vector-width=512)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  list(APPEND SPIKELIGHT_ISA_FLAGS_avx512
    -fschedule-insns    # interleaves serial chains of arithmetic: 0.62 instead of 0.75 ns per EIF step on Zen 4
    -fno-thread-jumps)  # keeps clamps one choice each: 1.66 instead of 1.56 G EIF steps per second
endif()
set(SPIKELIGHT_ISA_FLAGS_shuffled -DSPIKELIGHT_SHUFFLED=1)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/vectorised)

function(spikelight_isa_sources target)
  foreach(source IN LISTS ARGN)
    get_filename_component(stem ${source} NAME_WE)
    get_filename_component(path ${source} ABSOLUTE)
    foreach(isa IN LISTS SPIKELIGHT_ISAS)
      set(copy ${CMAKE_CURRENT_BINARY_DIR}/${stem}.${isa}.cpp)
      file(CONFIGURE OUTPUT ${copy} CONTENT "#include \"${path}\"\n" @ONLY)
      set(flags ${SPIKELIGHT_ISA_FLAGS_${isa}} -DSPIKELIGHT_ISA=${isa})
      if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        list(APPEND flags -fopt-info-vec-optimized=${CMAKE_BINARY_DIR}/vectorised/${stem}.${isa}.txt)
      endif()
      if(SPIKELIGHT_FUZZ)
        # They read nothing that strangers wrote, and take longer to compile than all else; preset `sanitize` has them.
        list(APPEND flags -O0 -fno-sanitize=all)
      endif()
      set_source_files_properties(${copy} PROPERTIES COMPILE_OPTIONS "${flags}" OBJECT_DEPENDS
                                  ${path})
      target_sources(${target} PRIVATE ${copy})
    endforeach()
  endforeach()
endfunction()
