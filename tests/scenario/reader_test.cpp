#include "engine/scenario/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "engine/scenario/color_names.h"
#include "engine/scenario/opsin_library.h"
#include "tests/scenario/scenario_writer.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::replace_once;
using testing::ScenarioWriter;
using testing::valid_scenario;

std::vector<std::filesystem::path> toml_files(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    return files;
}

TEST(Reader, ReadsEveryScenario) {
    std::vector<std::filesystem::path> files = toml_files(testing::scenario(""));
    for (const std::filesystem::path& file : toml_files(testing::example("")))
        files.push_back(file);
    EXPECT_GE(files.size(), 28u);
    for (const std::filesystem::path& file : files) {
        // Its controller is linked into another program (tests/tools/controllers_test.py).
        if (file.parent_path().filename() == "custom_controller") continue;
        const Scenario scenario = read_scenario(file).scenario;
        EXPECT_GT(scenario.neuron_count(), 0) << file;
    }
}

TEST(Reader, GivesTheTutorialInSiUnits) {
    const ReadResult result = read_scenario(testing::example("video_visualization.toml"));
    const Scenario& scenario = result.scenario;
    EXPECT_EQ(scenario.title, "Video visualization");
    EXPECT_EQ(scenario.seed, 17230616u);
    EXPECT_EQ(scenario.simulation, (SimulationSettings{200, 0.5e-3, Precision::float32}));
    // Populations: the file writes the defaults of the struct, but for these.
    ASSERT_EQ(scenario.populations.size(), 2u);
    Population exc;
    exc.name = "exc";
    exc.size = 400;
    exc.color = find_color("tomato");
    exc.placement = CylinderPlacement{{0, 0, 0.3e-3}, {0, 0, 0.4e-3}, 1e-3, false};
    EXPECT_EQ(scenario.populations[0], exc);
    EXPECT_EQ(scenario.populations[1].name, "inh");
    EXPECT_EQ(scenario.populations[1].size, 100);
    // Projections.
    ASSERT_EQ(scenario.projections.size(), 3u);
    Projection ee;
    ee.name = "ee";
    ee.rule = ConnectRule::window;
    ee.count = 20;
    ee.weight = {Value::Kind::constant, 0.625e-3, 0, {}};
    EXPECT_EQ(scenario.projections[2], ee);
    EXPECT_EQ(scenario.projections[0].probability, 0.3);
    EXPECT_EQ(scenario.projections[1].from, 1u);
    EXPECT_EQ(scenario.projections[1].weight.a, -2.5e-3);
    // Light, opsin and loop.
    ASSERT_EQ(scenario.lights.size(), 1u);
    Light fibers;
    fibers.name = "fibers";
    fibers.wavelength = 473e-9;
    fibers.positions = {{0, 0, 0}, {700e-6, 0, 0}};
    fibers.directions = {{0, 0, 1}, {0, 0, 1}};
    fibers.initial = {10e3, 0};
    fibers.maximum = 30e3;
    fibers.profile_peak = 0.3989422804014327;
    fibers.photon_energy = 6.62607015e-34 * 299792458.0 / 473e-9;
    EXPECT_EQ(scenario.lights[0], fibers);
    ASSERT_EQ(scenario.opsins.size(), 1u);
    EXPECT_EQ(scenario.opsins[0].parameters.g0, 1.14e-07);
    EXPECT_TRUE(scenario.opsins[0].parameters.rectifying);
    EXPECT_EQ(scenario.loop, (LoopSettings{2, 0}));
    // Controllers: one up to 51 ms, another from there on.
    ASSERT_EQ(scenario.controllers.size(), 2u);
    EXPECT_EQ(scenario.controllers[0].stop_step, 102);
    EXPECT_EQ(std::get<RandomWalkCommand>(scenario.controllers[0].command).step,
              (std::vector<double>{500, 500}));
    EXPECT_EQ(scenario.controllers[1].start_step, 102);
    EXPECT_EQ(std::get<ConstantCommand>(scenario.controllers[1].command).value,
              (std::vector<double>{0, 10e3}));
    // What is recorded and shown.
    EXPECT_THAT(scenario.record.spikes, ElementsAre(0, 1));
    ASSERT_TRUE(scenario.video);
    EXPECT_EQ(scenario.video->slowdown, 10);
    EXPECT_EQ(scenario.video->width, 1920);
    EXPECT_THAT(scenario.video->populations, ElementsAre(0, 1));
    EXPECT_THAT(result.warnings, ElementsAre());
}

