#include "tests/emulation/run_script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/backend/same_bits.h"
#include "tests/emulation/random_network.h"

namespace spikelight::testing {
namespace {

void observe_all(Backend& backend, const NetworkData& network, std::int64_t step,
                 std::vector<double>& observed) {
    for (std::uint32_t p = 0; p < network.populations.size(); ++p)
        for (auto [variable, opsin] : readable(network, p)) {
            Observation what{p, variable, opsin, {}};
            what.neurons.resize(network.populations[p].size);
            std::iota(what.neurons.begin(), what.neurons.end(), 0u);
            std::vector<double> values(what.neurons.size());
            backend.observe(step, what, values);
            observed.insert(observed.end(), values.begin(), values.end());
        }
}

/// Some neurons' variables, read by themselves at every `every`-th step, or when asked.
Probe random_probe(Dice& dice, const NetworkData& network, std::int64_t every) {
    Probe probe{{}, every};
    for (std::uint64_t k = 1 + dice.roll(4); k > 0; --k) {
        auto population = std::uint32_t(dice.roll(network.populations.size()));
        std::vector<Readable> all = readable(network, population);
        Readable one = all[dice.roll(all.size())];
        Observation what{population, one.variable, one.opsin, {}};
        for (std::uint32_t i = 0; i < network.populations[population].size; ++i)
            if (dice.chance(30)) what.neurons.push_back(i);
        probe.what.push_back(what);
    }
    return probe;
}

/// The same sources, each somewhere near.
std::vector<LightSource> moved(std::vector<LightSource> sources, Dice& dice) {
    for (LightSource& source : sources) {
        source.x += dice.between(-5e-5, 5e-5);
        source.z += dice.between(-5e-5, 5e-5);
    }
    return sources;
}

void append(std::vector<double>& values, std::span<const double> more) {
    values.insert(values.end(), more.begin(), more.end());
}

}  // namespace

RunRecord run_script(Backend& backend, const NetworkData& network, std::uint64_t seed,
                     std::int64_t steps) {
    Dice dice(seed), patience(seed + 1), probing(seed + 2), moving(seed + 3);
    RunRecord run;
    int begun = 0, reading = 0;
    auto finish = [&] {
        backend.finish();
        run.spikes.insert(run.spikes.end(), backend.spikes().begin(), backend.spikes().end());
        append(run.rows[0], backend.rows(0));
        append(run.rows[1], backend.rows(1));
        --begun;
    };
    auto take_readings = [&] {
        for (; reading > 0; --reading) append(run.readings, backend.take_reading());
    };
    run.summary = backend.build(network);
    // A probe ends the window of steps before it: some are read at every step, some seldom, and some not by themselves.
    auto random_every = [&] {
        return std::int64_t(probing.chance(40) ? 0 : probing.chance(15) ? 1 : 2 + probing.roll(30));
    };
    const std::int64_t first_every = random_every(), second_every = random_every();
    backend.set_probes({random_probe(probing, network, first_every),
                        random_probe(probing, network, second_every),
                        random_probe(probing, network, 0)});
    for (std::int64_t step = 0; step < steps;) {
        const bool moves = !network.sources.empty() && moving.chance(15);
        if (moves) backend.move(moved(network.sources, moving));
        if (!network.sources.empty() && (dice.chance(60) || moves)) {
            std::vector<double> irradiance(network.sources.size());
            for (double& value : irradiance)
                value = dice.chance(70) ? dice.between(0, &value == &irradiance[1] ? 1e3 : 2e4) : 0;
            backend.command(irradiance);
        }
        if (dice.chance(30)) observe_all(backend, network, step, run.observed);
        if (probing.chance(50)) {
            backend.read(step, 2);
            ++reading;
        }
        if (patience.chance(50)) take_readings();
        std::int64_t end = std::min(steps, step + 1 + std::int64_t(dice.roll(25)));
        // Let the backend run ahead as far as it may, more or less.
        while (begun == backend.most_begun() || (begun > 0 && patience.chance(40))) finish();
        backend.begin(step, end);
        ++begun;
        step = end;
    }
    observe_all(backend, network, steps, run.observed);
    while (begun > 0) finish();
    take_readings();
    EXPECT_FALSE(backend.busy());
    run.synaptic_events = backend.synaptic_events();
    return run;
}

void expect_same(const RunRecord& run, const RunRecord& expected) {
    EXPECT_EQ(run.summary.synapses, expected.summary.synapses);
    EXPECT_EQ(run.summary.quantum_V, expected.summary.quantum_V);
    EXPECT_EQ(run.spikes.size(), expected.spikes.size());
    auto same = [](const Spike& a, const Spike& b) {
        return a.step == b.step && a.neuron == b.neuron;
    };
    auto [a, b] = std::mismatch(run.spikes.begin(), run.spikes.end(), expected.spikes.begin(),
                                expected.spikes.end(), same);
    auto text = [](auto spike, auto end) {
        return spike == end ? "no more spikes"
                            : "neuron " + std::to_string(spike->neuron) + " in step " +
                                  std::to_string(spike->step);
    };
    EXPECT_TRUE(a == run.spikes.end() && b == expected.spikes.end())
        << "first difference at spike " << a - run.spikes.begin() << ": "
        << text(a, run.spikes.end()) << ", expected " << text(b, expected.spikes.end());
    expect_same_bits(run.observed, expected.observed, "observed value");
    expect_same_bits(run.readings, expected.readings, "reading");
    for (int probe : {0, 1}) expect_same_bits(run.rows[probe], expected.rows[probe], "row value");
    EXPECT_EQ(run.synaptic_events, expected.synaptic_events);
}

}  // namespace spikelight::testing
