// How brightly a neuron glows after its spikes: causal, saturating, between 0 and 1.
//
//   trail(t) = sum over spikes t_s <= t of exp(-(t - t_s) / tau),    glow = 1 - exp(-trail)
//
// One spike shows 0.63 at once and fades; a burst approaches 1 and never exceeds it. tau is in the time of t: the
// screen's decay divided by the slowdown.
#pragma once

#include "kernels/elementary.h"
#include "kernels/host_device.h"

namespace spikelight {

/// What a spike adds to the trail `age` after it; 0 before it. `age` and `tau` in the same unit.
template <class Real>
SPIKELIGHT_HD Real glow_trail(Real age, Real tau) {
    return age < Real(0) ? Real(0) : math::exp(-age / tau);
}

template <class Real>
SPIKELIGHT_HD Real glow_of_trail(Real trail) {
    return Real(1) - math::exp(-trail);
}

/// Spikes older than this many tau (e^-8 = 3e-4, below a step of an 8-bit picture) no longer show.
inline constexpr int glow_reach_in_tau = 8;

}  // namespace spikelight