TEST(Reader, CountsSourcesAndNeuronsInFileOrder) {
    const Scenario scenario =
        read_scenario(testing::scenario("voltage_clamp/chr2_4s_pulse.toml")).scenario;
    EXPECT_EQ(scenario.source_count(), 4u);
    EXPECT_EQ(scenario.first_source(3), 3u);
    EXPECT_EQ(scenario.neuron_count(), 12);
    EXPECT_EQ(scenario.first_neuron(2), 8);
    EXPECT_EQ(scenario.lights[1].photon_energy, 4.2022706131078223e-19);
    const auto& pulses = std::get<PulsesCommand>(scenario.controllers[3].command);
    EXPECT_EQ(pulses.value, std::vector<double>{30e3});
    EXPECT_EQ(pulses.start, 20e-3);
    EXPECT_EQ(pulses.width, 0.1);
    EXPECT_FALSE(pulses.period);
}

TEST(Reader, ReadsWhatFilesHold) {
    const Scenario scenario = read_scenario(testing::scenario("frozen_opto/dt0p1.toml")).scenario;
    const testing::Csv points(testing::scenario("frozen_opto/positions_exc.csv"));
    const auto& placement = std::get<ListedPlacement>(scenario.populations[0].placement);
    ASSERT_EQ(placement.points.size(), points.rows());
    // Joining the exponent to the text is at most one rounding away from the product.
    for (std::size_t i = 0; i < points.rows(); ++i)
        EXPECT_DOUBLE_EQ(placement.points[i].z, points.number(i, "z_mm") * 1e-3);
    const testing::Csv pairs(testing::scenario("frozen_network/ie.csv"));
    ASSERT_EQ(scenario.projections[0].pre.size(), pairs.rows());
    EXPECT_EQ(scenario.projections[0].post.back(), pairs.number(pairs.rows() - 1, "post"));
    const auto& table = std::get<TableCommand>(scenario.controllers[0].command);
    ASSERT_EQ(table.times.size(), 200u);
    EXPECT_EQ(table.times[7], 7e-3);
    EXPECT_EQ(table.values[0], (std::vector<double>{10.112222426037778e3, 0.33076573640840046e3}));
}

TEST(Reader, TakesTheSourcesOfALightFromAFile) {
    ScenarioWriter writer;
    // Such as a run's positions.csv of the neurons to hit: other columns are no matter.
    writer.write("targets.csv",
                 "population,index,x_mm,y_mm,z_mm\nexc,4,0.1,0,0.2\nexc,9,0,0.3,0\n");
    const std::string list = "[[\"0 um\", \"0 um\", \"0 um\"], [\"1 mm\", \"0 um\", \"0 um\"]]";
    const Scenario scenario =
        writer.read(replace_once(valid_scenario, list, "\"targets.csv\"")).scenario;
    ASSERT_EQ(scenario.lights.at(0).positions.size(), 2u);
    EXPECT_EQ(scenario.lights[0].positions[0], glm::dvec3(0.1e-3, 0, 0.2e-3));
    EXPECT_EQ(scenario.lights[0].positions[1], glm::dvec3(0, 0.3e-3, 0));
}

TEST(Reader, RoundsLatencyUpAndControllerEdgesToTheNearestStep) {
    ScenarioWriter writer;
    std::string text = replace_once(valid_scenario, "sample_period = \"1 ms\"",
                                    "sample_period = \"1 ms\"\nlatency = \"0.31 ms\"");
    text = replace_once(text, "start = \"10 ms\"", "start = \"10.04 ms\"\nstop = \"20.06 ms\"");
    const Scenario scenario = writer.read(text).scenario;
    EXPECT_EQ(scenario.loop.latency_steps, 4);
    EXPECT_EQ(scenario.controllers[0].start_step, 100);
    EXPECT_EQ(scenario.controllers[0].stop_step, 201);
    // 1.5 ms are 5 steps of 0.3 ms although the quotient of the doubles is 5.000000000000001.
    EXPECT_GT(1.5e-3 / 0.3e-3, 5);
    const std::string short_text =
        "format = 1\n[simulation]\nduration = \"3 ms\"\ndt = \"0.3 ms\"\n[loop]\nlatency = \"1.5 "
        "ms\"\n"
        "[[population]]\nname = \"a\"\nsize = 1\n";
    EXPECT_EQ(writer.read(short_text).scenario.loop.latency_steps, 5);
}

