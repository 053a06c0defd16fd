// A network's life on a backend, which may be cut in two and go on on another.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "kernels/archive.h"
#include "kernels/backend.h"

namespace spikelight::testing {

inline std::vector<Spike> since(const std::vector<Spike>& spikes, std::int64_t step) {
    auto first = std::ranges::find_if(spikes, [&](const Spike& s) { return s.step >= step; });
    return {first, spikes.end()};
}

/// A backend on its way, what it has fired, and the command in force.
struct Life {
    std::unique_ptr<Backend> backend;
    std::vector<Spike> spikes;

    Life(const NetworkData& network, std::unique_ptr<Backend> on) : backend(std::move(on)) {
        backend->build(network);
    }

    /// Stretches of 1 to 17 steps, with a new command every 40 steps.
    void live(const NetworkData& network, std::int64_t from, std::int64_t to) {
        for (std::int64_t step = from; step < to;) {
            command(network, step);
            std::int64_t next = std::min({to, step + 1 + step * 7 % 17, (step / 40 + 1) * 40});
            backend->advance(step, next);
            spikes.insert(spikes.end(), backend->spikes().begin(), backend->spikes().end());
            step = next;
        }
    }

    void command(const NetworkData& network, std::int64_t step) {
        std::vector<double> irradiance(network.sources.size(), double(step / 40 % 3) * 2000);
        if (!irradiance.empty()) backend->command(irradiance);
    }

    std::vector<char> saved() {
        ArchiveWriter archive;
        backend->save(archive);
        return archive.bytes();
    }

    /// Begins, newly built, at the step `cut` that another has come to, with no more of its spikes than delays ask for.
    void go_on_with(Life& other, const NetworkData& network, std::int64_t cut) {
        std::vector<char> bytes = other.saved();
        ArchiveReader archive(bytes);
        backend->restore(archive, cut,
                         since(other.spikes, cut - 1 - other.backend->longest_delay()));
        EXPECT_TRUE(archive.at_end());
        command(network, cut - 1);
    }

    /// Goes back in its own life to the step `cut`, at which it was saved.
    void go_back_to(const std::vector<char>& bytes, const NetworkData& network, std::int64_t cut) {
        std::erase_if(spikes, [&](const Spike& spike) { return spike.step >= cut; });
        ArchiveReader archive(bytes);
        backend->restore(archive, cut, since(spikes, cut - 1 - backend->longest_delay()));
        command(network, cut - 1);
    }

    /// What all neurons start a step from: v and the input of the step before.
    std::vector<double> observed(const NetworkData& network, std::int64_t step) {
        std::vector<double> all;
        for (std::uint32_t p = 0; p < network.populations.size(); ++p)
            for (Variable variable : {Variable::v, Variable::input, Variable::refractory}) {
                Observation what{p, variable, 0, {}};
                what.neurons.resize(network.populations[p].size);
                std::iota(what.neurons.begin(), what.neurons.end(), 0u);
                std::vector<double> values(what.neurons.size());
                backend->observe(step, what, values);
                all.insert(all.end(), values.begin(), values.end());
            }
        return all;
    }
};

inline void expect_same_spikes(const std::vector<Spike>& spikes,
                               const std::vector<Spike>& expected) {
    ASSERT_EQ(spikes.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_EQ(spikes[i].step, expected[i].step) << "spike " << i;
        ASSERT_EQ(spikes[i].neuron, expected[i].neuron) << "spike " << i;
    }
}

/// Lives to a step, is saved there, lives on, goes back, and must live the same once more.
inline void expect_to_live_again(const NetworkData& network, std::unique_ptr<Backend> on,
                                 std::int64_t cut, std::int64_t steps) {
    Life life(network, std::move(on));
    life.live(network, 0, cut);
    const std::vector<char> at_cut = life.saved();
    life.live(network, cut, steps);
    const std::vector<Spike> spikes = life.spikes;
    const std::vector<char> at_end = life.saved();

    life.go_back_to(at_cut, network, cut);
    EXPECT_EQ(life.saved(), at_cut);
    life.live(network, cut, steps);
    expect_same_spikes(life.spikes, spikes);
    EXPECT_EQ(life.saved(), at_end);
}

}  // namespace spikelight::testing
