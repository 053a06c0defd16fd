// Spikes handed on from their file, block by block: what a search in all of them gives, in bounded memory.
#include "engine/recording/spike_blocks.h"

#include <gmock/gmock.h>

#include <thread>

#include "engine/recording/sonata.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

using Spikes = std::vector<std::pair<double, std::uint32_t>>;

Scenario two_populations(std::int64_t size) {
    Scenario scenario;
    scenario.simulation.dt = 0.5e-3;
    scenario.populations.resize(2);
    for (std::size_t p = 0; p < 2; ++p) {
        scenario.populations[p].name = p == 0 ? "exc" : "inh";
        scenario.populations[p].size = size;
    }
    scenario.record.spikes = {0};
    return scenario;
}

void append(Spikes& all, const SpikeSpan& spikes) {
    for (std::size_t i = 0; i < spikes.times_ms.size(); ++i)
        all.emplace_back(spikes.times_ms[i], spikes.neurons[i]);
}

class ManySpikes : public ::testing::Test {
  protected:
    /// 500 neurons in every second step: 65536 is no multiple of 500, so blocks end within a step.
    ManySpikes() {
        SpikeFile file(path_, scenario_);
        for (std::uint32_t step = 0; step < 800; step += 2)
            for (std::uint32_t neuron = 0; neuron < 500; ++neuron) {
                file.append(std::vector<Spike>{{step, neuron}});
                all_.emplace_back(step * 0.5 - begin_ms, neuron);
            }
        file.close();
    }
    Spikes searched(double from_ms, double to_ms) const {
        Spikes found;
        for (const auto& spike : all_)
            if (spike.first >= from_ms && spike.first <= to_ms) found.push_back(spike);
        return found;
    }
    static Spikes read(const SpikeBlocks& blocks, double from_ms, double to_ms) {
        Spikes found;
        blocks.each_between(0, from_ms, to_ms, [&](const SpikeSpan& s) { append(found, s); });
        return found;
    }

    static constexpr double begin_ms = 10;
    testing::TemporaryDirectory directory_;
    std::filesystem::path path_ = directory_.path() / "spikes.h5";
    Scenario scenario_ = two_populations(600);
    Spikes all_;
};

TEST_F(ManySpikes, come_all_and_in_order) {
    const SpikeBlocks blocks(path_, scenario_, begin_ms);
    Spikes found;
    std::size_t largest = 0;
    blocks.each(0, [&](const SpikeSpan& block) {
        append(found, block);
        largest = std::max(largest, block.times_ms.size());
    });
    EXPECT_EQ(found, all_);
    EXPECT_EQ(largest, 65536u);
    EXPECT_EQ(blocks.count(0), 200'000u);
    // The other population was not recorded.
    EXPECT_EQ(blocks.count(1), 0u);
    blocks.each(1, [](const SpikeSpan&) { ADD_FAILURE(); });
    blocks.each_between(1, 0, 1e9, [](const SpikeSpan&) { ADD_FAILURE(); });
}

TEST_F(ManySpikes, of_a_window_are_those_that_a_search_finds) {
    const SpikeBlocks blocks(path_, scenario_, begin_ms);
    // A block ends within the step at 131 ms of the run, the next ones at 262 and 393 ms.
    for (double middle : {-10.0, -9.5, 120.0, 121.0, 121.5, 122.0, 252.0, 383.0, 389.0})
        for (double width : {0.0, 0.3, 1.0, 2.0, 140.0, 300.0}) {
            SCOPED_TRACE(middle);
            EXPECT_EQ(read(blocks, middle - width, middle), searched(middle - width, middle));
            EXPECT_EQ(read(blocks, middle, middle + width), searched(middle, middle + width));
        }
    EXPECT_TRUE(read(blocks, 389.5, 1000).empty());
    EXPECT_TRUE(read(blocks, -1000, -10.5).empty());
}

TEST_F(ManySpikes, may_be_read_by_several_threads) {
    const SpikeBlocks blocks(path_, scenario_, begin_ms);
    std::vector<Spikes> found(4);
    std::vector<std::thread> threads;
    for (std::size_t k = 0; k < found.size(); ++k)
        threads.emplace_back(
            [&, k] { found[k] = read(blocks, 50.0 + 90 * double(k), 60.0 + 90 * double(k)); });
    for (std::thread& thread : threads) thread.join();
    for (std::size_t k = 0; k < found.size(); ++k)
        EXPECT_EQ(found[k], searched(50.0 + 90 * double(k), 60.0 + 90 * double(k)));
}

TEST_F(ManySpikes, of_another_run_are_refused) {
    const SpikeBlocks blocks(path_, two_populations(499), begin_ms);
    auto problem = ThrowsMessage<std::runtime_error>(HasSubstr(
        "spikes.h5:/spikes/exc: a node id lies beyond the population's size in scenario.toml"));
    EXPECT_THAT([&] { read(blocks, 0, 1); }, problem);
    EXPECT_THAT([&] { blocks.each(0, [](const SpikeSpan&) {}); }, problem);
}

}  // namespace
}  // namespace spikelight
