// One number for all spikes of a run.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "kernels/backend.h"

namespace spikelight {

/// XXH3 128-bit over all spikes as little-endian pairs of uint32 (step, global neuron index),
/// ordered by step, then neuron: the file `xxhsum -H2` would hash. Equal digests mean equal spike
/// trains.
class SpikeDigest {
  public:
    SpikeDigest();
    void update(std::span<const Spike> spikes);
    std::string hexadecimal() const;  ///< of all spikes so far, canonical (big-endian), 32 digits

  private:
    struct State;
    struct Delete {
        void operator()(State* state) const;
    };
    std::unique_ptr<State, Delete> state_;
};

}  // namespace spikelight
