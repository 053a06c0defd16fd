// Loops, observables and controllers that are refused.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight::testing {
namespace {

// clang-format off
const Rejection wrong_loops[] = {
    {"UnknownLight", R"(drives = "fibers")",
     R"(drives = "fiber")",
     {R"(s.toml:34:10: drives = "fiber" (no light has this name). Did you mean fibers?)"}},
    {"ObserverOfNobody", R"(constant = "5 mW/mm^2")",
     R"(pi = { observes = "ex", target = "20 mV", filter = "30 ms", gain = "0.2 mW/mm^2", integral_time = "0 ms" })",
     {R"(s.toml:35:19: pi.observes = "ex" (no population or observable has this name). Did you mean exc?)",
      R"(s.toml:35:34: pi.target = "20 mV" (a voltage, a rate is needed). Write e.g. "20 Hz")",
      R"(s.toml:35:68: pi.gain = "0.2 mW/mm^2" (an irradiance, an irradiance per rate is needed). Write e.g. "0.2 mW/mm^2/Hz")",
      R"(s.toml:35:99: pi.integral_time = "0 ms" (must be above 0). Correct the value)"}},
    {"PiWithoutItsKeys", R"(constant = "5 mW/mm^2")",
     R"(pi = { observes = "exc", targt = "20 Hz" })",
     {R"(s.toml:35:6: pi.target is missing (pi needs it). Write e.g. target = "20 Hz")",
      R"(s.toml:35:6: pi.filter is missing (pi needs it). Write e.g. filter = "30 ms")",
      R"(s.toml:35:6: pi.gain is missing (pi needs it). Write e.g. gain = "0.2 mW/mm^2/Hz")",
      R"(s.toml:35:6: pi.integral_time is missing (pi needs it). Write e.g. integral_time = "50 ms")",
      R"(s.toml:35:26: pi.targt = "20 Hz" (unknown key in pi). Did you mean target?)"}},
    {"WindowBetweenSamples", R"(constant = "5 mW/mm^2")",
     R"(on_off = { observes = "exc", window = "2.5 ms", below = "-1 Hz", value = ["1 mW/mm^2"] })",
     {R"(s.toml:35:39: on_off.window = "2.5 ms" (2.5 sample periods of 1 ms, whole ones are needed). Choose a multiple of the sample period, or another sample_period)",
      R"(s.toml:35:57: on_off.below = "-1 Hz" (must not be negative). Correct the value)",
      R"(s.toml:35:74: on_off.value = ["1 mW/mm^2"] (1 given for 2 sources of fibers). Give one, or one per source)"}},
    {"ControllerWithoutACommand", R"(constant = "5 mW/mm^2"
)",
     "",
     {R"(s.toml:33:1: one of constant, pulses, random_walk, table, on_off, pi, train, trigger, lqr, custom, external is missing ([[controller]] needs exactly one). Add it)"}},
    {"ComputerThatThinksBackwards", R"(sample_period = "1 ms")",
     R"(sampling = "when idle"
processing = "parallell"
compute_delay = { uniform = ["-1 ms", "2 ms"] })",
     {R"(s.toml:32:12: sampling = "when idle" (not one of fixed, when_idle). Did you mean when_idle?)",
      R"(s.toml:33:14: processing = "parallell" (not one of parallel, serial). Did you mean parallel?)",
      R"(s.toml:34:30: compute_delay.uniform[0] = "-1 ms" (must not be negative). Correct the value)"}},
    {"ObservablesOfNothing", R"([[controller]]
drives)",
     R"([[observable]]
name = "exc"
mean_v = { of = "exc", within = { point = ["0 um", "0 um", "0 um"] } }
[[observable]]
name = "current"
photocurrent = { of = ["inh"], sum = "yes" }
[[observable]]
name = "mua"
electrode = { of = "all", sites = [], r_perfect_detection = "50 um", r_half_detection = "50 um" }
[[observable]]
name = "rate"
rate = { of = [] }
[[observable]]
name = "nothing"
[[controller]]
drives)",
     {R"(s.toml:34:8: name = "exc" (a population has this name, and its spikes can be observed by it). Choose another name)",
      R"(s.toml:35:33: mean_v.within.radius is missing (mean_v.within needs it). Write e.g. radius = "100 um")",
      R"(s.toml:38:23: photocurrent.of = ["inh"] (population inh has no opsin). Add an [[opsin]], or observe another population)",
      R"(s.toml:38:38: photocurrent.sum = "yes" (a string, true or false is needed). Write true or false without quotes)",
      R"(s.toml:41:20: electrode.of = "all" (population inh has no positions). Give it a position)",
      R"(s.toml:41:35: electrode.sites = [] (a list of points is needed). Write e.g. [["0 um", "0 um", "300 um"]])",
      R"(s.toml:41:89: electrode.r_half_detection = "50 um" (not beyond r_perfect_detection). Raise it)",
      R"(s.toml:44:8: rate.filter is missing (rate needs it). Write e.g. filter = "30 ms")",
      R"(s.toml:44:15: rate.of = [] (nobody is observed). Name a population)",
      R"(s.toml:45:1: one of spikes, rate, mean_v, photocurrent, electrode is missing ([[observable]] needs exactly one). Add it)"}},
    {"ConditionsInTheWrongUnit", R"([[controller]]
drives = "fibers"
constant = "5 mW/mm^2")",
     R"([[observable]]