TEST(Reader, LetsAControllerStartAfterAllStepsThatCanBeCounted) {
    ScenarioWriter writer;
    const std::string text =
        replace_once(valid_scenario, "start = \"10 ms\"", "start = \"1e300 s\"");
    EXPECT_EQ(writer.read(text).scenario.controllers[0].start_step,
              std::numeric_limits<std::int64_t>::max());
}

TEST(Reader, TakesNeuronsOfATraceAsARangeAListOrAll) {
    ScenarioWriter writer;
    const auto neurons = [&](const std::string& written) {
        return writer.read(valid_scenario, {{"record.trace.0.neurons", written}})
            .scenario.record.traces[0]
            .neurons;
    };
    EXPECT_THAT(neurons("\"0:4:2\""), ElementsAre(0u, 2u));
    EXPECT_THAT(neurons("\"1:4\""), ElementsAre(1u, 2u, 3u));
    EXPECT_THAT(neurons("\"0:4:3\""), ElementsAre(0u, 3u));
    EXPECT_THAT(neurons("\"all\""), ElementsAre(0u, 1u, 2u, 3u));
    // SONATA wants them sorted.
    EXPECT_THAT(neurons("[3, 0]"), ElementsAre(0u, 3u));
}

TEST(Reader, TakesKeysLeftOutFromTheContract) {
    ScenarioWriter writer;
    const Scenario scenario =
        writer.read("format = 1\n[[population]]\nname = \"a\"\nsize = 3\n").scenario;
    EXPECT_EQ(scenario.simulation, (SimulationSettings{1000, 0.1e-3, Precision::float32}));
    Population expected;
    expected.name = "a";
    expected.size = 3;
    EXPECT_EQ(scenario.populations[0], expected);
    EXPECT_EQ(scenario.loop, LoopSettings{});
    EXPECT_THAT(scenario.record.spikes, ElementsAre(0));
    EXPECT_FALSE(scenario.video);
}

TEST(Reader, DividesPowersByTheAreaOfTheSource) {
    ScenarioWriter writer;
    const Scenario scenario = writer
                                  .read(replace_once(valid_scenario, "\"1 mW/mm^2\", \"0 mW/mm^2\"",
                                                     "\"0.1 mW\", \"0 mW\""))
                                  .scenario;
    // 0.1 mW through a core of 100 um radius.
    EXPECT_DOUBLE_EQ(scenario.lights[0].initial[0], 0.1e-3 / (M_PI * 100e-6 * 100e-6));
}

TEST(Reader, NormalisesDirections) {
    ScenarioWriter writer;
    const Scenario scenario =
        writer.read(replace_once(valid_scenario, "[0, 0, 1]", "[[0, 3, 4], [0, 0, -2.0]]"))
            .scenario;
    EXPECT_EQ(scenario.lights[0].directions[0], glm::dvec3(0, 0.6, 0.8));
    EXPECT_EQ(scenario.lights[0].directions[1], glm::dvec3(0, 0, -1));
}

TEST(Reader, OverridesParametersOfOpsins) {
    ScenarioWriter writer;
    const std::string text =
        replace_once(valid_scenario, "model = \"chr2_4s\"",
                     "model = \"chr2_b4s\"\nk1 = \"0.5 /ms\"\ng0 = \"4 nS\"\nv0 = \"43 mV\"\nv1 = "
                     "\"17.1 mV\"\nspectrum = \"cleo\"\nexpression = { fraction = 0.25, value = { "
                     "lognormal = [0.5, 0.125] } }");
    const Opsin opsin = writer.read(text).scenario.opsins[0];
    EXPECT_EQ(opsin.parameters.k1, 500);
    EXPECT_EQ(opsin.parameters.g0, 4e-9);
    EXPECT_EQ(opsin.parameters.k2, 120);
    EXPECT_TRUE(opsin.parameters.rectifying);
    EXPECT_EQ(opsin.spectrum, SpectrumKind::cleo);
    EXPECT_EQ(opsin.expressing_fraction, 0.25);
    EXPECT_EQ(opsin.expression, (Value{Value::Kind::lognormal, 0.5, 0.125, {}}));
}

