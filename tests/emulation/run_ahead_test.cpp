// A closed loop with latency: the device runs ahead of the controllers, and nothing but time is won by it.
#include <gtest/gtest.h>

#include <deque>
#include <fstream>
#include <set>

#include "kernels/cuda/cuda_backend.h"
#include "tests/emulation/threads.h"
#include "tests/simulation/breaking_scenario.h"
#include "tests/simulation/run_scenario.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr const char* closed_loop = R"(format = 1
title = "A loop in which light follows the rate, and a second one that walks"
seed = 5
[simulation]
duration = "60 ms"
dt = "0.5 ms"
[[population]]
name = "exc"
size = 70
noise = "4 mV"
t_ref = "2 ms"
I_e = { uniform = ["30 pA", "60 pA"] }
position = { box = { from = ["-0.1 mm", "-0.1 mm", "0.1 mm"], to = ["0.1 mm", "0.1 mm", "0.3 mm"] } }
[[population]]
name = "inh"
size = 30
I_e = "45 pA"
[[projection]]
name = "ei"
from = "exc"
to = "inh"
connect = { probability = 0.3 }
weight = "2 mV"
delay = "2 ms"
[[projection]]
name = "ie"
from = "inh"
to = "exc"
connect = { probability = 0.3 }
weight = "-1 mV"
delay = { uniform = ["1.5 ms", "3 ms"] }
[[light]]
name = "fiber"
positions = [["0 um", "0 um", "0 um"]]
initial = "1 mW/mm^2"
maximum = "30 mW/mm^2"
[[light]]
name = "other"
positions = [["100 um", "0 um", "0 um"]]
initial = "0 mW/mm^2"
[[opsin]]
population = "exc"
model = "chr2_4s"
[loop]
sample_period = "2 ms"
[[controller]]
drives = "fiber"
pi = { observes = "exc", target = "40 Hz", filter = "5 ms", gain = "0.3 mW/mm^2/Hz", integral_time = "20 ms" }
[[controller]]
drives = "other"
random_walk = { step = "2 mW/mm^2" }
start = "10 ms"
[[record.trace]]
population = "exc"
variables = ["v", "photocurrent", "irradiance"]
neurons = "0:70:10"
every = "5.5 ms"
)";

/// A backend that notes how much is under way while controllers are asked.
class WatchedBackend : public Backend {
  public:
    explicit WatchedBackend(std::unique_ptr<Backend> backend) : backend_(std::move(backend)) {}

    BuildSummary build(const NetworkData& network) override { return backend_->build(network); }
    void command(std::span<const double> irradiance) override { backend_->command(irradiance); }
    void observe(std::int64_t step, const Observation& what, std::span<double> values) override {
        backend_->observe(step, what, values);
    }
    void set_probes(std::vector<Probe> probes) override { backend_->set_probes(std::move(probes)); }
    void read(std::int64_t step, std::size_t probe) override { backend_->read(step, probe); }
    std::span<const double> take_reading() override { return backend_->take_reading(); }
    std::span<const double> rows(std::size_t probe) const override { return backend_->rows(probe); }
    void advance(std::int64_t from, std::int64_t to) override { backend_->advance(from, to); }
    void begin(std::int64_t from, std::int64_t to) override {
        backend_->begin(from, to);
        ends_.push_back(begun_ = to);
    }
    void finish() override {
        backend_->finish();
        finished_ = ends_.front();
        ends_.pop_front();
    }
    int most_begun() const override { return backend_->most_begun(); }
    bool busy() const override {
        most_ahead = std::max(most_ahead, begun_ - finished_);
        return backend_->busy();
    }
    std::span<const Spike> spikes() const override { return backend_->spikes(); }
    std::uint64_t synaptic_events() const override { return backend_->synaptic_events(); }
    std::int64_t window() const override { return backend_->window(); }
    void move(std::span<const LightSource> sources) override { backend_->move(sources); }
    std::int64_t longest_delay() const override { return backend_->longest_delay(); }
    void save(ArchiveWriter& archive) override { backend_->save(archive); }
    void restore(ArchiveReader& archive, std::int64_t step,
                 std::span<const Spike> recent) override {
        backend_->restore(archive, step, recent);
    }
    std::optional<BrokenState> find_broken() override { return backend_->find_broken(); }
    std::string name() const override { return backend_->name(); }
    std::string device() const override { return backend_->device(); }
    int threads() const override { return backend_->threads(); }

