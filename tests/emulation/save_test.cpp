// A run saved on one engine goes on on another, CPU or device, as if it had never been cut.
#include <gtest/gtest.h>

#include "kernels/cuda/cuda_backend.h"
#include "kernels/cuda/device.h"
#include "tests/backend/life.h"
#include "tests/emulation/random_network.h"

namespace spikelight {
namespace {

using namespace testing;

enum class On { cpu, graph, resident };

std::unique_ptr<Backend> make_backend(On on, Dice& dice) {
    if (on == On::cpu) return make_cpu_backend(1 + int(dice.roll(3)));
    CudaLayout layout;
    layout.engine = on == On::graph ? CudaLayout::Engine::graph : CudaLayout::Engine::resident;
    layout.threads = unsigned(32 * (1 + dice.roll(4)));
    layout.blocks = unsigned(1 + dice.roll(4));
    layout.steps_per_graph = unsigned(1 + dice.roll(20));
    layout.window = unsigned(dice.chance(50) ? 0 : 1 + dice.roll(12));
    return make_cuda_backend(0, layout);
}

std::string name_of(On on) {
    static const char* const names[] = {"cpu", "graph", "resident"};
    return names[int(on)];
}
std::string name_of(Numbers numbers) {
    static const char* const names[] = {"float32", "float32_wide", "float64"};
    return names[int(numbers)];
}

struct Case {
    On from, to;
    Numbers numbers;
};

class EmulatedSave : public ::testing::TestWithParam<Case> {};

TEST_P(EmulatedSave, lets_another_engine_go_on_bit_for_bit) {
    constexpr std::int64_t steps = 90;
    std::size_t waiting = 0, spikes = 0;
    for (std::uint64_t seed = 0; seed < 16 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(500 * seed + 3, GetParam().numbers, 80);
        Dice dice(seed);
        emulation::set_schedule({seed, unsigned(8 + dice.roll(200)), 1 + unsigned(dice.roll(3))});
        std::int64_t cut = 1 + std::int64_t(dice.roll(steps - 1));
        Life whole(network, make_cpu_backend(1));
        whole.live(network, 0, cut);
        std::vector<double> at_cut = whole.observed(network, cut);
        std::vector<char> saved_at_cut = whole.saved();
        whole.live(network, cut, steps);

        // Live until the cut here, and on from it there; what is saved says nothing of who saved it.
        Life first(network, make_backend(GetParam().from, dice));
        first.live(network, 0, cut);
        ASSERT_EQ(first.saved(), saved_at_cut);
        ASSERT_EQ(first.backend->longest_delay(), whole.backend->longest_delay());
        Life second(network, make_backend(GetParam().to, dice));
        second.go_on_with(first, network, cut);
        EXPECT_EQ(second.observed(network, cut), at_cut);
        second.live(network, cut, steps);
        expect_same_spikes(second.spikes, since(whole.spikes, cut));
        EXPECT_EQ(second.saved(), whole.saved());
        EXPECT_FALSE(second.backend->find_broken());

        auto under_way = since(whole.spikes, cut - whole.backend->longest_delay());
        waiting += under_way.size() - since(under_way, cut).size();
        spikes += second.spikes.size();
    }
    EXPECT_GT(waiting, 200u) << "spikes must be under way at the cuts to prove anything";
    EXPECT_GT(spikes, 2000u) << "the networks must be alive after them";
}

class EmulatedReturn : public ::testing::TestWithParam<std::tuple<On, Numbers>> {};

TEST_P(EmulatedReturn, to_a_saved_state_lives_again_as_it_did) {
    constexpr std::int64_t steps = 90;
    const auto [on, numbers] = GetParam();
    for (std::uint64_t seed = 0; seed < 12 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NetworkData network = random_network(500 * seed + 3, numbers, 80);
        Dice dice(seed);
        emulation::set_schedule({seed, unsigned(8 + dice.roll(200)), 1 + unsigned(dice.roll(3))});
        std::int64_t cut = 1 + std::int64_t(dice.roll(steps - 1));
        expect_to_live_again(network, make_backend(on, dice), cut, steps);
    }
}

std::string return_name(const ::testing::TestParamInfo<std::tuple<On, Numbers>>& info) {
    return name_of(std::get<On>(info.param)) + "_" + name_of(std::get<Numbers>(info.param));
}

INSTANTIATE_TEST_SUITE_P(engine, EmulatedReturn,
                         ::testing::Combine(::testing::Values(On::graph, On::resident),
                                            ::testing::Values(Numbers::float32,
                                                              Numbers::float32_wide,
                                                              Numbers::float64)),
                         return_name);

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (auto [from, to] : {std::pair{On::cpu, On::graph},
                            {On::cpu, On::resident},
                            {On::graph, On::cpu},
                            {On::resident, On::cpu},
                            {On::graph, On::resident},
                            {On::resident, On::graph}})
        for (Numbers numbers : {Numbers::float32, Numbers::float32_wide, Numbers::float64})
            cases.push_back({from, to, numbers});
    return cases;
}

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
    return name_of(info.param.from) + "_to_" + name_of(info.param.to) + "_" +
           name_of(info.param.numbers);
}

INSTANTIATE_TEST_SUITE_P(engine, EmulatedSave, ::testing::ValuesIn(all_cases()), case_name);

TEST(EmulatedState, of_another_network_is_refused) {
    NetworkData network = random_network(3, Numbers::float32, 100);
    NetworkData other = random_network(4, Numbers::float32, 100);
    Life life(network, make_cpu_backend(1));
    Life stranger(other, make_cuda_backend(0));
    std::vector<char> bytes = life.saved();
    ArchiveReader archive(bytes);
    EXPECT_THROW(stranger.backend->restore(archive, 0, {}), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
