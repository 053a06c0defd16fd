// [loop], [[observable]] and the controllers that depend on them, read.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight::testing {
namespace {

const char* const command_of_valid_scenario = "constant = \"5 mW/mm^2\"";

const char* const observables = R"([[observable]]
name = "near"
spikes = { of = "all", within = { point = ["0 um", "0 um", "1 mm"], radius = "100 um" } }
[[observable]]
name = "activity"
rate = { of = ["inh"], filter = "30 ms" }
[[observable]]
name = "v"
mean_v = { of = "exc" }
[[observable]]
name = "I"
photocurrent = { of = "exc", sum = true }
[[observable]]
name = "mua"
electrode = { of = "exc", sites = [["0 um", "0 um", "0 um"], ["0 um", "0 um", "50 um"]], r_perfect_detection = "50 um", r_half_detection = "100 um" }
[[controller]]
drives)";

/// The valid scenario with observables (its population inh gets positions) and another command.
Scenario observed_scenario(const std::string& command) {
    ScenarioWriter writer;
    writer.write("frequency.csv", "t_s,frequency_per_s\n0,5\n1.5,0\n");
    writer.write("target.csv", "t_s,target_Hz\n0,20\n0.25,40\n");
    writer.write("signals.csv", "t_ms,blue_1_mW_per_mm2,blue_0_mW_per_mm2\n0,1,2.5\n3.1,0,4\n");
    std::string text = replace_once(valid_scenario, command_of_valid_scenario, command);
    text = replace_once(text, "[[controller]]\ndrives", observables);
    text = replace_once(text, "t_ref = \"2 ms\"",
                        "position = { box = { from = [\"0 mm\", \"0 mm\", \"0 mm\"], to = [\"1 "
                        "mm\", \"1 mm\", \"1 mm\"] } }");
    return writer.read(text).scenario;
}

template <class Command>
Command read_command(const std::string& command) {
    return std::get<Command>(observed_scenario(command).controllers.at(0).command);
}

TEST(ClosedLoop, ReadsTheComputerBetweenSampleAndCommand) {
    ScenarioWriter writer;
    writer.write("delays.csv", "delay_us\n100\n250.5\n");
    const std::string text = replace_once(
        valid_scenario, "sample_period = \"1 ms\"",
        "sample_period = \"2 ms\"\nlatency = \"0.35 ms\"\nsampling = \"when_idle\"\nprocessing = "
        "\"serial\"\ncompute_delay = { file = \"delays.csv\", column = \"delay_us\" }");
    EXPECT_EQ(writer.read(text).scenario.loop,
              (LoopSettings{20, 4, Sampling::when_idle, Processing::serial,
                            Value{Value::Kind::list, 0, 0, {100e-6, 250.5e-6}}}));
    EXPECT_EQ(writer.read(valid_scenario).scenario.loop, (LoopSettings{10, 0}));
}

TEST(ClosedLoop, ReadsObservablesAndNumbersTheirSignals) {
    const Scenario scenario = observed_scenario(command_of_valid_scenario);
    ASSERT_EQ(scenario.observables.size(), 5u);
    EXPECT_EQ(scenario.observables[0],
              (Observable{"near", ObservableKind::spikes, {0, 1}, Sphere{{0, 0, 1e-3}, 100e-6}}));
    EXPECT_EQ(scenario.observables[1],
              (Observable{"activity", ObservableKind::rate, {1}, {}, 30e-3}));
    EXPECT_EQ(scenario.observables[2], (Observable{"v", ObservableKind::mean_v, {0}}));
    EXPECT_EQ(scenario.observables[3],
              (Observable{"I", ObservableKind::photocurrent, {0}, {}, 0, true}));
    EXPECT_EQ(scenario.observables[4], (Observable{"mua",
                                                   ObservableKind::electrode,
                                                   {0},
                                                   {},
                                                   0,
                                                   false,
                                                   {{0, 0, 0}, {0, 0, 50e-6}},
                                                   50e-6,
                                                   100e-6}));
    std::vector<std::string> names;
    for (const Signal& signal : scenario.signals()) names.push_back(signal.name);
    EXPECT_EQ(names, (std::vector<std::string>{"exc", "inh", "near", "activity", "v", "I", "mua_0",
                                               "mua_1"}));
}

