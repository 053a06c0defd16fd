// What a scenario is warned of beside its light: steps too long for a membrane.
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
