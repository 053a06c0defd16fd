// Reads the scenario's traces from a backend when they are due.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scenario/scenario.h"
#include "engine/simulation/observer.h"
#include "engine/simulation/stopwatch.h"
#include "kernels/backend.h"

namespace spikelight {

class TraceReader {
  public:
    /// Throws std::invalid_argument for a variable that no neuron of the population has.
    explicit TraceReader(const Scenario& scenario);

    /// The first step at or after `step` at which a trace is due; the largest integer if there is none.
    std::int64_t next(std::int64_t step) const;

    /// Hands the rows due at `step` to the observer; what the backend takes is added to `device_time`.
    void read(std::int64_t step, Backend& backend, RunObserver& observer, Stopwatch& device_time);

  private:
    const Scenario& scenario_;
    std::vector<std::vector<Observation>> observations_;  ///< [trace][variable]
    std::vector<double> values_;
};

}  // namespace spikelight