TEST(ClosedLoop, UnitsOfTargetsAndGainsFollowWhatIsObserved) {
    EXPECT_EQ(read_command<PiCommand>("pi = { observes = \"v\", target = \"-60 mV\", filter = \"0 "
                                      "ms\", gain = \"0.5 mW/mm^2/mV\", integral_time = \"1 s\" }"),
              (PiCommand{4, -60e-3, 0, 0.5e6, 1}));
    EXPECT_EQ(read_command<PiCommand>("pi = { observes = \"I\", target = \"2 nA\", filter = \"0 "
                                      "ms\", gain = \"3 W/m^2/pA\", integral_time = \"1 s\" }"),
              (PiCommand{5, 2e-9, 0, 3e12, 1}));
    EXPECT_EQ(
        read_command<OnOffCommand>("on_off = { observes = \"mua_1\", window = \"3 ms\", above "
                                   "= \"50 Hz\", value = \"1 mW/mm^2\" }"),
        (OnOffCommand{{7, Comparison::above, 50, 30}, {1e3, 1e3}}));
    EXPECT_EQ(read_command<OnOffCommand>("on_off = { observes = \"activity\", below = \"5 Hz\", "
                                         "value = \"1 mW/mm^2\" }"),
              (OnOffCommand{{3, Comparison::below, 5, 0}, {1e3, 1e3}}));
}

TEST(ClosedLoop, ReadsTrainsByTheirFrequency) {
    const std::string begin = "train = { value = \"2 mW/mm^2\", width = \"2 ms\", frequency = ";
    EXPECT_EQ(read_command<TrainCommand>(begin + "\"40 Hz\" }"),
              (TrainCommand{{2e3, 2e3}, 2e-3, 40}));
    EXPECT_EQ(read_command<TrainCommand>(begin + "{ table = { file = \"frequency.csv\" } } }"),
              (TrainCommand{{2e3, 2e3}, 2e-3, 0, {0, 1.5}, {5, 0}}));
    EXPECT_EQ(
        read_command<TrainCommand>(
            begin + "{ pi = { observes = \"exc\", target = \"20 Hz\", filter = \"30 ms\", "
                    "gain = 0.5, integral_time = \"50 ms\", maximum = \"100 Hz\" } } }"),
        (TrainCommand{{2e3, 2e3}, 2e-3, 0, {}, {}, PiCommand{0, 20, 30e-3, 0.5, 50e-3}, 100}));
}

TEST(ClosedLoop, ReadsATargetThatChanges) {
    PiCommand command{0, 0, 30e-3, 50, 50e-3, {0, 0.25}, {20, 40}};
    const std::string end = "filter = \"30 ms\", integral_time = \"50 ms\", ";
    const std::string begin = "{ observes = \"exc\", target = { file = \"target.csv\" }, " + end;
    EXPECT_EQ(read_command<PiCommand>("pi = " + begin + "gain = \"0.05 mW/mm^2/Hz\" }"), command);
    // Feedback to a frequency reads the same.
    command.gain = 0.5;
    EXPECT_EQ(read_command<TrainCommand>(
                  "train = { value = \"2 mW/mm^2\", width = \"2 ms\", frequency = { pi = " + begin +
                  "gain = 0.5, maximum = \"100 Hz\" } } }")
                  .feedback,
              command);
}

TEST(ClosedLoop, ReadsTheSitesOfAnElectrodeFromAFile) {
    ScenarioWriter writer;
    writer.write("shank.csv", "x_um,y_um,z_mm\n0,0,0.1\n5,-5,0.2\n");
    const std::string text = replace_once(
        valid_scenario, "[[controller]]\ndrives",
        "[[observable]]\nname = \"probe\"\nelectrode = { of = \"exc\", sites = \"shank.csv\", "
        "r_perfect_detection = \"50 um\", r_half_detection = \"100 um\" }\n[[controller]]\ndrives");
    const std::vector<glm::dvec3> sites = writer.read(text).scenario.observables.at(0).sites;
    ASSERT_EQ(sites.size(), 2u);
    EXPECT_EQ(sites[0], glm::dvec3(0, 0, 0.1e-3));
    EXPECT_EQ(sites[1], glm::dvec3(5e-6, -5e-6, 0.2e-3));
}

