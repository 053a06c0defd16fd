// What the simulation asks of a device. A backend knows no files, no units, no controllers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/archive.h"
#include "kernels/network.h"

namespace spikelight {

struct Spike {
    std::uint32_t step;
    std::uint32_t neuron;  ///< global index
};

/// What a trace reads. Opsin states are those of the population's `opsin`-th opsin.
enum class Variable : int {
    v,
    input,
    refractory,
    photocurrent,
    irradiance,
    w,
    C1,
    O1,
    O2,
    P0,
    P4,
    Cl_in
};

struct Observation {
    std::uint32_t population = 0;
    Variable variable = Variable::v;
    int opsin = 0;
    std::vector<std::uint32_t> neurons;  ///< indices within the population
};

/// What is read of neurons again and again: the values of its observations, one behind another.
struct Probe {
    std::vector<Observation> what;
    /// Steps: it is read at the start of each multiple; 0: where read() asks for it.
    std::int64_t every = 0;

    std::uint64_t size() const {
        std::uint64_t size = 0;
        for (const Observation& observation : what) size += observation.neurons.size();
        return size;
    }
    /// The first step at or after `step` at which it is read by itself; the largest integer if there is none.
    std::int64_t next(std::int64_t step) const {
        if (every == 0) return std::numeric_limits<std::int64_t>::max();
        return row_after(step) * every;
    }
    /// How many rows a stretch has.
    std::uint64_t rows(std::int64_t from, std::int64_t to) const {
        return every == 0 ? 0 : std::uint64_t(row_after(to) - row_after(from));
    }
    /// Is it read at `step`?
    bool due(std::int64_t step) const { return every > 0 && step % every == 0; }
    /// The number of the row at or after `step`, from step 0 on.
    std::int64_t row_after(std::int64_t step) const { return (step + every - 1) / every; }
};

/// The first step at or after `step` at which any of them is read by itself; the largest integer if there is none.
inline std::int64_t next_due(std::span<const Probe> probes, std::int64_t step) {
    std::int64_t next = std::numeric_limits<std::int64_t>::max();
    for (const Probe& probe : probes) next = std::min(next, probe.next(step));
    return next;
}

struct BuildSummary {
    std::vector<std::uint64_t> synapses;  ///< per projection
    std::uint64_t memory_bytes = 0;       ///< of connectivity and state
    double quantum_V = 0;                 ///< of the fixed-point synaptic input
};

/// A number of a neuron's state that is not finite any more, or large enough to have made others so.
struct BrokenState {
    std::uint32_t population = 0, neuron = 0;  ///< index within the population
    Variable variable = Variable::v;
    int opsin = 0;  ///< whose state it is: the population's `opsin`-th
    double value = 0;
};

class Backend {
  public:
    virtual ~Backend() = default;

    /// Draws the connectivity and allocates all state. Called once, first. The network must outlive the backend.
    virtual BuildSummary build(const NetworkData& network) = 0;

    /// Irradiance at each source from the next step on, W/m^2. All zero before the first call.
    virtual void command(std::span<const double> irradiance) = 0;

    /// Where the light sources are from the next step on. The number of sources and what they are stay the same; a
    /// command follows before the next advance.
    virtual void move(std::span<const LightSource> sources) = 0;

    /// The values an observation has at the start of step `step`, which must be the next to advance from: before the
    /// step's updates, with the irradiance in force in it. SI units, in the run's precision widened to double.
    virtual void observe(std::int64_t step, const Observation& what, std::span<double> values) = 0;

    /// Says what will be read of neurons while the network advances. At most once, after build().
    virtual void set_probes(std::vector<Probe> probes) = 0;
    /// Reads probe `probe`, whatever its `every`, as observe() would: behind what was begun, and before what is begun next,
    /// whose first step is `step`. May return before.
    virtual void read(std::int64_t step, std::size_t probe) = 0;
    /// Waits for the oldest reading that is not taken yet. Valid until the next is taken.
    virtual std::span<const double> take_reading() = 0;
    /// Of the stretch last finished: a row of values, as observe() would give them at its start, for each step at which the
    /// probe is due. Valid until the next.
    virtual std::span<const double> rows(std::size_t probe) const = 0;

    /// Advances the steps `from` ... `to` - 1, the first of which follows the last advanced: begin(), then finish(). Nothing
    /// else may be begun.
    virtual void advance(std::int64_t from, std::int64_t to) = 0;

    /// Begins the steps `from` ... `to` - 1, the first of which follows the last begun, and may return before they are done.
    /// Commands and observations take their place between what was begun before and after them.
    virtual void begin(std::int64_t from, std::int64_t to) = 0;
    /// Waits for the oldest stretch that was begun and is not finished. Its spikes are then spikes().
    virtual void finish() = 0;
    /// How many stretches may be begun and not finished: 1 where begin() itself does the work.
    virtual int most_begun() const = 0;
    /// True if something begun is not done yet.
    virtual bool busy() const = 0;

    /// Spikes of the stretch last finished, ordered by step, then neuron. Valid until the next.
    virtual std::span<const Spike> spikes() const = 0;

    /// Synaptic events delivered so far, in what is finished.
    virtual std::uint64_t synaptic_events() const = 0;

    /// Steps that are advanced between two deliveries of spikes, at most: the least delay allows so many.
    virtual std::int64_t window() const = 0;

    /// The longest delay of a synapse, steps.
    virtual std::int64_t longest_delay() const = 0;

    /// The state of every neuron at the start of the next step, when all that was begun is finished: the same bytes from
    /// every backend and any number of threads. Population by population, in the run's precision: v as the step before
    /// left it, refractory steps left (int32), w, then of each opsin its three states; what a population does not need
    /// is a sequence of length 0. Not in it: what is drawn from the scenario, the commands in force, and what is on its
    /// way between neurons, which follows from the spikes of the last steps.
    virtual void save(ArchiveWriter& archive) = 0;
    /// Goes on from such a state, at `step`, after building, when all that was begun is finished: what went before is
    /// forgotten, but for where the light sources are. `recent` are the spikes of the
    /// steps from step - 1 - longest_delay() on, ordered. The command in force must be given again. Throws
    /// std::runtime_error for the state of another scenario.
    virtual void restore(ArchiveReader& archive, std::int64_t step,
                         std::span<const Spike> recent) = 0;

    /// The first neuron with a number that is not finite, if there is one, when all that was begun is finished. Of its
    /// numbers it is the one that the others may have it from.
    virtual std::optional<BrokenState> find_broken() = 0;

    virtual std::string name() const = 0;    ///< "cpu"
    virtual std::string device() const = 0;  ///< e.g. "AMD EPYC, 2 threads, avx512"
    virtual int threads() const = 0;
};

/// `threads` = 0: as many as the network is worth on this machine. The instruction set is active_isa().
std::unique_ptr<Backend> make_cpu_backend(int threads);

}  // namespace spikelight
