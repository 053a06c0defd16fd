# For programs that run on another x86-64 Linux: what Debian has as a static library is linked statically, and the other
# libraries are found in lib/ beside bin/, where tools/make-portable puts them. Only glibc and the NVIDIA driver are the
# other machine's own.
option(SPIKELIGHT_PORTABLE "Link for other machines; see tools/make-portable" OFF)
if(NOT SPIKELIGHT_PORTABLE)
  return()
endif()
# What a program never calls stays out of it.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-ffunction-sections> $<$<COMPILE_LANGUAGE:CXX>:-fdata-sections>)
add_link_options(-Wl,--gc-sections)

# spikelight_link_static(TARGET LIBRARY...): static libraries in place of an imported target's shared ones.
function(spikelight_link_static target)
  set(found)
  foreach(library IN LISTS ARGN)
    find_library(SPIKELIGHT_STATIC_${library} NAMES lib${library}.a PATH_SUFFIXES hdf5/serial REQUIRED)
    list(APPEND found ${SPIKELIGHT_STATIC_${library}})
  endforeach()
  set_target_properties(${target} PROPERTIES INTERFACE_LINK_LIBRARIES "${found};${CMAKE_DL_LIBS};m")
endfunction()
spikelight_link_static(PkgConfig::HDF5 hdf5 sz aec z)
spikelight_link_static(PkgConfig::XXHASH xxhash)
spikelight_link_static(PkgConfig::DEFLATE deflate)

# DT_RPATH, unlike DT_RUNPATH, also counts for what the libraries themselves need.
set(CMAKE_BUILD_RPATH "$ORIGIN/../lib")
add_link_options(-Wl,--disable-new-dtags)
