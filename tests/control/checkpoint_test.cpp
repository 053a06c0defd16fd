// A loop that is cut in two, saved and restored, goes on as if nothing had happened.
#include <gtest/gtest.h>

#include <set>
#include <variant>

#include "kernels/philox.h"
#include "tests/control/control_scenario.h"

namespace spikelight {
namespace {

using testing::add_controller;
using testing::lit_scenario;

constexpr std::int64_t steps = 600;

/// Spikes that depend on the step alone.
Sample sample_at(const Scenario& scenario, std::int64_t step) {
    Sample sample{step, {}};
    for (std::size_t p = 0; p < scenario.populations.size(); ++p)
        sample.spikes.push_back(philox(7, p, static_cast<std::uint64_t>(step)).w0 % 9);
    return sample;
}

/// Goes through the steps from `from` to `to` and keeps what is in force.
void go(ControlLoop& loop, const Scenario& scenario, std::int64_t from, std::int64_t to,
        std::vector<std::vector<double>>& in_force) {
    for (std::int64_t step = from; step < to; ++step) {
        if (loop.next_sample(step) == step) loop.sample(sample_at(scenario, step));
        loop.apply(step);
        in_force.emplace_back(loop.irradiance().begin(), loop.irradiance().end());
    }
}

struct Kind {
    const char* name;
    decltype(Controller::command) command;
};

PulsesCommand pulses() {
    PulsesCommand command;
    command.value = {5, 6};
    command.width = 3e-3;
    command.period = 7e-3;
    return command;
}

TrainCommand train() {
    TrainCommand command;
    command.value = {5, 6};
    command.width = 1.5e-3;
    command.feedback = PiCommand{1, 500, 3e-3, 0.3, 4e-3};
    command.maximum_frequency = 300;
    return command;
}

TriggerCommand trigger() {
    TriggerCommand command;
    command.condition = {0, Comparison::at_least, 7, 10};
    command.pulses = pulses();
    command.pulses.period = 4e-3;
    command.pulses.count = 2;
    command.refractory = 9e-3;
    return command;
}

/// x' = 0.5 x + 500 u, y = x + 400 Hz; u in mW/mm^2.
LqrCommand lqr() {
    LqrCommand command;
    command.observes = {1};
    command.units = {1};
    command.states = command.inputs = 1;
    command.A = {0.5};
    command.B = {500};
    command.C = {1};
    command.offset = {400};
    command.feedback = {0.0005};
    command.correction = {0.4};
    command.x_rest = {100};
    command.u_rest = {0.05};
    return command;
}

const Kind kinds[] = {
    {"train", train()},
    {"trigger", trigger()},
    {"constant", ConstantCommand{{1, 2}}},
    {"pulses", pulses()},
    {"random_walk", RandomWalkCommand{{1, 1}}},
    {"table", TableCommand{{1e-3, 20e-3, 40e-3}, {{1, 2}, {3, 4}, {5, 6}}}},
    {"on_off", OnOffCommand{{1, Comparison::below, 500, 50}, {7, 9}}},
    {"pi", PiCommand{1, 500, 3e-3, 0.05, 4e-3}},
    {"lqr", lqr()},
};

class Checkpoint : public ::testing::TestWithParam<Kind> {};

TEST_P(Checkpoint, OfACutLoopContinuesItExactly) {
    // Commands on the line, results under way, samples owed: everything at once.
    Scenario scenario = lit_scenario({3, 5}, 10, 35);
    scenario.populations.resize(2);
    scenario.populations[0].size = scenario.populations[1].size = 8;
    scenario.lights[0].maximum = 100;
    scenario.loop.sampling = Sampling::when_idle;
    scenario.loop.processing = Processing::serial;
    scenario.loop.compute_delay = {Value::Kind::uniform, 0.2e-3, 3e-3, {}};
    add_controller(scenario, GetParam().command, 50);

    std::vector<std::vector<double>> whole;
    ControlLoop loop(scenario);
    go(loop, scenario, 0, steps, whole);
    bool varies = false;
    for (const auto& row : whole) varies = varies || row != whole.front();
    EXPECT_TRUE(varies) << "the test sees something";

    for (std::int64_t cut = 0; cut < steps; cut += 7) {
        std::vector<std::vector<double>> halves;
        ArchiveWriter saved;
        {
            ControlLoop first(scenario);
            go(first, scenario, 0, cut, halves);
            first.save(saved);
        }
        ControlLoop second(scenario);
        ArchiveReader archive(saved.bytes());
        second.restore(archive);
        EXPECT_TRUE(archive.at_end());
        go(second, scenario, cut, steps, halves);
        EXPECT_EQ(halves, whole) << "cut at step " << cut;
    }
}

INSTANTIATE_TEST_SUITE_P(Control, Checkpoint, ::testing::ValuesIn(kinds),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Checkpoints, AreTestedForEveryLawThatIsOurs) {
    std::set<std::size_t> tested;
    for (const Kind& kind : kinds) tested.insert(kind.command.index());
    // What a user's own controllers remember is theirs to test.
    tested.insert(decltype(Controller::command)(CustomCommand()).index());
    tested.insert(decltype(Controller::command)(ExternalCommand()).index());
    EXPECT_EQ(tested.size(), std::variant_size_v<decltype(Controller::command)>)
        << "a command is missing in `kinds` above";
}

TEST(Checkpoints, OfAnotherScenarioAreRefused) {
    Scenario one = lit_scenario({3, 5}, 10, 35), other = lit_scenario({3}, 10, 35);
    ArchiveWriter saved;
    ControlLoop(one).save(saved);
    ControlLoop loop(other);
    ArchiveReader archive(saved.bytes());
    EXPECT_THROW(loop.restore(archive), std::runtime_error);
}

}  // namespace
}  // namespace spikelight