TEST(ClosedLoop, ReadsTriggers) {
    PulsesCommand pulses{{1e3, 1e3}, 1e-3, 2e-3, 5e-3, 3};
    EXPECT_EQ(
        read_command<TriggerCommand>(
            "trigger = { observes = \"near\", synchronous = 4, window = \"5 ms\", refractory = "
            "\"80 ms\", pulses = { value = \"1 mW/mm^2\", start = \"1 ms\", width = \"2 ms\", "
            "period = \"5 ms\", count = 3 } }"),
        (TriggerCommand{{2, Comparison::at_least, 4, 50}, pulses, 80e-3}));
}

TEST(ClosedLoop, ReadsColumnsOfAnEarlierRunAheadOfTheLatency) {
    ScenarioWriter writer;
    writer.write("signals.csv", "t_ms,blue_1_mW_per_mm2,blue_0_mW_per_mm2\n0,1,2.5\n3.1,0,4\n");
    std::string text = replace_once(
        valid_scenario, command_of_valid_scenario,
        "table = { file = \"signals.csv\", columns = [\"blue_0\", \"blue_1\"], yoked = true }");
    text = replace_once(text, "sample_period = \"1 ms\"", "latency = \"3 ms\"");
    EXPECT_EQ(std::get<TableCommand>(writer.read(text).scenario.controllers[0].command),
              (TableCommand{{0, 3.1e-3}, {{2500, 1000}, {4000, 0}}, 30 * 0.1e-3}));
}

TEST(ClosedLoop, GivesAControllerTheSourcesOfAllItsLights) {
    const std::string two_lights = R"([[light]]
name = "lamp"
core_radius = "1 mm"
positions = [["0 um", "0 um", "0 um"]]
[[controller]]
drives = ["lamp", "fibers"]
)";
    ScenarioWriter writer;
    const auto command = [&](const std::string& text) {
        return writer
            .read(replace_once(valid_scenario,
                               "[[controller]]\ndrives = \"fibers\"\nconstant = \"5 mW/mm^2\"",
                               two_lights + text))
            .scenario.controllers.at(0);
    };
    const Controller listed = command("constant = [\"1 mW/mm^2\", \"2 mW/mm^2\", \"3 mW/mm^2\"]");
    EXPECT_EQ(listed.lights, (std::vector<std::size_t>{1, 0}));
    EXPECT_EQ(std::get<ConstantCommand>(listed.command).value,
              (std::vector<double>{1e3, 2e3, 3e3}));
    // A power is spread over the area of each light's sources: a hundredth at ten times the radius.
    const std::vector<double> powers =
        std::get<ConstantCommand>(command("constant = \"1 mW\"").command).value;
    ASSERT_EQ(powers.size(), 3u);
    EXPECT_NEAR(100 * powers[0], powers[1], 1e-9 * powers[1]);
    EXPECT_EQ(powers[1], powers[2]);
    // A column of B for each source, a column of the table likewise.
    const Controller lqr = command(
        "lqr = { observes = \"exc\", target = \"20 Hz\", A = [[0.5]], B = [[0.5, -0.1, -0.2]], C = "
        "[[1.0]], Q = [[1.0]], R = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], "
        "process_noise = [[1.0]], measurement_noise = [[1.0]] }");
    EXPECT_EQ(std::get<LqrCommand>(lqr.command).inputs, 3u);
    writer.write("all.csv",
                 "t_ms,fibers_1_mW_per_mm2,lamp_0_mW_per_mm2,fibers_0_mW_per_mm2\n0,3,1,2\n");
    const Controller table = command("table = { file = \"all.csv\" }");
    EXPECT_EQ(std::get<TableCommand>(table.command).values,
              (std::vector<std::vector<double>>{{1e3, 2e3, 3e3}}));
}

}  // namespace
}  // namespace spikelight::testing
