// The one home of random keys: every random draw of Spikelight is Philox under a key made here.
//
//   purpose       name                       element                  what is drawn
//   position      population                 neuron                   random placement
//   I_e, v_init   population                 neuron                   Value drawn per neuron
//   noise         population                 see kernels/philox.h     white noise of the membrane, per step
//   rate          population                 neuron                   Value drawn per neuron
//   spikes        population                 as noise                 whether a Poisson source fires, per step
//   connect       projection                 row                      who connects to whom
//   weight, delay projection                 row                      Value drawn per synapse
//   expression    population/opsin model     neuron                   Value drawn per neuron
//   expressing    population/opsin model     neuron                   whether the neuron expresses
//   random_walk   light                      source within the light  steps of a random_walk
//   controller
//   detection     observable/population      site 2^32 + neuron       whether a site detects a spike, per step
//   compute_delay loop                       sample                   Value drawn per sample
//
// No order of tables enters, so moving a table changes no draw.
#pragma once

#include <cstdint>
#include <string_view>

namespace spikelight {

/// XXH3, 64 bits, seeded with `seed`, of the bytes `purpose`, 0, `name`.
std::uint64_t draw_key(std::uint64_t seed, std::string_view purpose, std::string_view name);

}  // namespace spikelight
