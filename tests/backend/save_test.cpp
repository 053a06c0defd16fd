// A run cut in two and saved in between is the run in one piece, whoever goes on with it.
#include <gtest/gtest.h>

#include "tests/backend/life.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

class ASavedRun : public ::testing::TestWithParam<Numbers> {};

TEST_P(ASavedRun, goes_on_on_any_number_of_threads_as_if_it_had_not_been_cut) {
    constexpr std::int64_t steps = 200;
    for (std::uint64_t seed = 0; seed < 30 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(77 + seed, GetParam(), 300);
        Life whole(network, make_cpu_backend(1));
        whole.live(network, 0, steps);

        // Cut at some step, keep no more spikes than the delays ask for, and go on with other threads.
        std::int64_t cut = 1 + std::int64_t(seed * 37 % (steps - 1));
        Life first(network, make_cpu_backend(1 + int(seed % 3)));
        first.live(network, 0, cut);
        Life second(network, make_cpu_backend(1 + int(seed / 3 % 3)));
        second.go_on_with(first, network, cut);
        second.live(network, cut, steps);

        // The same spikes after the cut, the same bytes at the end.
        expect_same_spikes(second.spikes, since(whole.spikes, cut));
        EXPECT_EQ(second.saved(), whole.saved());
    }
}

TEST_P(ASavedRun, goes_back_to_it_and_lives_again_as_it_did) {
    constexpr std::int64_t steps = 200;
    for (std::uint64_t seed = 0; seed < 10 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(77 + seed, GetParam(), 300);
        std::int64_t cut = 1 + std::int64_t(seed * 37 % (steps - 1));
        expect_to_live_again(network, make_cpu_backend(1 + int(seed % 3)), cut, steps);
    }
}

INSTANTIATE_TEST_SUITE_P(Numbers, ASavedRun,
                         ::testing::Values(Numbers::float32, Numbers::float32_wide,
                                           Numbers::float64));

TEST(ASavedState, of_another_network_is_refused) {
    NetworkData network = random_network(3, Numbers::float32, 100);
    NetworkData other = random_network(4, Numbers::float32, 100);
    Life life(network, make_cpu_backend(1));
    Life stranger(other, make_cpu_backend(1));
    std::vector<char> bytes = life.saved();
    ArchiveReader archive(bytes);
    EXPECT_THROW(stranger.backend->restore(archive, 0, {}), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
