#include "engine/control/sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "engine/control/observed_neurons.h"
#include "engine/control/saved_step.h"
#include "engine/network/keys.h"
#include "engine/network/network.h"
#include "kernels/draw.h"
#include "kernels/elementary.h"

namespace spikelight {
namespace {

/// What v and photocurrents are limited to before they are summed: 1 V, 1 uA.
constexpr double largest_v = 1, largest_current = 1e-6;

/// Sums numbers of at most `largest` in units of a power of two small enough that `count` of them
/// cannot overflow: the order does not matter, and the error is that of a double. NaN if one is NaN.
class FixedPointSum {
  public:
    FixedPointSum(double largest, std::size_t count) : largest_(largest) {
        std::uint64_t capacity = 1;
        for (; capacity < count; capacity *= 2) scale_ /= 2;
    }
    void add(double x) {
        const double share = math::clamp(x / largest_, -1.0, 1.0);
        if (std::isnan(share))
            broken_ = true;
        else
            sum_ += static_cast<std::int64_t>(math::floor(share * scale_ + 0.5));
    }
    double value() const {
        return broken_ ? std::numeric_limits<double>::quiet_NaN()
                       : static_cast<double>(sum_) / scale_ * largest_;
    }

  private:
    double largest_;
    double scale_ = 0x1p61;
    std::int64_t sum_ = 0;
    bool broken_ = false;
};

/// An observable at work.
struct Watch {
    Observable what;
    std::vector<std::vector<bool>> selected;  ///< [population][neuron]; empty: not observed
    double neurons = 0;                       ///< selected
    std::vector<std::uint64_t> keys;          ///< per population, of detections
    std::vector<std::uint64_t> counts;        ///< per channel, since the last sample
    std::vector<Observation> reads;           ///< what to ask the backend for: all selected
    double filtered_rate = 0;                 ///< 1/s

    bool counts_spikes() const {
        return what.kind != ObservableKind::mean_v && what.kind != ObservableKind::photocurrent;
    }
};

Watch make_watch(const Scenario& scenario, const Observable& what,
                 const std::vector<std::vector<glm::dvec3>>& positions) {
    Watch watch;
    watch.what = what;
    watch.selected = select_neurons(scenario, what, positions);
    watch.counts.assign(std::max<std::size_t>(1, what.sites.size()), 0);
    for (std::size_t p = 0; p < watch.selected.size(); ++p) {
        watch.keys.push_back(
            draw_key(scenario.seed, "detection", what.name + "/" + scenario.populations[p].name));
        Observation read;
        read.population = static_cast<std::uint32_t>(p);
        read.variable = what.kind == ObservableKind::mean_v ? Variable::v : Variable::photocurrent;
        for (std::size_t i = 0; i < watch.selected[p].size(); ++i)
            if (watch.selected[p][i]) read.neurons.push_back(static_cast<std::uint32_t>(i));
        watch.neurons += static_cast<double>(read.neurons.size());
        if (!watch.counts_spikes() && !read.neurons.empty()) watch.reads.push_back(read);
    }
    if (watch.neurons == 0)
        throw std::runtime_error(fmt::format(
            "observable {} observes no neuron (none lies in its sphere). Move or enlarge it",
            what.name));
    return watch;
}

std::vector<Watch> make_watches(const Scenario& scenario,
                                const std::vector<std::vector<glm::dvec3>>& positions) {
    std::vector<Watch> watches;
    for (const Observable& what : scenario.observables)
        watches.push_back(make_watch(scenario, what, positions));
    return watches;
}

std::vector<std::vector<glm::dvec3>> place_if_needed(const Scenario& scenario) {
    return needs_positions(scenario) ? place_neurons(scenario)
                                     : std::vector<std::vector<glm::dvec3>>();
}

}  // namespace

struct Sampler::State {
    explicit State(const Scenario& scenario)
        : dt(scenario.simulation.dt),
          period(scenario.loop.sample_period_steps),
          positions(place_if_needed(scenario)),
          watches(make_watches(scenario, positions)),
          spikes(scenario.populations.size(), 0) {
        for (std::size_t p = 0; p < scenario.populations.size(); ++p)
            ends.push_back(scenario.first_neuron(p) + scenario.populations[p].size);
    }

    double dt;
    std::int64_t period;
    std::vector<std::vector<glm::dvec3>> positions;
    std::vector<Watch> watches;
    std::vector<std::int64_t> ends;     ///< of the populations' global indices
    std::vector<std::uint64_t> spikes;  ///< per population, since the last sample
    std::int64_t last_sample = -1;