TEST(Reader, ReadsControllersThatObserve) {
    ScenarioWriter writer;
    const auto read = [&](const std::string& command) {
        return writer.read(replace_once(valid_scenario, "constant = \"5 mW/mm^2\"", command))
            .scenario.controllers.at(0)
            .command;
    };
    EXPECT_EQ(std::get<PiCommand>(
                  read("pi = { observes = \"inh\", target = \"20 Hz\", filter = \"30 ms\", gain = "
                       "\"-0.2 mW/mm^2/Hz\", integral_time = \"50 ms\" }")),
              (PiCommand{1, 20, 30e-3, -200, 50e-3}));
    // 5 ms are 50 steps and five sample periods.
    EXPECT_EQ(std::get<OnOffCommand>(read("on_off = { observes = \"exc\", window = \"5 ms\", below "
                                          "= \"5 Hz\", value = \"10 mW/mm^2\" }")),
              (OnOffCommand{{0, Comparison::below, 5, 50}, {10e3, 10e3}}));
}

TEST(Reader, ReadsOpsinsOfSeveralKindsInOnePopulation) {
    ScenarioWriter writer;
    const std::string text = replace_once(
        replace_once(
            valid_scenario, "[[opsin]]",
            "[[opsin]]\npopulation = \"exc\"\nmodel = \"proportional\"\nI_per_irradiance = "
            "\"-20 pA/(mW/mm^2)\"\nexpression = 2.0\n[[opsin]]\npopulation = "
            "\"exc\"\nmodel = \"enphr3_3s\"\nCl_out = \"0.13 M\"\na = \"3e8 "
            "mol/m^3/C\"\nvmin = \"-300 mV\"\n[[opsin]]"),
        "\"v\", \"O1\"", "\"Cl_in\", \"O1\", \"P0\"");
    const std::vector<Opsin> opsins = writer.read(text).scenario.opsins;
    ASSERT_EQ(opsins.size(), 3u);
    EXPECT_EQ(opsins[0].kind, OpsinKind::proportional);
    EXPECT_DOUBLE_EQ(opsins[0].I_per_irradiance, -20e-15);
    EXPECT_EQ(opsins[0].expression.a, 2);
    ChloridePump pump = default_pump();
    pump.Cl_out = 130, pump.a = 3e8, pump.vmin = -0.3;
    EXPECT_EQ(opsins[1].pump, pump);
    EXPECT_EQ(opsins[2].kind, OpsinKind::four_state);
}

TEST(Reader, SpreadsThePowerOfAFocusOverADiscOfTenMicrometresOrOfItsRadius) {
    ScenarioWriter writer;
    const std::string text = replace_once(
        replace_once(valid_scenario, "maximum = \"30 mW/mm^2\"",
                     "model = \"gaussian_ellipsoid\"\nsigma_axial = \"18 um\"\nsigma_lateral = \"8 "
                     "um\"\nwavelength = \"920 nm\""),
        "initial = [\"1 mW/mm^2\", \"0 mW/mm^2\"]", "initial = [\"10 mW\", \"1 mW/mm^2\"]");
    const Light light = writer.read(text).scenario.lights[0];
    EXPECT_EQ(light.model, LightModel::gaussian_ellipsoid);
    EXPECT_EQ(light.sigma_axial, 18e-6);
    EXPECT_EQ(light.sigma_lateral, 8e-6);
    EXPECT_DOUBLE_EQ(light.initial[0], 10e-3 / (M_PI * 10e-6 * 10e-6));
    EXPECT_EQ(light.initial[1], 1e3);
    const Light wide = writer.read(text, {{"light.fibers.radius", "30 um"}}).scenario.lights[0];
    EXPECT_DOUBLE_EQ(wide.initial[0], 10e-3 / (M_PI * 30e-6 * 30e-6));
}

