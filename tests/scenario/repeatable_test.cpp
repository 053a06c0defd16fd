#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using testing::replace_once;
using testing::ScenarioWriter;
using testing::valid_scenario;

// Lays the text and its inputs out as a run does, and reads them there.
Scenario repeat(const ReadResult& first, const ScenarioWriter& writer) {
    std::filesystem::create_directories(writer.directory() / "inputs");
    for (const auto& [file, name] : first.inputs)
        std::filesystem::copy_file(file, writer.directory() / "inputs" / name);
    Scenario again = read_scenario(writer.write("scenario.toml", first.repeatable_text)).scenario;
    again.file = first.scenario.file;
    return again;
}

TEST(Repeatable, TextReadsToTheSameScenario) {
    for (const char* file : {"frozen_network/dt0p1_delay1p5.toml", "frozen_opto/dt0p5.toml",
                             "oriented_light/wide_fiber_R200um_NA050.toml",
                             "voltage_clamp/gtacr2_4s_train20Hz.toml"}) {
        ScenarioWriter writer;
        const ReadResult first = read_scenario(testing::scenario(file));
        EXPECT_TRUE(repeat(first, writer) == first.scenario) << file;
    }
}

TEST(Repeatable, TextHoldsOverridesAndTheSeed) {
    ScenarioWriter writer;
    const std::vector<Override> overrides = {
        {"population.exc.size", "250"},
        {"video.camera.orbit", "90 deg"},
        {"population.inh.color", "slate blue"},
        {"light.fibers.profile_peak", "1.0"},
        {"title", "a \"quoted\" title\twith \\"},
        {"projection.ee.connect", "{ distance = { p0 = 0.1, sigma = \"1 mm\" } }"}};
    const ReadResult first = read_scenario(testing::example("video_visualization.toml"), overrides);
    EXPECT_EQ(first.scenario.populations[0].size, 250);
    EXPECT_TRUE(repeat(first, writer) == first.scenario) << first.repeatable_text;
    // A seed left out is written.
    ScenarioWriter seedless;
    const ReadResult second = seedless.read(replace_once(valid_scenario, "seed = 1\n", ""));
    EXPECT_THAT(second.repeatable_text, ::testing::HasSubstr("seed = 0\n"));
    EXPECT_TRUE(repeat(second, seedless) == second.scenario);
}

TEST(Repeatable, TextIsTheFileItselfWhereNothingChanged) {
    const std::filesystem::path file = testing::example("video_visualization.toml");
    EXPECT_EQ(read_scenario(file).repeatable_text, testing::read_text(file));
}

TEST(Repeatable, InputsOfOneNameFromTwoPlacesAreKeptApart) {
    ScenarioWriter writer;
    std::filesystem::create_directory(writer.directory() / "a");
    std::filesystem::create_directory(writer.directory() / "b");
    writer.write("a/i.csv", "I_pA\n1\n2\n3\n4\n");
    writer.write("b/i.csv", "I_pA\n5\n6\n");
    std::string text = replace_once(valid_scenario, "I_e = \"60 pA\"",
                                    "I_e = { file = \"a/i.csv\", column = \"I_pA\" }");
    text =
        replace_once(text, "t_ref = \"2 ms\"", "I_e = { file = \"b/i.csv\", column = \"I_pA\" }");
    text = replace_once(text, "v_init = \"-70 mV\"", "tau_m = \"10 ms\"");
    const ReadResult first = writer.read(text);
    ASSERT_EQ(first.inputs.size(), 2u);
    EXPECT_EQ(first.inputs[0].second, "i.csv");
    EXPECT_EQ(first.inputs[1].second, "i_2.csv");
    EXPECT_TRUE(repeat(first, writer) == first.scenario) << first.repeatable_text;
}

}  // namespace
}  // namespace spikelight
