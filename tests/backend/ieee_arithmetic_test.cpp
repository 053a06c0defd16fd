// What others did to the rounding of a thread says nothing about spikes.
#include <gtest/gtest.h>
#include <omp.h>

#include <cfenv>

#include "tests/backend/hand_made_network.h"
#include "tests/backend/same_bits.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr int two_threads = 2;

/// Of the thread that is not this one.
void set_rounding_of_other(int rounding) {
#pragma omp parallel num_threads(two_threads)
    if (omp_get_thread_num() == 1) std::fesetround(rounding);
}
int rounding_of_other() {
    int rounding = -1;
#pragma omp parallel num_threads(two_threads)
    if (omp_get_thread_num() == 1) rounding = std::fegetround();
    return rounding;
}

TEST(IeeeArithmetic, holds_in_threads_that_round_otherwise_and_leaves_them_as_they_were) {
    NetworkData network;
    network.dt = 1e-4;
    add_population(network, 400).noise_per_step = 0.2e-3;
    add_projection(network, 0, 0, ProjectionData::Rule::probability, 0.3e-3, 3).probability = 0.1;
    BackendRun expected = run_backend(network, two_threads, 500, 50);

    set_rounding_of_other(FE_UPWARD);
    BackendRun run = run_backend(network, two_threads, 500, 50);
    EXPECT_EQ(rounding_of_other(), FE_UPWARD);
    set_rounding_of_other(FE_TONEAREST);

    EXPECT_GT(expected.spikes.size(), 100u);
    expect_same_bits(run.v, expected.v, "v");
}

}  // namespace
}  // namespace spikelight
