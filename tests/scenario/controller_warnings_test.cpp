// What a scenario is warned of: pulses that samples change, and light that is left on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::replace_once;
using testing::ScenarioWriter;
using testing::valid_scenario;

const std::string constant = "constant = \"5 mW/mm^2\"\nstart = \"10 ms\"";

/// Warnings where this stands in the place of the valid scenario's constant from 10 ms on; 100 ms in steps of 0.1 ms.
std::vector<std::string> warnings_of(const std::string& command,
                                     const std::vector<Override>& more = {}) {
    ScenarioWriter writer;
    std::vector<Override> overrides = {{"simulation.duration", "100 ms"},
                                       {"simulation.dt", "0.1 ms"}};
    overrides.insert(overrides.end(), more.begin(), more.end());
    return writer.read(replace_once(valid_scenario, constant, command), overrides).warnings;
}

std::string pulses(const std::string& rest) {
    return "pulses = { value = \"5 mW/mm^2\", " + rest + " }";
}

TEST(PulseWarnings, TellHowLongTheFirstPulseLastsWhereSamplesAreSeldom) {
    const std::string two_ms = pulses("start = \"10 ms\", width = \"2 ms\", period = \"10 ms\"");
    EXPECT_THAT(warnings_of(two_ms), IsEmpty());
    EXPECT_THAT(
        warnings_of(two_ms, {{"loop.sample_period", "5 ms"}}),
        ElementsAre(HasSubstr(
            "(light changes at samples, every 5 ms: the first pulse lasts from 10 ms to 15 ms). "
            "Make start, width and period whole numbers of sample_period, or shorten that")));
}

TEST(PulseWarnings, TellOfPulsesThatAreLost) {
    EXPECT_THAT(warnings_of(pulses("start = \"12 ms\", width = \"2 ms\", period = \"10 ms\""),
                            {{"loop.sample_period", "5 ms"}}),
                ElementsAre(HasSubstr("the first pulse lies between two of them, so it is lost")));
    EXPECT_THAT(warnings_of(pulses("start = \"10 ms\", width = \"0.04 ms\"")),
                ElementsAre(HasSubstr(
                    "a pulse rounds to no step, so it is lost). Lengthen width or shorten dt")));
}

TEST(PulseWarnings, TellOfAPeriodThatIsNoWholeNumberOfSamples) {
    const std::string uneven = pulses("width = \"2 ms\", period = \"10.5 ms\"");
    EXPECT_THAT(warnings_of(uneven), ElementsAre(HasSubstr("pulses become unlike each other")));
    EXPECT_THAT(warnings_of(uneven, {{"loop.sample_period", "0.5 ms"}}), IsEmpty());
    EXPECT_THAT(warnings_of(pulses("width = \"2 ms\", period = \"10.5 ms\", count = 1")),
                IsEmpty());
}

TEST(PulseWarnings, LeaveAComputerAloneThatSamplesWhenItIsIdle) {
    EXPECT_THAT(warnings_of(pulses("start = \"12.5 ms\", width = \"2 ms\""),
                            {{"loop.sampling", "when_idle"}}),
                IsEmpty());
}

TEST(TrainWarnings, TellOfLongerPulsesAndOfNoDarkBetweenThem) {
    const auto train = [](const char* frequency, const char* width) {
        return std::string("train = { value = \"5 mW/mm^2\", width = \"") + width +
               "\", frequency = \"" + frequency + "\" }";
    };
    EXPECT_THAT(warnings_of(train("40 Hz", "2 ms")), IsEmpty());
    EXPECT_THAT(warnings_of(train("40 Hz", "2.5 ms")),
                ElementsAre(HasSubstr("every 1 ms: pulses last 3 ms")));
    EXPECT_THAT(
        warnings_of(train("600 Hz", "2 ms")),
        ElementsAre(HasSubstr(
            "pulses of 2 ms at 600 Hz leave no dark between them, so the light is constant")));
}

TEST(StopWarnings, TellWhereLightIsLeftOn) {
    EXPECT_THAT(warnings_of("constant = \"5 mW/mm^2\"\nstop = \"50 ms\""),
                ElementsAre(HasSubstr("stop = \"50 ms\" (light fibers keeps the last command from "
                                      "there to the end). To darken it, "
                                      "add a [[controller]] with drives = \"fibers\", constant = "
                                      "\"0 mW/mm^2\" and start = \"50 ms\"")));
    EXPECT_THAT(warnings_of("constant = \"0 mW/mm^2\"\nstop = \"50 ms\""), IsEmpty());
    EXPECT_THAT(warnings_of("constant = \"5 mW/mm^2\"\nstop = \"100 ms\""), IsEmpty());
    EXPECT_THAT(
        warnings_of(
            "constant = \"5 mW/mm^2\"\nstop = \"50 ms\"\n[[controller]]\ndrives = \"fibers\"\n"
            "constant = \"0 mW/mm^2\"\nstart = \"50 ms\""),
        IsEmpty());
}

TEST(StopWarnings, KnowWhetherAPulseIsOnAtTheLastSample) {
    const std::string ten = pulses("width = \"10 ms\", period = \"20 ms\", count = 2");
    EXPECT_THAT(warnings_of(ten + "\nstop = \"15 ms\""), IsEmpty());
    EXPECT_THAT(warnings_of(ten + "\nstop = \"25 ms\""),
                ElementsAre(HasSubstr("keeps the last command")));
    EXPECT_THAT(warnings_of(ten + "\nstop = \"50 ms\""), IsEmpty());
    // The sample at 10 ms darkens it; the one before does not.
    EXPECT_THAT(warnings_of(ten + "\nstop = \"10.1 ms\""), IsEmpty());
    EXPECT_THAT(warnings_of(ten + "\nstop = \"10 ms\""),
                ElementsAre(HasSubstr("keeps the last command")));
}

}  // namespace
}  // namespace spikelight
