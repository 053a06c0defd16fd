// A run cut in two and saved in between is the run in one piece, whoever goes on with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "kernels/archive.h"
#include "kernels/backend.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

/// A backend on its way, what it has fired, and the command in force.
struct Life {
    std::unique_ptr<Backend> backend;
    std::vector<Spike> spikes;

    Life(const NetworkData& network, int threads) : backend(make_cpu_backend(threads)) {
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
};

std::vector<Spike> since(const std::vector<Spike>& spikes, std::int64_t step) {
    auto first = std::ranges::find_if(spikes, [&](const Spike& s) { return s.step >= step; });
    return {first, spikes.end()};
}

class ASavedRun : public ::testing::TestWithParam<Numbers> {};

TEST_P(ASavedRun, goes_on_on_any_number_of_threads_as_if_it_had_not_been_cut) {
    constexpr std::int64_t steps = 200;
    for (std::uint64_t seed = 0; seed < 30 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(77 + seed, GetParam(), 300);
        Life whole(network, 1);
        whole.live(network, 0, steps);

        // Cut at some step, keep no more spikes than the delays ask for, and go on with other threads.
        std::int64_t cut = 1 + std::int64_t(seed * 37 % (steps - 1));
        Life first(network, 1 + int(seed % 3));
        first.live(network, 0, cut);
        std::vector<char> bytes = first.saved();
        Life second(network, 1 + int(seed / 3 % 3));
        ArchiveReader archive(bytes);
        second.backend->restore(archive, cut,
                                since(first.spikes, cut - 1 - first.backend->longest_delay()));
        EXPECT_TRUE(archive.at_end());
        second.command(network, cut - 1);
        second.live(network, cut, steps);

        // The same spikes after the cut, the same bytes at the end.
        std::vector<Spike> expected = since(whole.spikes, cut);
        ASSERT_EQ(second.spikes.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            ASSERT_EQ(second.spikes[i].step, expected[i].step) << "spike " << i;
            ASSERT_EQ(second.spikes[i].neuron, expected[i].neuron) << "spike " << i;
        }
        EXPECT_EQ(second.saved(), whole.saved());
    }
}

INSTANTIATE_TEST_SUITE_P(Numbers, ASavedRun,
                         ::testing::Values(Numbers::float32, Numbers::float32_wide,
                                           Numbers::float64));

TEST(ASavedState, of_another_network_is_refused) {
    NetworkData network = random_network(3, Numbers::float32, 100);
    NetworkData other = network;
    other.populations.back().size += 1;
    Life life(network, 1);
    Life stranger(other, 1);
    std::vector<char> bytes = life.saved();
    ArchiveReader archive(bytes);
    EXPECT_THROW(stranger.backend->restore(archive, 0, {}), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
