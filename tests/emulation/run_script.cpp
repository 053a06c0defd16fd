#include "tests/emulation/run_script.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/emulation/random_network.h"

namespace spikelight::testing {
namespace {

std::vector<Variable> variables_of(const NetworkData& network, std::uint32_t population) {
    std::vector<Variable> variables = {Variable::v, Variable::input, Variable::refractory};
    if (network.populations[population].model == MembraneModel::adex)
        variables.push_back(Variable::w);
    auto opsin = std::find_if(network.opsins.begin(), network.opsins.end(),
                              [&](const OpsinData& o) { return o.population == population; });
    if (opsin == network.opsins.end()) return variables;
    auto add = [&](std::initializer_list<Variable> more) {
        variables.insert(variables.end(), more);
    };
    add({Variable::photocurrent, Variable::irradiance});
    if (opsin->kind == OpsinKind::four_state) add({Variable::C1, Variable::O1, Variable::O2});
    if (opsin->kind == OpsinKind::pump) add({Variable::P0, Variable::P4, Variable::Cl_in});
    return variables;
}

void observe_all(Backend& backend, const NetworkData& network, std::int64_t step,
                 std::vector<double>& observed) {
    for (std::uint32_t p = 0; p < network.populations.size(); ++p)
        for (Variable variable : variables_of(network, p)) {
            Observation what{p, variable, 0, {}};
            what.neurons.resize(network.populations[p].size);
            std::iota(what.neurons.begin(), what.neurons.end(), 0u);
            std::vector<double> values(what.neurons.size());
            backend.observe(step, what, values);
            observed.insert(observed.end(), values.begin(), values.end());
        }
}

}  // namespace

RunRecord run_script(Backend& backend, const NetworkData& network, std::uint64_t seed,
                     std::int64_t steps) {
    Dice dice(seed), patience(seed + 1);
    RunRecord run;
    int begun = 0;
    auto finish = [&] {
        backend.finish();
        run.spikes.insert(run.spikes.end(), backend.spikes().begin(), backend.spikes().end());
        --begun;
    };
    run.summary = backend.build(network);
    for (std::int64_t step = 0; step < steps;) {
        if (!network.sources.empty() && dice.chance(60))
            backend.command(std::vector<double>{dice.chance(70) ? dice.between(0, 2e4) : 0,
                                                dice.chance(70) ? dice.between(0, 1e3) : 0});
        if (dice.chance(30)) observe_all(backend, network, step, run.observed);
        std::int64_t end = std::min(steps, step + 1 + std::int64_t(dice.roll(25)));
        // Let the backend run ahead as far as it may, more or less.
        while (begun == backend.most_begun() || (begun > 0 && patience.chance(40))) finish();
        backend.begin(step, end);
        ++begun;
        step = end;
    }
    observe_all(backend, network, steps, run.observed);
    while (begun > 0) finish();
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
    // Bits, not values: NaN and the sign of zero count too.
    ASSERT_EQ(run.observed.size(), expected.observed.size());
    for (std::size_t i = 0; i < run.observed.size(); ++i)
        ASSERT_EQ(__builtin_bit_cast(std::uint64_t, run.observed[i]),
                  __builtin_bit_cast(std::uint64_t, expected.observed[i]))
            << "observed value " << i << ": " << run.observed[i] << " not " << expected.observed[i];
    EXPECT_EQ(run.synaptic_events, expected.synaptic_events);
}

}  // namespace spikelight::testing
