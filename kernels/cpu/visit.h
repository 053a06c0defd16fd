// The order in which a loop visits its elements: ascending and vectorised, or scrambled for the shuffled backend.
#pragma once

#include "kernels/host_device.h"

namespace spikelight::SPIKELIGHT_ISA {

#ifdef SPIKELIGHT_SHUFFLED
/// The i-th element visited, of n. A permutation of 0 ... n - 1.
SPIKELIGHT_HD int visited(int i, int n) {
    return n % 61 ? int((61ll * i + 17) % n) : n - 1 - i;
}
#else
SPIKELIGHT_HD int visited(int i, int) {
    return i;
}
#endif

}  // namespace spikelight::SPIKELIGHT_ISA