    mutable std::int64_t most_ahead = 0;  ///< steps begun and not finished

  private:
    std::unique_ptr<Backend> backend_;
    std::deque<std::int64_t> ends_;
    std::int64_t begun_ = 0, finished_ = 0;
};

/// Runs it on the CPU, then under several schedules on the emulated device; returns the CPU's run. `most_ahead` must be
/// under way at once.
ScenarioRun compare(const std::string& scenario, const std::vector<Override>& overrides,
                    std::int64_t most_ahead) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "loop.toml";
    std::ofstream(file) << scenario;
    ScenarioRun expected = run_scenario(file, 1, overrides);
    for (std::uint64_t seed = 0; seed < 4 && !::testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        emulation::set_schedule({seed});
        CudaLayout layout;
        layout.engine = seed % 2 == 0 ? CudaLayout::Engine::graph : CudaLayout::Engine::resident;
        layout.threads = 64;
        layout.blocks = 3;
        layout.steps_per_graph = 1 + unsigned(5 * seed);
        WatchedBackend backend(make_cuda_backend(0, layout));
        ScenarioRun run = run_scenario(file, backend, overrides);
        EXPECT_TRUE(same_spikes(run.spikes, expected.spikes));
        EXPECT_EQ(run.commands, expected.commands);
        EXPECT_EQ(run.traces, expected.traces);
        EXPECT_EQ(run.observables, expected.observables);
        EXPECT_EQ(run.synaptic_events, expected.synaptic_events);
        EXPECT_EQ(run.outcome.failure, expected.outcome.failure);
        EXPECT_EQ(backend.most_ahead, most_ahead);
    }
    return expected;
}

class RunAhead : public ::testing::TestWithParam<int> {};

TEST_P(RunAhead, by_the_latency_gives_the_run_of_the_cpu) {
    // With traces in between, which must see the state of their step, and without.
    for (int trace_steps : {11, 120}) {
        std::string every = std::to_string(0.5 * trace_steps) + " ms";
        std::string latency = std::to_string(0.5 * GetParam()) + " ms";
        SCOPED_TRACE("traces every " + every);
        // As far as the latency allows, and four stretches of at most a period: traces do not stand in its way.
        auto run =
            compare(closed_loop, {{"loop.latency", latency}, {"record.trace.0.every", every}},
                    std::min(GetParam(), 16));
        EXPECT_GT(run.spikes.size(), 100u);
        EXPECT_GT(run.commands.size(), 10u);
    }
}

TEST_P(RunAhead, lets_samples_see_the_mean_v_of_their_step) {
    std::string scenario = std::string(closed_loop) + R"([[light]]
name = "third"
positions = [["-100 um", "0 um", "0 um"]]
initial = "0 mW/mm^2"
[[observable]]
name = "depth"
mean_v = { of = "exc" }
[[controller]]
drives = "third"
on_off = { observes = "depth", below = "-57 mV", value = "10 mW/mm^2" }
)";
    // A sample is read as the device passes by: it runs ahead as without.
    auto run = compare(scenario,
                       {{"loop.latency", std::to_string(0.5 * GetParam()) + " ms"},
                        {"record.trace.0.every", "60 ms"}},
                       std::min(GetParam(), 16));
    // The third light is switched, on and off.
    std::set<double> third;
    for (const auto& [step, irradiance] : run.commands) third.insert(irradiance[2]);
    EXPECT_EQ(third, (std::set<double>{0, 1e4}));
}

