// Quantities, numbers and value forms that are refused, with all that is said about them.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight::testing {
namespace {

// clang-format off
const Rejection rejections[] = {
    {"NumberWithoutUnit", R"(t_ref = "2 ms")",
     "t_ref = 2",
     {R"(s.toml:15:9: t_ref = 2 (a number without unit, a time is needed). Write e.g. "20 ms")"}},
    {"UnitOfAnotherDimension", R"(t_ref = "2 ms")",
     R"(t_ref = "2 mV")",
     {R"(s.toml:15:9: t_ref = "2 mV" (a voltage, a time is needed). Write e.g. "20 ms")"}},
    {"UnknownUnit", R"(t_ref = "2 ms")",
     R"(t_ref = "2 sm")",
     {R"(s.toml:15:9: t_ref = "2 sm" ('sm' is no unit known here). Write e.g. "20 ms")"}},
    {"TextForAQuantity", R"(t_ref = "2 ms")",
     R"(t_ref = "two")",
     {R"(s.toml:15:9: t_ref = "two" (does not begin with a number). Write e.g. "20 ms")"}},
    {"TrueForAQuantity", R"(t_ref = "2 ms")",
     "t_ref = true",
     {R"(s.toml:15:9: t_ref = true (true or false, a time is needed). Write e.g. "20 ms")"}},
    {"QuantityForANumber", "slowdown = 10",
     R"(slowdown = "10 ms")",
     {R"(s.toml:45:12: slowdown = "10 ms" (a time, a number is needed). Write a number without quotes)"}},
    {"InfiniteNumber", "slowdown = 10",
     "slowdown = inf",
     {R"(s.toml:45:12: slowdown = inf (must be finite). Write a number without quotes)"}},
    {"NotANumber", "slowdown = 10",
     "slowdown = nan",
     {R"(s.toml:45:12: slowdown = nan (must be finite). Write a number without quotes)"}},
    {"NegativeTimeConstant", R"(t_ref = "2 ms")",
     R"(tau_m = "-20 ms")",
     {R"(s.toml:15:9: tau_m = "-20 ms" (must be above 0). Correct the value)"}},
    {"ZeroSize", "size = 2",
     "size = 0",
     {R"(s.toml:14:8: size = 0 (must lie in [1, 4294967295]). Correct the value)"}},
    {"SizeBeyond32Bits", "size = 2",
     "size = 4294967295",
     {R"(s.toml:14:8: size = 4294967295 (2^32 neurons or more in all). Make the populations smaller)"}},
    {"RealSize", "size = 2",
     "size = 2.0",
     {R"(s.toml:14:8: size = 2.0 (a number, a whole number is needed). Write a whole number without quotes)"}},
    {"TooManyNeuronsInAll", "size = 2",
     "size = 4294967293",
     {R"(s.toml:14:8: size = 4294967293 (2^32 neurons or more in all). Make the populations smaller)"}},
    {"ResetAbovePeak", R"(t_ref = "2 ms")",
     R"(V_reset = "40 mV")",
     {R"(s.toml:15:11: V_reset = "40 mV" (V_reset must lie below V_peak = 30 mV). Lower V_reset or raise V_peak)"}},
    {"PeakBelowReset", R"(t_ref = "2 ms")",
     R"(V_peak = "-60 mV")",
     {R"(s.toml:15:10: V_peak = "-60 mV" (V_reset must lie below V_peak = -60 mV). Lower V_reset or raise V_peak)"}},
    {"InitialPotentialAbovePeak", R"(v_init = "-70 mV")",
     R"(v_init = { uniform = ["-70 mV", "40 mV"] })",
     {R"(s.toml:9:10: v_init = { uniform = ["-70 mV", "40 mV"] } (above V_peak = 30 mV, every such neuron would spike at once). Lower v_init or raise V_peak)"}},
    {"TimeThatIsNoWholeNumberOfSteps", R"(t_ref = "2 ms")",
     R"(t_ref = "0.25 ms")",
     {R"(s.toml:15:9: t_ref = "0.25 ms" (2.5 steps of dt = 0.1 ms, whole steps are needed). Choose a multiple of dt)"}},
    {"StepThatDoesNotDivideTheDuration", R"(dt = "0.1 ms")",
     R"(dt = "0.3 ms")",
     {R"(s.toml:4:12: duration = "100 ms" (333.333 steps of dt = 0.3 ms, whole steps are needed). Choose a multiple of dt)",
      R"(s.toml:15:9: t_ref = "2 ms" (6.66667 steps of dt = 0.3 ms, whole steps are needed). Choose a multiple of dt)",
      R"(s.toml:32:17: sample_period = "1 ms" (3.33333 steps of dt = 0.3 ms, whole steps are needed). Choose a multiple of dt)",
      R"(s.toml:43:9: every = "1 ms" (3.33333 steps of dt = 0.3 ms, whole steps are needed). Choose a multiple of dt)"}},
    {"RunOfTooManySteps", R"(duration = "100 ms")",
     R"(duration = "1e6 s")",
     {R"(s.toml:4:12: duration = "1e6 s" (1e+10 steps of dt = 0.1 ms, a run has fewer than 2^32). Shorten it, or lengthen dt)"}},
    {"DurationShorterThanAStep", R"(duration = "100 ms")",
     R"(duration = "0.1 ns")",
     {R"(s.toml:4:12: duration = "0.1 ns" (shorter than a step of 0.1 ms). Lengthen it)"}},
    {"ListOfWrongLength", R"(I_e = "60 pA")",
     R"(I_e = ["1 pA", "2 pA"])",
     {R"(s.toml:10:7: I_e = ["1 pA", "2 pA"] (2 given for 4 neurons of exc). Give one per element)"}},
    {"ListWithAWrongElement", R"(I_e = "60 pA")",
     R"(I_e = ["1 pA", "2 pA", "3 mV", "4 pA"])",
     {R"(s.toml:10:24: I_e[2] = "3 mV" (a voltage, a current is needed). Write e.g. "60 pA")"}},
    {"UniformUpsideDown", R"(I_e = "60 pA")",
     R"(I_e = { uniform = ["2 pA", "1 pA"] })",
     {R"(s.toml:10:19: I_e.uniform = ["2 pA", "1 pA"] (low is above high). Swap them)"}},
    {"NormalWithOneValue", R"(I_e = "60 pA")",
     R"(I_e = { normal = ["2 pA"] })",
     {R"(s.toml:10:18: I_e.normal = ["2 pA"] (two values are needed: mean and standard deviation). Write normal = [a, b])"}},
    {"NegativeStandardDeviation", R"(I_e = "60 pA")",
     R"(I_e = { normal = ["2 pA", "-1 pA"] })",
     {R"(s.toml:10:27: I_e.normal[1] = "-1 pA" (must not be negative). Correct the value)"}},
    {"LognormalWithNegativeMean", R"(I_e = "60 pA")",
     R"(I_e = { lognormal = ["-2 pA", "1 pA"] })",
     {R"(s.toml:10:22: I_e.lognormal[0] = "-2 pA" (the mean of a lognormal variable must be above 0). Correct the value)"}},
    {"TwoFormsAtOnce", R"(I_e = "60 pA")",
     R"(I_e = { uniform = ["1 pA", "2 pA"], normal = ["1 pA", "2 pA"] })",
     {R"(s.toml:10:37: I_e.normal = ["1 pA", "2 pA"] (I_e has uniform already). Keep one of them)"}},
    {"UnknownForm", R"(I_e = "60 pA")",
     R"(I_e = { unifrom = ["1 pA", "2 pA"] })",
     {R"(s.toml:10:9: I_e.unifrom = ["1 pA", "2 pA"] (unknown key in I_e). Did you mean uniform?)"}},
    {"UnknownColor", R"(t_ref = "2 ms")",
     R"(color = "tomatoe")",
     {R"(s.toml:15:9: color = "tomatoe" (no CSS or xkcd colour has this name). Did you mean tomato?)"}},
    {"DateForAString", "seed = 1",
     "title = 2024-01-01",
     {R"(s.toml:2:9: title = a date or time (a date or time, a string is needed). Write it in quotes)"}},
};
// clang-format on

class RejectedValues : public ::testing::TestWithParam<Rejection> {};

TEST_P(RejectedValues, AreToldWithPlaceReasonAndRemedy) {
    expect_rejected(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Scenario, RejectedValues, ::testing::ValuesIn(rejections),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace spikelight::testing
