// What a scenario is warned of beside its light: films that will lack something, steps too long for a membrane.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ScenarioWriter;
using testing::valid_scenario;

std::vector<std::string> warnings(const std::vector<Override>& overrides) {
    return ScenarioWriter().read(valid_scenario, overrides).warnings;
}

constexpr const char* two_populations =
    "format = 1\n[[population]]\nname = \"a\"\nsize = 2\n[[population]]\nname = \"b\"\nsize = 2\n";

TEST(Warnings, OfAFilmWithNothingInIt) {
    const std::string text = two_populations + std::string("[video]\nslowdown = 10\n");
    EXPECT_THAT(ScenarioWriter().read(text).warnings,
                ElementsAre(HasSubstr(
                    "s.toml:8:1: video = { slowdown = 10 } (no shown population has positions, and "
                    "no light is shown, so there is nothing to film). A run makes no film; give a "
                    "population a position, or remove [video]")));
    // Who is there may be left out as well.
    EXPECT_THAT(
        warnings({{"video.show", "{ populations = [\"inh\"], lights = [] }"}}),
        ElementsAre(HasSubstr("(no shown population has positions, and no light is shown")));
}

TEST(Warnings, OfAFilmOfSpikesThatAreNotRecorded) {
    EXPECT_THAT(warnings({}), ElementsAre());
    EXPECT_THAT(warnings({{"record.spikes", "false"}}),
                ElementsAre(HasSubstr("(the spikes of exc, inh are not recorded, so in the film "
                                      "their neurons do not glow and their raster is empty). "
                                      "Record them, or leave them out of video.show.populations")));
    // What has no place does not glow anyway.
    EXPECT_THAT(warnings({{"record.spikes", "[\"inh\"]"}}),
                ElementsAre(HasSubstr("(the spikes of exc are not recorded")));
    EXPECT_THAT(warnings({{"record.spikes", "[\"inh\"]"}, {"video.show.populations", "[\"inh\"]"}}),
                ElementsAre());
    // Who is clamped never fires.
    EXPECT_THAT(warnings({{"record.spikes", "[\"inh\"]"}, {"population.exc.model", "clamp"}}),
                ElementsAre());
}

TEST(Warnings, OfStepsLongerThanATimeConstant) {
    EXPECT_THAT(warnings({{"population.inh.tau_m", "0.1 ms"}}), ElementsAre());
    EXPECT_THAT(
        warnings({{"population.inh.tau_m", "0.05 ms"}}),
        ElementsAre(HasSubstr(
            "--set population.inh.tau_m: tau_m = \"0.05 ms\" (tau_m of 0.05 ms is shorter than a "
            "step of 0.1 ms: each step overshoots what v moves to, and may fire). Choose a "
            "shorter dt, or a longer tau_m")));
    EXPECT_THAT(warnings({{"population.inh.model", "adex"}, {"population.inh.tau_w", "0.09 ms"}}),
                ElementsAre(HasSubstr(
                    "--set population.inh.tau_w: tau_w = \"0.09 ms\" (tau_w of 0.09 ms is "
                    "shorter than a step of 0.1 ms: each step overshoots what w")));
    EXPECT_THAT(warnings({{"population.inh.tau_m", "0.05 ms"}, {"population.inh.model", "clamp"}}),
                ElementsAre());
}

}  // namespace
}  // namespace spikelight
