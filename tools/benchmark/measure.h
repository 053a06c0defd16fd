// One scenario on one backend: how long building and the run loop take. No recording, no files, no pictures.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "engine/scenario/scenario.h"

namespace spikelight {

struct BenchmarkRun {
    std::string backend, device, digest;
    std::int64_t neurons = 0, steps = 0;
    std::uint64_t synapses = 0, synaptic_events = 0, memory_bytes = 0;
    double biological_s = 0;
    double build_s = 0;         ///< positions, parameters, connectivity, state
    double simulate_s = 0;      ///< advancing all steps; taking in the spikes is not in it
    double control_wait_s = 0;  ///< part of simulate_s

    double updates_per_s() const { return double(neurons) * double(steps) / simulate_s; }
    double events_per_s() const { return double(synaptic_events) / simulate_s; }
    double real_time_factor() const { return simulate_s / biological_s; }  ///< wall over biological
};

/// Builds and runs the scenario once. `backend` is cpu or cuda; `threads` the CPU's, 0: as many as the network is
/// worth. Throws std::runtime_error where the backend cannot, Interrupted if `stop` became true.
BenchmarkRun measure_run(const Scenario& scenario, const std::string& backend, int threads,
                         const std::atomic<bool>& stop);

}  // namespace spikelight