TEST(Reader, ReadsAdExAndPoissonPopulations) {
    ScenarioWriter writer;
    const std::string text =
        replace_once(valid_scenario, "[[projection]]",
                     "[[population]]\nname = \"adapting\"\nsize = 3\nmodel = \"adex\"\na = \"2 "
                     "nS\"\nb = \"60 pA\"\ntau_w = \"300 ms\"\nt_ref = \"2 "
                     "ms\"\n[[population]]\nname = \"sources\"\nsize = 2\nmodel = "
                     "\"poisson\"\nrate = [\"10 Hz\", \"1 /ms\"]\n[[projection]]");
    const std::vector<Population> populations = writer.read(text).scenario.populations;
    ASSERT_EQ(populations.size(), 4u);
    EXPECT_EQ(populations[2].model, NeuronModel::adex);
    EXPECT_EQ(populations[2].a, 2e-9);
    EXPECT_EQ(populations[2].b, 60e-12);
    EXPECT_EQ(populations[2].tau_w, 0.3);
    EXPECT_EQ(populations[2].t_ref_steps, 20);
    EXPECT_EQ(populations[3].model, NeuronModel::poisson);
    EXPECT_THAT(populations[3].rate.list, ElementsAre(10, 1000));
}

TEST(Reader, ReadsEveryRuleOfConnection) {
    ScenarioWriter writer;
    writer.write("pairs.csv", "pre,post,weight_mV,delay_ms\n3,1,0.5,1.54\n0,0,-1,0\n");
    const auto read = [&](const std::string& connect) {
        std::string text = replace_once(valid_scenario, "connect = { in_degree = 3 }",
                                        "self = false\nconnect = " + connect);
        if (connect.find("pairs") != std::string::npos)
            text = replace_once(text, "weight = \"1 mV\"\ndelay = \"1.5 ms\"\n", "");
        return writer.read(text).scenario.projections.at(0);
    };
    EXPECT_EQ(read("{ probability = 0.25 }").probability, 0.25);
    EXPECT_EQ(read("{ out_degree = 2 }").rule, ConnectRule::out_degree);
    EXPECT_EQ(read("{ total = 8 }").count, 8);
    EXPECT_EQ(read("{ window = 1 }").rule, ConnectRule::window);
    EXPECT_EQ(read("{ all_to_all = true }").rule, ConnectRule::all_to_all);
    EXPECT_EQ(read("\"all_to_all\"").rule, ConnectRule::all_to_all);
    // All to all: 4 x 2 synapses, so that values may be listed.
    const std::string eight =
        "[\"1 mV\", \"2 mV\", \"3 mV\", \"4 mV\", \"5 mV\", \"6 mV\", \"7 mV\", \"8 mV\"]";
    const std::string weighted = replace_once(
        replace_once(valid_scenario, "{ in_degree = 3 }", "\"all_to_all\""), "\"1 mV\"", eight);
    EXPECT_EQ(writer.read(weighted).scenario.projections.at(0).weight.list.size(), 8u);
    const Projection listed = read("{ file = \"pairs.csv\" }");
    EXPECT_EQ(listed.rule, ConnectRule::list);
    EXPECT_THAT(listed.pre, ElementsAre(3u, 0u));
    EXPECT_THAT(listed.post, ElementsAre(1u, 0u));
    EXPECT_THAT(listed.weight.list, ElementsAre(0.5e-3, -1e-3));
    EXPECT_THAT(listed.delay.list, ElementsAre(1.54e-3, 0));
    EXPECT_EQ(listed.name, "exc_inh");
    EXPECT_FALSE(listed.self);
    // Distances need positions at both ends.
    const std::string within = replace_once(valid_scenario, "to = \"inh\"", "to = \"exc\"");
    const Projection near =
        writer
            .read(replace_once(
                within, "{ in_degree = 3 }",
                "{ distance = { p0 = 0.5, sigma = \"100 um\", profile = \"exponential\" } }"))
            .scenario.projections.at(0);
    EXPECT_EQ(near.rule, ConnectRule::distance);
    EXPECT_EQ(near.probability, 0.5);
    EXPECT_EQ(near.sigma, 100e-6);
    EXPECT_EQ(near.profile, DistanceProfile::exponential);
}

}  // namespace
}  // namespace spikelight