TEST_P(RunAhead, is_held_up_by_nobody_who_looks_at_nothing) {
    // The light walks, whatever the neurons do; what is observed is recorded alone.
    std::string scenario(closed_loop);
    const std::size_t begin = scenario.find("[[controller]]"),
                      end = scenario.find("[[controller]]", begin + 1);
    scenario.erase(begin, end - begin);
    scenario += R"([[observable]]
name = "depth"
mean_v = { of = "exc" }
)";
    auto run = compare(scenario, {{"loop.latency", std::to_string(0.5 * GetParam()) + " ms"}}, 16);
    EXPECT_GT(run.commands.size(), 10u);
    EXPECT_EQ(run.observables.size(), 30u);
}

TEST_P(RunAhead, waits_for_a_computer_whose_delays_vary) {
    // When the next sample is taken is known only when one is.
    auto run = compare(closed_loop,
                       {{"loop.latency", std::to_string(0.5 * GetParam()) + " ms"},
                        {"loop.sampling", "when_idle"},
                        {"loop.processing", "serial"},
                        {"loop.compute_delay", "{ uniform = [\"0 ms\", \"4 ms\"] }"}},
                       0);
    EXPECT_GT(run.commands.size(), 5u);
}

/// What a run from a checkpoint on must tell, of what the whole run told.
void expect_rest(const ScenarioRun& run, const ScenarioRun& whole, std::int64_t step) {
    std::vector<Spike> spikes;
    for (const Spike& spike : whole.spikes)
        if (spike.step >= step) spikes.push_back(spike);
    EXPECT_TRUE(same_spikes(run.spikes, spikes));
    auto tail = [](const auto& all, std::size_t count) {
        return std::vector(all.end() - std::ptrdiff_t(std::min(count, all.size())), all.end());
    };
    EXPECT_EQ(run.commands, tail(whole.commands, run.commands.size()));
    for (const auto& [variable, rows] : run.traces) {
        EXPECT_EQ(rows, tail(whole.traces.at(variable), rows.size()));
        EXPECT_EQ(rows.size(), std::size_t((120 + 10) / 11 - (step + 10) / 11));
    }
    EXPECT_EQ(run.synaptic_events, whole.synaptic_events);
}

TEST_P(RunAhead, is_saved_and_resumed_on_either_backend) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "loop.toml";
    std::ofstream(file) << closed_loop;
    std::vector<Override> overrides = {{"loop.latency", std::to_string(0.5 * GetParam()) + " ms"}};
    auto make_device = [](std::uint64_t seed) {
        emulation::set_schedule({seed});
        CudaLayout layout;
        layout.engine = seed % 2 == 0 ? CudaLayout::Engine::graph : CudaLayout::Engine::resident;
        layout.threads = 64;
        layout.blocks = 3;
        layout.steps_per_graph = 7;
        return make_cuda_backend(0, layout);
    };
    Checkpoints often;
    often.every_steps = 30;
    ScenarioRun of_cpu = run_scenario(file, *make_cpu_backend(1), overrides, often);
    ScenarioRun of_device = run_scenario(file, *make_device(0), overrides, often);
    EXPECT_TRUE(same_spikes(of_device.spikes, of_cpu.spikes)) << "to save changes nothing";
    ASSERT_GE(of_cpu.checkpoints.size(), 3u);
    ASSERT_GE(of_device.checkpoints.size(), 3u);
    // Each goes on with what the other saved.
    std::uint64_t seed = 0;
    for (const auto& [step, state] : of_cpu.checkpoints) {
        SCOPED_TRACE("on a device at step " + std::to_string(step));
        Checkpoints from;
        from.resume = state;
        expect_rest(run_scenario(file, *make_device(++seed), overrides, from), of_cpu, step);
    }
    for (const auto& [step, state] : of_device.checkpoints) {
        SCOPED_TRACE("on the CPU at step " + std::to_string(step));
        Checkpoints from;
        from.resume = state;
        expect_rest(run_scenario(file, *make_cpu_backend(2), overrides, from), of_cpu, step);
    }
}

