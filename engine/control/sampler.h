// Takes samples: counts spikes between them, and reads what else the scenario observes.
//
// Counts are integers, sums of v and photocurrent are in fixed point, and a detection is a draw by
// (observable, population, site, neuron, step): every sample is the same on any number of threads
// and any backend.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/control/renewed.h"
#include "engine/control/sample.h"
#include "engine/scenario/scenario.h"
#include "kernels/archive.h"
#include "kernels/backend.h"

namespace spikelight {

/// How many neurons each of the scenario's signals is about; 1 for a site of an electrode.
std::vector<double> count_observed_neurons(const Scenario& scenario);

class Sampler {
  public:
    /// Throws std::runtime_error where an observable is about no neuron at all.
    explicit Sampler(const Scenario& scenario);
    ~Sampler();

    /// Counts spikes; each spike once, in any portions.
    void count(std::span<const Spike> spikes);
    /// What it has to know of neurons at the start of a sample's step, but for their spikes.
    Probe probe() const;
    /// The sample at `step`, where `read` is what the probe read; counts begin anew.
    Sample take(std::int64_t step, std::span<const double> read);

    void save(ArchiveWriter& archive) const;
    /// Takes over all but observables that begin anew.
    void restore(ArchiveReader& archive, const Renewed& renewed = {});

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace spikelight