name = "v"
mean_v = { of = "exc" }
[[controller]]
drives = "fibers"
on_off = { observes = "v", above = "5 Hz", window = "1 ms", value = "1 mW/mm^2" })",
     {R"(s.toml:38:36: on_off.above = "5 Hz" (a rate, a voltage is needed). Write e.g. "-70 mV")",
      R"(s.toml:38:44: on_off.window = "1 ms" (v is no count of spikes). Remove it)"}},
    {"TrainsThatCannotBe", R"(constant = "5 mW/mm^2")",
     R"(train = { value = "1 mW/mm^2", width = "0 ms", frequency = { pi = { observes = "exc", target = "5 Hz", filter = "9 ms", gain = "2 Hz/mV", integral_time = "9 ms" } } })",
     {R"(s.toml:35:40: train.width = "0 ms" (must be above 0). Correct the value)",
      R"(s.toml:35:67: train.frequency.pi.maximum is missing (train.frequency.pi needs it). Write e.g. maximum = "100 Hz")",
      R"(s.toml:35:128: train.frequency.pi.gain = "2 Hz/mV" (a rate per voltage, a number is needed). Write a number without quotes)"}},
    {"TriggerWithoutEnd", R"(constant = "5 mW/mm^2")",
     R"(trigger = { observes = "exc", synchronous = 0, window = "2 ms", pulses = { value = "1 mW/mm^2", width = "1 ms", period = "2 ms" } })",
     {R"(s.toml:35:45: trigger.synchronous = 0 (must be at least 1). Correct the value)",
      R"(s.toml:35:74: trigger.pulses = { value = "1 mW/mm^2", width = "1 ms", period = "2 ms" } (a train that never ends). Give a count)"}},
    {"ProgramsThatCannotBe", R"(constant = "5 mW/mm^2")",
     R"(external = { command = [], files = ["nowhere.py"], timeout = "0 s", on_timeout = "wait" })",
     {R"(s.toml:35:24: external.command = [] (a program and its arguments are needed, as a list). Write e.g. ["python3", "my_controller.py"])",
      R"(s.toml:35:37: external.files[0] = "nowhere.py" (there is no such file). Correct the name)",
      R"(s.toml:35:62: external.timeout = "0 s" (must lie between 0 and 86400). Correct the value)",
      R"(s.toml:35:82: external.on_timeout = "wait" (not one of stop, hold, zero). Choose one of them)"}},
    {"CustomControllerOfAnotherProgram", R"(constant = "5 mW/mm^2")",
     R"(custom = { name = "mine", limit = [1, "x"] })",
     {R"(s.toml:35:19: custom.name = "mine" (this program has no custom controllers). Run the one that you linked (examples/custom_controller))",
      R"(s.toml:35:35: custom.limit = [1, "x"] (neither numbers, quantities nor a text). Write one of them)"}},
    {"ModelsOfTheWrongShape", R"(constant = "5 mW/mm^2")",
     R"(lqr = { observes = "exc", target = "20 Hz", A = [[0.9, 0.1], [0.0, 0.8]], B = [[1.0]], C = [[1.0]], Q = [[1.0]], R = [[1.0]], process_noise = [[1.0]], measurement_noise = [[1.0]] })",
     {R"(s.toml:35:79: lqr.B = [[1.0]] (2 rows of at most 24 numbers are needed). Write e.g. [[0.9, 0.1], [0.0, 0.8]])",
      R"(s.toml:35:92: lqr.C = [[1.0]] (1 rows of 2 numbers are needed). Write e.g. [[0.9, 0.1], [0.0, 0.8]])"}},
    {"ModelsThatNoLightHolds", R"(constant = "5 mW/mm^2")",
     R"(lqr = { observes = "exc", target = "20 Hz", A = [[2.0]], B = [[0.0]], C = [[0.0]], Q = [[1.0]], R = [[0.1]], process_noise = [[1.0]], measurement_noise = [[0.1]] })",
     {R"(s.toml:35:36: lqr.target = "20 Hz" (no constant light holds the outputs there). Observe fewer signals, or correct A, B or C)",
      R"(s.toml:35:58: lqr.B = [[0.0]] (no feedback stabilises A with these Q and R). Correct A, B or Q: what grows must be reached and must cost)",
      R"(s.toml:35:71: lqr.C = [[0.0]] (no filter estimates the state of A with these noises). Correct A, C or process_noise: what grows must be seen)"}},
    {"CostsThatAreNone", R"(constant = "5 mW/mm^2")",
     R"(lqr = { observes = "exc", target = "20 Hz", A = [[0.5]], B = [[1.0]], C = [[1.0]], Q = [[-1.0]], R = [[0.0]], process_noise = [[1.0]], measurement_noise = [[1.0]] })",
     {R"(s.toml:35:88: lqr.Q = [[-1.0]] (not symmetric and positive semidefinite). Correct it)",
      R"(s.toml:35:102: lqr.R = [[0.0]] (not symmetric and positive definite). Correct it)"}},
    {"YokedToAnIrregularLoop", R"(sample_period = "1 ms"
[[controller]]
drives = "fibers"
constant = "5 mW/mm^2")",
     R"(sample_period = "1 ms"
