// Every example gives the number that its comment promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "engine/network/network.h"
#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

/// Spikes of the neurons first ... first + size - 1 in [begin, end), ms, per neuron.
double spikes_per_neuron(const ScenarioRun& run, std::size_t population, double begin_ms,
                         double end_ms) {
    const Population& p = run.scenario.populations[population];
    const auto first = run.scenario.first_neuron(population);
    const double dt_ms = run.scenario.simulation.dt * 1e3;
    double count = 0;
    for (const Spike& spike : run.spikes)
        count += spike.neuron >= first && spike.neuron < first + p.size &&
                 spike.step >= std::lround(begin_ms / dt_ms) &&
                 spike.step < std::lround(end_ms / dt_ms);
    return count / static_cast<double>(p.size);
}

double rate_hz(const ScenarioRun& run, std::size_t population, double begin_ms, double end_ms) {
    return spikes_per_neuron(run, population, begin_ms, end_ms) / ((end_ms - begin_ms) * 1e-3);
}

// Spikes are the same on every machine, so that the comments' digits are all that is lost: half of the last one.
TEST(Examples, multi_fiber_has_its_crosstalk_matrix) {
    const auto run = run_scenario(example("multi_fiber.toml"), 1);
    const double expected[4][4] = {{8.530, 0.275, 0, 0},
                                   {0.360, 8.550, 0.370, 0},
                                   {0, 0.360, 8.360, 0.315},
                                   {0, 0, 0.250, 8.520}};
    for (std::size_t fiber = 0; fiber < 4; ++fiber)
        for (std::size_t zone = 0; zone < 4; ++zone) {
            const double begin = 100.0 * static_cast<double>(fiber) + 20;
            EXPECT_NEAR(spikes_per_neuron(run, zone, begin, begin + 50), expected[fiber][zone],
                        5e-4)
                << "fiber " << fiber << " on zone " << zone;
        }
}

TEST(Examples, on_off_holds_its_rate) {
    const auto run = run_scenario(example("on_off.toml"), 1);
    EXPECT_NEAR(rate_hz(run, 0, 200, 1000), 16.35, 0.005);
    for (double begin = 200; begin < 1000; begin += 50) {
        EXPECT_GT(rate_hz(run, 0, begin, begin + 50), 14.8) << "from " << begin << " ms";
        EXPECT_LT(rate_hz(run, 0, begin, begin + 50), 17.7) << "from " << begin << " ms";
    }
    const auto dark =
        run_scenario(example("on_off.toml"), 1, {{"controller.0.on_off.value", "0 mW/mm^2"}});
    EXPECT_NEAR(rate_hz(dark, 0, 200, 1000), 6.67, 0.005);
}

TEST(Examples, lqr_holds_its_rate_closer) {
    const auto run = run_scenario(example("lqr.toml"), 1);
    EXPECT_NEAR(rate_hz(run, 0, 200, 1000), 20.60, 0.006);
    for (double begin = 200; begin < 1000; begin += 50) {
        EXPECT_GT(rate_hz(run, 0, begin, begin + 50), 19.7) << "from " << begin << " ms";
        EXPECT_LT(rate_hz(run, 0, begin, begin + 50), 21.3) << "from " << begin << " ms";
    }
}

TEST(Examples, latency_sweep_overshoots_by_what_the_loop_is_late) {
    for (const auto& [latency, rate] : std::initializer_list<std::pair<const char*, double>>{
             {"0 ms", 19.58}, {"2 ms", 20.93}, {"5 ms", 22.42}, {"10 ms", 24.16}, {"20 ms", 25.76}})
        EXPECT_NEAR(
            rate_hz(run_scenario(example("latency_sweep.toml"), 1, {{"loop.latency", latency}}), 0,
                    0, 1000),
            rate, 0.006)
            << latency;
}

TEST(Examples, video_visualization_fires_as_in_its_picture) {
    // 705 spikes of exc and 349 of inh, whose digest 3a652786b59953727fa1a41b70c75c19 no later version may change.
    const auto run = run_scenario(example("video_visualization.toml"), 1);
    EXPECT_EQ(run.spikes.size(), 705u + 349u);
}

TEST(Examples, a_million_neurons_are_planned_and_a_fiftieth_of_them_fires_at_their_rate) {
    const Scenario whole = read_scenario(example("million_neurons.toml")).scenario;
    const NetworkPlan plan = plan_network(whole);
    EXPECT_EQ(plan.neurons, 1'000'000);
    double synapses = 0;
    for (double s : plan.synapses) synapses += s;
    EXPECT_DOUBLE_EQ(synapses, 1e9);
    EXPECT_NEAR(plan.memory_bytes, 2.2e9, 0.1e9);
    std::vector<Override> smaller = {{"population.exc.size", "16000"},
                                     {"population.inh.size", "4000"},
                                     {"simulation.duration", "200 ms"}};
    for (const char* projection : {"ee", "ei", "ie", "ii"})
        smaller.emplace_back(std::string("projection.") + projection + ".connect.probability",
                             "0.05");
    const auto run = run_scenario(example("million_neurons.toml"), 2, smaller);
    EXPECT_NEAR(rate_hz(run, 0, 0, 200), 10.7, 0.05);
}

