// Probes read while stretches of many steps go on what observe() shows of a network that stops at every step.
#include <gtest/gtest.h>

#include <numeric>

#include "kernels/backend.h"
#include "tests/backend/same_bits.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr std::int64_t probed_steps = 70;

/// All variables of all neurons of all populations.
Probe everything(const NetworkData& network, std::int64_t every) {
    Probe probe{{}, every};
    for (std::uint32_t p = 0; p < network.populations.size(); ++p)
        for (auto [variable, opsin] : readable(network, p)) {
            Observation what{p, variable, opsin, {}};
            what.neurons.resize(network.populations[p].size);
            std::iota(what.neurons.begin(), what.neurons.end(), 0u);
            probe.what.push_back(what);
        }
    return probe;
}

void command(Backend& backend, const NetworkData& network, std::int64_t step) {
    if (!network.sources.empty())
        backend.command(std::vector<double>(network.sources.size(), double(step % 7) * 900));
}

/// By step, from stopping there.
std::vector<std::vector<double>> observe_each_step(const NetworkData& network) {
    auto backend = make_cpu_backend(1);
    backend->build(network);
    std::vector<std::vector<double>> values;
    for (std::int64_t step = 0; step < probed_steps; ++step) {
        if (step % 19 == 0) command(*backend, network, step);
        for (const Observation& what : everything(network, 1).what) {
            std::vector<double> part(what.neurons.size());
            backend->observe(step, what, part);
            auto& all = step == std::int64_t(values.size()) ? values.emplace_back() : values.back();
            all.insert(all.end(), part.begin(), part.end());
        }
        backend->advance(step, step + 1);
    }
    return values;
}

class Probes : public ::testing::TestWithParam<int> {};

TEST_P(Probes, read_what_a_network_shows_that_stops_at_every_step) {
    for (std::uint64_t seed = 0; seed < 12 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(31 * seed + 5, Numbers(seed % 3), 150);
        std::vector<std::vector<double>> expected = observe_each_step(network);
        auto backend = make_cpu_backend(GetParam());
        backend->build(network);
        backend->set_probes(
            {everything(network, 1), everything(network, 4), everything(network, 0)});
        for (std::int64_t from = 0; from < probed_steps; from += 19) {
            std::int64_t to = std::min(from + 19, probed_steps);
            command(*backend, network, from);
            // What is asked for is made ready for it: ask before every other stretch.
            bool ask = from % 2 == 1;
            if (ask) backend->read(from, 2);
            backend->advance(from, to);
            if (ask)
                expect_same_bits(backend->take_reading(), expected[std::size_t(from)], "reading");
            std::uint64_t size = expected[0].size(), row = 0;
            ASSERT_EQ(backend->rows(0).size(), std::uint64_t(to - from) * size);
            for (std::int64_t step = from; step < to && !HasFatalFailure(); ++step) {
                SCOPED_TRACE("step " + std::to_string(step));
                auto row_of = [&](std::size_t probe, std::uint64_t number) {
                    return backend->rows(probe).subspan(number * size, size);
                };
                expect_same_bits(row_of(0, std::uint64_t(step - from)), expected[std::size_t(step)],
                                 "row value");
                if (step % 4 == 0)
                    expect_same_bits(row_of(1, row++), expected[std::size_t(step)], "row value");
            }
            EXPECT_EQ(backend->rows(1).size(), row * size);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(threads, Probes, ::testing::Values(1, 3));

}  // namespace
}  // namespace spikelight
