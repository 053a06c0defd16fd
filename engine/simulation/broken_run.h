// A run whose numbers end: what to tell its user.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "engine/scenario/scenario.h"
#include "kernels/backend.h"

namespace spikelight {

/// A number of a neuron's state is not finite any more.
class BrokenRun : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Names the neuron, the time and the likely cause, and says what to do. All numbers were finite at the start of step
/// `from`, and this one is not at the start of step `to`, the next where the very step is known. Steps until `done` were
/// recorded before anybody looked.
std::string describe_broken_state(const Scenario& scenario, const BrokenState& broken,
                                  std::int64_t from, std::int64_t to, std::int64_t done);

}  // namespace spikelight
