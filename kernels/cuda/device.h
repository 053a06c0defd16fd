// The one header that knows what a kernel is compiled for: a GPU by nvcc, or an ordinary compiler and an emulation of one.
//
// A kernel is a trivially copyable struct of arrays and parameters whose operator()() is what each thread does; its
// `most_threads` is the largest block it is launched with. What both sides provide, in namespace device:
//
//   Array<T>       memory of the device, seen by kernels: a[i], a.from(n), and false where there is none
//   Buffer<T>      the same, owned by the host: upload and download wait; upload_later and fill do not
//   Pinned<T>      host memory that upload_later() reads when its turn comes, and that kernels may write
//   Stopwatch      how long the device takes
//   Device         a device and its stream: launch(grid, kernel), record a graph, exclusive_scan, how much memory is free
//   Mark           a place in the stream: Device::set() it behind what was begun; wait() for it, or ask whether it is passed()
//   thread_index() block_index() block_threads() block_count()
//   grid_barrier() of all blocks of a launch_together()
//   barrier()      of a block; warp_barrier(), ballot(), shuffle(): by all 32 threads of a warp, always
//   atomic_add(), atomic_max() on an element, returning what was there; add_near() on one of a block's memory
//   fetch_ahead()  asks for an element that will be read soon
//   shared_array() memory of a block
//   peek() poke()  an element that others write while a kernel runs, the host too: what is read is whole, and says nothing of
//                  other elements
//   tell_host()    writes an element of pinned memory behind all that the block wrote before its last barrier; the host, once
//                  it has heard() of it, sees all that. tell_device() is the host's poke()
//   nap()          lets time pass until somebody may have written; nanoseconds() is a clock
//
// SPIKELIGHT_DEVICE functions become part of who calls them. SPIKELIGHT_DEVICE_APART ones do not, and leave a loop that seldom
// calls them its registers; what they are given by reference, they see in memory, so loops keep copies.
//
// Threads per block are a multiple of 32. A kernel may not rely on what it does not ask for: elements written by another
// thread of the block are read only after a barrier (of the warp, within a warp), those written by another block only
// after one of the grid, or in the next kernel. The emulation checks this. What is begun on a device is done in order, and some time later: the host may
// read what a kernel wrote to pinned memory, or write what is still to be read from it, only after a mark behind it.
#pragma once

#include <cstdint>

#include "kernels/host_device.h"

namespace spikelight::device {

inline constexpr unsigned warp_threads = 32;
/// What launch() may ask of shared memory; launch_together() may ask for all there is.
inline constexpr std::size_t shared_bytes_unasked = 48 * 1024;

/// Blocks, threads per block, and bytes of shared memory that shared_array() hands out.
struct Grid {
    unsigned blocks = 1, threads = 32;
    std::size_t shared_bytes = 0;
};

struct Memory {
    std::uint64_t free = 0, total = 0;  ///< bytes
};

}  // namespace spikelight::device

#ifdef __CUDACC__
#include "kernels/cuda/device_nvcc.h"
#else
// The build of the tests names the emulation's header.
#include SPIKELIGHT_EMULATION
#endif

namespace spikelight::device {

SPIKELIGHT_DEVICE unsigned lane() {
    return thread_index() % warp_threads;
}
SPIKELIGHT_DEVICE unsigned warp_in_block() {
    return thread_index() / warp_threads;
}
SPIKELIGHT_DEVICE unsigned warps_in_block() {
    return block_threads() / warp_threads;
}
SPIKELIGHT_DEVICE unsigned warp_in_grid() {
    return block_index() * warps_in_block() + warp_in_block();
}
SPIKELIGHT_DEVICE unsigned warps_in_grid() {
    return block_count() * warps_in_block();
}
SPIKELIGHT_DEVICE std::uint64_t thread_in_grid() {
    return std::uint64_t(block_index()) * block_threads() + thread_index();
}
SPIKELIGHT_DEVICE std::uint64_t threads_in_grid() {
    return std::uint64_t(block_count()) * block_threads();
}

/// The sum of x over the lanes up to this one, itself included.
template <class T>
SPIKELIGHT_DEVICE T sum_up_to_lane(T x) {
    for (unsigned distance = 1; distance < warp_threads; distance *= 2) {
        T below = shuffle(x, (lane() - distance) % warp_threads);
        if (lane() >= distance) x = x + below;
    }
    return x;
}

/// How many lanes have a sum of at most k, where sums do not fall from lane to lane; one must have more.
SPIKELIGHT_DEVICE unsigned lanes_up_to(std::uint32_t sum, std::uint32_t k) {
    unsigned lanes = 0;
    for (unsigned half = warp_threads / 2; half > 0; half /= 2)
        if (shuffle(sum, lanes + half - 1) <= k) lanes += half;
    return lanes;
}

/// The sum over the warp, in every lane.
template <class T>
SPIKELIGHT_DEVICE T sum_of_warp(T x) {
    return shuffle(sum_up_to_lane(x), warp_threads - 1);
}

}  // namespace spikelight::device