compute_delay = ["1 ms", "2 ms"]
[[controller]]
drives = "fibers"
table = { file = "good_table.csv", columns = ["blue_0"], yoked = true })",
     {R"(s.toml:36:46: table.columns = ["blue_0"] (a list of 2 names is needed, one per source of fibers). Write e.g. ["fibers_0"])",
      R"(s.toml:36:66: table.yoked = true ([loop] has a compute_delay, so that commands arrive irregularly). Remove compute_delay, or yoked)"}},
    {"ControllersThatOverlap", R"(start = "10 ms")",
     R"(stop = "11 ms"
[[controller]]
drives = "fibers"
start = "10 ms"
random_walk = { step = "1 mW/mm^2" })",
     {R"(s.toml:38:10: drives = "fibers" (the controller at s.toml:33:1 drives fibers at the same time). Set start and stop so that one ends where the other begins)"}},
    {"DrivenLightsThatAreNone", R"(drives = "fibers")",
     R"(drives = ["fibers", "fiber", "fibers"])",
     {R"(s.toml:34:21: drives[1] = "fiber" (no light has this name). Did you mean fibers?)",
      R"(s.toml:34:30: drives[2] = "fibers" (named twice). Name it once)"}},
    {"DrivesNobody", R"(drives = "fibers")",
     R"(drives = [])",
     {R"(s.toml:34:10: drives = [] (no light is named). Name at least one)"}},
    {"CommandsForFewerSourcesThanAllLightsHave", R"([[controller]]
drives = "fibers"
constant = "5 mW/mm^2")",
     R"([[light]]
name = "lamp"
positions = [["0 um", "0 um", "0 um"]]
[[controller]]
drives = ["lamp", "fibers"]
constant = ["1 mW/mm^2", "2 mW/mm^2"])",
     {R"(s.toml:38:12: constant = ["1 mW/mm^2", "2 mW/mm^2"] (2 given for 3 sources of lamp and fibers). Give one, or one per source)"}},
    {"StopBeforeStart", R"(start = "10 ms")",
     R"(start = "10 ms"
stop = "9 ms")",
     {R"(s.toml:37:8: stop = "9 ms" (not after start). Raise stop or lower start)"}},
    {"PulsesThatOverlap", R"(constant = "5 mW/mm^2")",
     R"(pulses = { value = "5 mW/mm^2", width = "10 ms", period = "5 ms" })",
     {R"(s.toml:35:59: pulses.period = "5 ms" (shorter than the pulse). Lengthen period or shorten width)"}},
    {"CountWithoutPeriod", R"(constant = "5 mW/mm^2")",
     R"(pulses = { value = "5 mW/mm^2", width = "10 ms", count = 5 })",
     {R"(s.toml:35:50: pulses.count = 5 (without a period there is one pulse). Give a period, or remove count)"}},
};
// clang-format on

class RejectedLoops : public ::testing::TestWithParam<Rejection> {};

TEST_P(RejectedLoops, AreToldWithPlaceReasonAndRemedy) {
    expect_rejected(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Scenario, RejectedLoops, ::testing::ValuesIn(wrong_loops),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace spikelight::testing
