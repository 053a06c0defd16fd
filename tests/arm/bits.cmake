# The program bits_of_networks, for this and for other kinds of processors.
set(tests ${CMAKE_CURRENT_LIST_DIR}/..)
add_executable(bits_of_networks
  ${tests}/arm/bits.cpp ${tests}/backend/hand_made_network.cpp ${tests}/emulation/random_network.cpp
  ${tests}/kernels/elementary_loops.cpp)
target_link_libraries(bits_of_networks PRIVATE spikelight_kernels)
spikelight_isa_sources(bits_of_networks ${tests}/kernels/elementary_loops.isa.cpp)