    void count(Watch& watch, std::size_t population, std::uint32_t neuron, std::uint32_t step);
    static double sum_up(const Watch& watch, std::span<const double> values);
};

void Sampler::State::count(Watch& watch, std::size_t population, std::uint32_t neuron,
                           std::uint32_t step) {
    const std::vector<bool>& selected = watch.selected[population];
    if (selected.empty() || !selected[neuron]) return;
    if (watch.what.kind != ObservableKind::electrode) {
        ++watch.counts[0];
        return;
    }
    // Each site detects the spike, or not, by itself.
    for (std::size_t site = 0; site < watch.what.sites.size(); ++site) {
        const double r = distance(positions[population][neuron], watch.what.sites[site]);
        const std::uint64_t element = static_cast<std::uint64_t>(site) << 32 | neuron;
        const double draw = uniform_double(philox(watch.keys[population], element, step).w0);
        watch.counts[site] += draw < detection_probability(watch.what, r);
    }
}

double Sampler::State::sum_up(const Watch& watch, std::span<const double> values) {
    const bool v = watch.what.kind == ObservableKind::mean_v;
    FixedPointSum sum(v ? largest_v : largest_current, values.size());
    for (double value : values) sum.add(value);
    return watch.what.sum ? sum.value() : sum.value() / watch.neurons;
}

Sampler::Sampler(const Scenario& scenario) : state_(std::make_unique<State>(scenario)) {}

Sampler::~Sampler() = default;

void Sampler::count(std::span<const Spike> spikes) {
    State& state = *state_;
    for (const Spike& spike : spikes) {
        const auto end =
            std::upper_bound(state.ends.begin(), state.ends.end(), std::int64_t(spike.neuron));
        const auto population = static_cast<std::size_t>(end - state.ends.begin());
        ++state.spikes[population];
        if (state.watches.empty()) continue;
        const std::int64_t first = population == 0 ? 0 : state.ends[population - 1];
        const auto neuron = static_cast<std::uint32_t>(spike.neuron - first);
        for (Watch& watch : state.watches)
            if (watch.counts_spikes()) state.count(watch, population, neuron, spike.step);
    }
}

Probe Sampler::probe() const {
    Probe probe;
    for (const Watch& watch : state_->watches)
        probe.what.insert(probe.what.end(), watch.reads.begin(), watch.reads.end());
    return probe;
}

Sample Sampler::take(std::int64_t step, std::span<const double> read) {
    State& state = *state_;
    Sample sample{step, state.spikes, {}};
    const std::int64_t elapsed = state.last_sample < 0 ? state.period : step - state.last_sample;
    const double period = static_cast<double>(elapsed) * state.dt;
    for (Watch& watch : state.watches) {
        if (watch.what.kind == ObservableKind::rate) {
            const double rate = static_cast<double>(watch.counts[0]) / (watch.neurons * period);
            watch.filtered_rate +=
                (rate - watch.filtered_rate) * (period / (period + watch.what.filter));
            sample.values.push_back(watch.filtered_rate);
        } else if (watch.counts_spikes()) {
            for (std::uint64_t count : watch.counts)
                sample.values.push_back(static_cast<double>(count));
        } else {
            const auto neurons = static_cast<std::size_t>(watch.neurons);
            sample.values.push_back(State::sum_up(watch, read.first(neurons)));
            read = read.subspan(neurons);
        }
        std::fill(watch.counts.begin(), watch.counts.end(), 0);
    }
    std::fill(state.spikes.begin(), state.spikes.end(), 0);
    state.last_sample = step;
    return sample;
}

void Sampler::save(ArchiveWriter& archive) const {
    archive.section("sampler");
    archive.write(state_->last_sample);
    archive.write_all(state_->spikes);
    archive.write(static_cast<std::uint64_t>(state_->watches.size()));
    for (const Watch& watch : state_->watches) {
        archive.write_all(watch.counts);
        archive.write(watch.filtered_rate);
    }
}

void Sampler::restore(ArchiveReader& archive, const Renewed& renewed) {
    archive.section("sampler");
    state_->last_sample = read_past_step(archive);
    archive.read_all(state_->spikes);
    const auto count = archive.read<std::uint64_t>();
    for (std::size_t i = 0; i < count; ++i) {
        if (i >= state_->watches.size() || renewed.observable(i)) {
            archive.read_all<std::uint64_t>();
            archive.read<double>();
            continue;
        }
        Watch& watch = state_->watches[i];
        archive.read_all(watch.counts);
        archive.read(watch.filtered_rate);
    }
}

std::vector<double> count_observed_neurons(const Scenario& scenario) {
    const std::vector<Watch> watches = make_watches(scenario, place_if_needed(scenario));
    std::vector<double> neurons;
    for (const Signal& signal : scenario.signals())
        neurons.push_back(signal.observable == scenario.observables.size()
                              ? static_cast<double>(scenario.populations[signal.channel].size)
                          : signal.kind == ObservableKind::electrode
                              ? 1
                              : watches[signal.observable].neurons);
    return neurons;
}

}  // namespace spikelight
