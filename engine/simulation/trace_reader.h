// The scenario's traces as probes of a backend, and their rows on the way to an observer.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scenario/scenario.h"
#include "engine/simulation/observer.h"
#include "kernels/backend.h"

namespace spikelight {

class TraceReader {
  public:
    /// Throws std::invalid_argument for a variable that no neuron of the population has.
    explicit TraceReader(const Scenario& scenario);

    /// One per trace, in their order; the values of its variables one behind another.
    const std::vector<Probe>& probes() const { return probes_; }

    /// Steps that may be advanced at once so that their rows take little memory, a row of each trace at least.
    std::int64_t longest_stretch() const;

    /// Hands the observer the rows of the stretch that the backend, whose first probes these are, finished last.
    void tell(std::int64_t from, std::int64_t to, const Backend& backend,
              RunObserver& observer) const;

  private:
    std::vector<Probe> probes_;
};

}  // namespace spikelight