/// Launches that a run of 60 ms with a sample every 1 ms takes, once it is built.
std::uint32_t launches_of_loop(CudaLayout::Engine engine, std::uint64_t patience_ns,
                               const std::vector<Override>& more) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "loop.toml";
    std::ofstream(file) << closed_loop;
    std::vector<Override> overrides = {{"loop.sample_period", "1 ms"}};
    overrides.insert(overrides.end(), more.begin(), more.end());
    std::uint32_t least = ~0u;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        emulation::set_schedule({seed});
        CudaLayout layout;
        layout.engine = engine;
        layout.threads = 64;
        layout.blocks = 3;
        layout.patience_ns = patience_ns;
        layout.longest_launch_ns = ~std::uint64_t(0);
        auto backend = make_cuda_backend(0, layout);
        std::uint32_t before = emulation::launches_begun();
        ScenarioRun run = run_scenario(file, *backend, overrides);
        EXPECT_TRUE(same_spikes(run.spikes, run_scenario(file, 1, overrides).spikes));
        least = std::min(least, emulation::launches_begun() - before);
    }
    return least;
}

TEST(ResidentBlocks, stay_for_all_samples_and_commands_of_a_loop) {
    using Engine = CudaLayout::Engine;
    constexpr std::uint64_t patient = 500'000'000;
    for (const char* latency : {"0 ms", "2 ms"}) {
        SCOPED_TRACE(latency);
        std::vector<Override> more = {{"loop.latency", latency},
                                      {"record.trace.0.every", "0.5 ms"}};
        // Building takes some; the run itself takes one, where the launches of graphs go into the hundreds.
        std::uint32_t resident = launches_of_loop(Engine::resident, patient, more);
        EXPECT_LT(resident, 20u);
        EXPECT_GT(launches_of_loop(Engine::graph, patient, more), resident + 300);
    }
    // Where they wait for nobody, each answer of the controllers finds them gone.
    EXPECT_GT(launches_of_loop(Engine::resident, 0, {}), 60u);
}

TEST(Emulated, numbers_that_break_are_told_as_the_cpu_tells_them) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "loop.toml";
    std::ofstream(file) << closed_loop;
    // Light that Euler's steps cannot follow, on an opsin that reaches for it.
    std::vector<Override> overrides = {{"opsin.0.model", "gtacr2_4s"},
                                       {"opsin.0.kf", "20000 Hz"},
                                       {"opsin.0.Gd1", "9000 Hz"},
                                       {"light.fiber.initial", "30 mW/mm^2"},
                                       {"controller.0.start", "59 ms"}};
    ScenarioRun expected = run_scenario(file, 1, overrides);
    EXPECT_NE(expected.outcome.failure, "");
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        emulation::set_schedule({seed});
        CudaLayout layout;
        layout.engine = seed % 2 == 0 ? CudaLayout::Engine::graph : CudaLayout::Engine::resident;
        auto backend = make_cuda_backend(0, layout);
        ScenarioRun run = run_scenario(file, *backend, overrides);
        EXPECT_EQ(run.outcome.failure, expected.outcome.failure);
        EXPECT_TRUE(same_spikes(run.spikes, expected.spikes));
    }
}

// Steps: none, one, less than, equal to and more than the period of 4, and more than four periods.
INSTANTIATE_TEST_SUITE_P(latency, RunAhead, ::testing::Values(0, 1, 3, 4, 6, 9, 25));

TEST(RunAheadOfABreak, tells_the_step_and_the_neuron_that_the_cpu_tells) {
    // Nobody looks at samples, and the light moves within every period: four stretches of two steps.
    auto run = compare(breaking_scenario(10), {}, 8);
    EXPECT_NE(run.outcome.failure.find(" of opsin gtacr2_4s "), std::string::npos);
    EXPECT_NE(run.outcome.failure.find(" at "), std::string::npos);
}

}  // namespace
}  // namespace spikelight
