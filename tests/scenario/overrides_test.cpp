#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using ::testing::ElementsAre;
using testing::valid_scenario;

class Overrides : public ::testing::Test {
  protected:
    Scenario read(const std::vector<Override>& overrides) {
        return writer_.read(valid_scenario, overrides).scenario;
    }
    std::vector<std::string> problems(const std::vector<Override>& overrides) {
        return writer_.problems(valid_scenario, overrides);
    }
    testing::ScenarioWriter writer_;
};

TEST_F(Overrides, ReachTablesByKeyIndexAndName) {
    EXPECT_EQ(read({{"seed", "7"}}).seed, 7u);
    EXPECT_EQ(read({{"simulation.duration", "0.2 s"}}).simulation.steps, 2000);
    EXPECT_EQ(read({{"population.inh.size", "5"}}).populations[1].size, 5);
    EXPECT_EQ(read({{"population.1.size", "6"}}).populations[1].size, 6);
    EXPECT_EQ(read({{"opsin.0.model", "chr2_b4s"}}).opsins[0].model, "chr2_b4s");
    EXPECT_EQ(read({{"light.fibers.initial.1", "2 mW/mm^2"}}).lights[0].initial[1], 2000);
    EXPECT_THAT(read({{"record.trace.0.neurons", "[3]"}}).record.traces[0].neurons,
                ElementsAre(3u));
    EXPECT_EQ(read({{"projection.0.connect", "{ probability = 0.5 }"}}).projections[0].probability,
              0.5);
}

TEST_F(Overrides, ReachAnUnnamedProjectionByTheNameItIsGiven) {
    EXPECT_EQ(read({{"projection.exc_inh.weight", "2 mV"}}).projections[0].weight.a, 2e-3);
    EXPECT_THAT(problems({{"projection.exc_in.weight", "2 mV"}}),
                ElementsAre("--set projection.exc_in.weight=2 mV: no element exc_in (neither an "
                            "index below 1 nor a name). Did you mean exc_inh?"));
    // One that has a name is called by that alone.
    EXPECT_EQ(read({{"projection.0.name", "down"}, {"projection.down.weight", "2 mV"}})
                  .projections[0]
                  .weight.a,
              2e-3);
}

TEST_F(Overrides, MakeAbsentKeysAndTables) {
    EXPECT_EQ(read({{"simulation.precision", "float64"}}).simulation.precision, Precision::float64);
    EXPECT_EQ(read({{"video.camera.orbit", "\"90 deg\""}}).video->camera.orbit, 90);
    EXPECT_EQ(read({{"video.limits.x", "[\"0 mm\", \"1 mm\"]"}}).video->limits_x,
              glm::dvec2(0, 1e-3));
    EXPECT_EQ(read({{"population.\"inh\".tau_m", "10 ms"}}).populations[1].tau_m, 10e-3);
}

TEST_F(Overrides, TakeWhatIsNoTomlAsText) {
    EXPECT_EQ(read({{"title", "It's \"mine\" = [1"}}).title, "It's \"mine\" = [1");
    EXPECT_EQ(read({{"title", "2024-01-01"}}).title, "2024-01-01");
    EXPECT_EQ(read({{"title", "1\nseed = 3"}}).seed, 1u);
    EXPECT_EQ(read({{"title", "\"quoted\""}}).title, "quoted");
}

TEST_F(Overrides, ApplyInOrder) {
    EXPECT_EQ(read({{"seed", "7"}, {"seed", "8"}}).seed, 8u);
}

TEST_F(Overrides, AreThePlaceOfTheirProblems) {
    EXPECT_THAT(problems({{"population.exc.size", "many"}}),
                ElementsAre("--set population.exc.size: size = \"many\" (a string, a whole number "
                            "is needed). Write a "
                            "whole number without quotes"));
    EXPECT_THAT(
        problems({{"population.exc.I_e", "{ uniform = [\"1 pA\", \"2 mV\"] }"},
                  {"simulation.dtt", "1 ms"}}),
        ElementsAre(
            "--set simulation.dtt: dtt = \"1 ms\" (unknown key in [simulation]). Did you mean dt?",
            "--set population.exc.I_e: I_e.uniform[1] = \"2 mV\" (a voltage, a current is needed). "
            "Write e.g. \"60 pA\""));
}

TEST_F(Overrides, WithPathsThatLeadNowhereAreAllTold) {
    EXPECT_THAT(
        problems({{"population.ex.size", "4"},
                  {"opsin.3.model", "x"},
                  {"seed.low", "4"},
                  {"video..size", "4"},
                  {"controller.none", "4"},
                  {"population.exc.size.more.deep", "1"}}),
        ElementsAre("--set population.ex.size=4: no element ex (neither an index below 2 nor a "
                    "name). Did you mean exc?",
                    "--set opsin.3.model=x: no element 3 (neither an index below 1 nor a name). "
                    "Known are 0",
                    "--set seed.low=4: seed is a plain value (it has no low). Shorten the path",
                    "--set video..size=4: the path has an empty element (keys are parted by one "
                    "dot). Write key.path=value",
                    "--set controller.none=4: no element none (neither an index below 1 nor a "
                    "name). Known are 0",
                    "--set population.exc.size.more.deep=1: size is a plain value (it has no "
                    "more). Shorten the path"));
}

}  // namespace
}  // namespace spikelight