TEST(Examples, event_trigger_stops_every_burst) {
    const auto run = run_scenario(example("event_trigger.toml"), 1);
    EXPECT_EQ(std::count_if(run.commands.begin(), run.commands.end(),
                            [](const auto& command) { return command.second[0] > 0; }),
              4);
    EXPECT_NEAR(rate_hz(run, 0, 0, 1000), 2.54, 0.006);
    const auto dark =
        run_scenario(example("event_trigger.toml"), 1, {{"light.amber.maximum", "0 mW/mm^2"}});
    EXPECT_NEAR(rate_hz(dark, 0, 0, 1000), 146.63, 0.006);
}

/// The irradiances of a run as its signals.csv has them.
void write_signals(const ScenarioRun& run, const std::filesystem::path& file) {
    std::ofstream out(file);
    out.precision(17);
    out << "t_ms,blue_0_mW_per_mm2,amber_0_mW_per_mm2\n";
    for (const auto& [step, irradiance] : run.commands)
        out << static_cast<double>(step) * 0.1 << "," << irradiance[0] * 1e-3 << ","
            << irradiance[1] * 1e-3 << "\n";
}

TEST(Examples, optoclamp_drives_and_silences_and_its_light_is_replayed) {
    const auto run = run_scenario(example("optoclamp.toml"), 1);
    EXPECT_NEAR(rate_hz(run, 0, 500, 1000), 20.56, 0.006);
    EXPECT_NEAR(rate_hz(run, 0, 1200, 2000), 4.28, 0.006);
    // Another network under the same light.
    TemporaryDirectory directory;
    const auto file = directory.path() / "signals.csv";
    write_signals(run, file);
    const std::string table = "table = { file = \"" + file.string() + "\", yoked = true }";
    const auto yoked =
        run_scenario(example("optoclamp.toml"), 1,
                     {{"seed", "32"},
                      {"controller", "[{ drives = \"blue\", " + table +
                                         " }, { drives = \"amber\", " + table + " }]"}});
    ASSERT_EQ(yoked.commands.size(), run.commands.size());
    for (std::size_t i = 0; i < run.commands.size(); ++i) {
        EXPECT_EQ(yoked.commands[i].first, run.commands[i].first);
        // In and out of mW/mm^2 they are rounded twice.
        for (std::size_t light = 0; light < 2; ++light)
            EXPECT_NEAR(yoked.commands[i].second[light], run.commands[i].second[light],
                        1e-15 * 2e4);
    }
    EXPECT_NEAR(rate_hz(yoked, 0, 500, 1000), 20.32, 0.006);
    EXPECT_NEAR(rate_hz(yoked, 0, 1200, 2000), 4.48, 0.006);
}

/// Spread times Kubelka-Munk scatter of Foutz et al. 2012 on the axis, by libm: R0 = 0.2 mm, NA 0.37, n 1.36.
double spread_and_scatter(double z_mm) {
    const double tan_theta = std::tan(std::asin(0.37 / 1.36)), S = 7.37, K = 0.125;
    const double spread = 0.2 / (0.2 + z_mm * tan_theta), a = 1 + K / S, b = std::sqrt(a * a - 1);
    const double x = b * S * z_mm;
    return spread * spread * b / (a * std::sinh(x) + b * std::cosh(x));
}

TEST(Examples, light_validation_has_foutz_et_als_figure_2b_with_a_profile_of_1) {
    const auto run = run_scenario(example("light_validation.toml"), 1);
    const double peaks[] = {1, 0.3989422804014327, 2};
    for (std::size_t fiber = 0; fiber < 3; ++fiber)
        for (std::size_t i = 0; i <= 40; ++i) {
            const double z_mm = 0.05 * static_cast<double>(i);
            const double expected = 1e3 * peaks[fiber] * spread_and_scatter(z_mm);
            // A handful of roundings.
            EXPECT_NEAR(run.traces.at({0, 0})[fiber][i], expected, 1e-12 * expected)
                << "fiber " << fiber << " at " << z_mm << " mm";
        }
    // The figure's own numbers: 1 at the tip, 1.38e-3 at 2 mm.
    EXPECT_DOUBLE_EQ(run.traces.at({0, 0})[0][0], 1e3);
    EXPECT_NEAR(run.traces.at({0, 0})[0][40], 1.38, 0.005);
    EXPECT_NEAR(run.traces.at({0, 0})[0][20], 14.2, 0.05);
}

TEST(Examples, light_validation_conserves_power_with_a_profile_of_2) {
    // Tissue that neither absorbs nor scatters leaves the profile alone. The sum over rings of 10 um of a Gaussian of
    // width 200 um errs by less than (10/200)^2.
    std::vector<Override> clear;
    for (const char* light : {"foutz", "cleo", "conserving"})
        for (const char* key : {"absorption", "scattering"})
            clear.emplace_back(std::string("light.") + light + "." + key, "1e-9 /mm");
    const auto run = run_scenario(example("light_validation.toml"), 1, clear);
    const double pi = std::acos(-1.0), shares[] = {0.5, 0.1995, 1};
    for (std::size_t fiber = 0; fiber < 3; ++fiber) {
        double power = 0;
        for (std::size_t i = 0; i <= 100; ++i)
            power +=
                run.traces.at({1, 0})[fiber][i] * 2 * pi * (1e-5 * static_cast<double>(i)) * 1e-5;
        EXPECT_NEAR(power / (1e3 * pi * 4e-8), shares[fiber], 2.5e-3 * shares[fiber]);
    }
}

}  // namespace
}  // namespace spikelight
