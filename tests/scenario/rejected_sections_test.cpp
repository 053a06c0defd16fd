// Sections that are refused: keys, names and what contradicts itself.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"

namespace spikelight::testing {
namespace {

// clang-format off
const Rejection wrong_sections[] = {
    {"MissingFormat", R"(format = 1
)",
     "",
     {R"(s.toml:1:1: format is missing (the scenario needs it). Write e.g. format = 1)"}},
    {"OtherFormat", "format = 1",
     "format = 2",
     {R"(s.toml:1:10: format = 2 (this program reads format 1). Write format = 1, or use the program that wrote the file)"}},
    {"UnknownTable", "[loop]",
     "[lop]",
     {R"(s.toml:31:2: lop = { sample_period = "1 ms" } (unknown key in the scenario). Did you mean loop?)"}},
    {"UnknownKey", R"(duration = "100 ms")",
     R"(duraton = "100 ms")",
     {R"(s.toml:4:1: duraton = "100 ms" (unknown key in [simulation]). Did you mean duration?)"}},
    {"UnknownKeyFarFromAll", R"(duration = "100 ms")",
     R"(weather = "fine")",
     {R"(s.toml:4:1: weather = "fine" (unknown key in [simulation]). Known are duration, dt, precision)"}},
    {"UnknownPrecision", R"(dt = "0.1 ms")",
     R"(precision = "float16")",
     {R"(s.toml:5:13: precision = "float16" (not one of float32, float64). Did you mean float32?)"}},
    {"NoPopulationName", R"(name = "inh"
)",
     "",
     {R"(s.toml:12:1: name is missing ([[population]] needs it). Write e.g. name = "exc")",
      R"(s.toml:17:6: to = "inh" (no population has this name). Known are exc)"}},
    {"NoSize", R"(size = 2
)",
     "",
     {R"(s.toml:12:1: size is missing ([[population]] needs it). Write e.g. size = 400)"}},
    {"DuplicatePopulation", R"(name = "inh")",
     R"(name = "exc")",
     {R"(s.toml:13:8: name = "exc" (another of [[population]] has this name). Choose another name)",
      R"(s.toml:18:6: to = "inh" (no population has this name). Known are exc)"}},
    {"NameWithSlash", R"(name = "inh")",
     R"(name = "in/h")",
     {R"(s.toml:13:8: name = "in/h" (a name has at least one character and no slash, comma or quote). Choose another name)",
      R"(s.toml:18:6: to = "inh" (no population has this name). Did you mean in/h?)"}},
    {"KeysOfAnotherNeuronModel", R"(t_ref = "2 ms")",
     R"(model = "adex"
b = "80 nS"
rate = "1 Hz")",
     {R"(s.toml:16:5: b = "80 nS" (a conductance, a current is needed). Write e.g. "60 pA")",
      R"(s.toml:17:1: rate = "1 Hz" (unknown key in [[population]]). Did you mean name?)"}},
    {"PoissonWithAMembrane", R"(t_ref = "2 ms")",
     R"(model = "poisson"
tau_m = "20 ms")",
     {R"(s.toml:12:1: rate is missing ([[population]] needs it). Write e.g. rate = "10 Hz")",
      R"(s.toml:16:1: tau_m = "20 ms" (unknown key in [[population]]). Known are name, size, model, color, position, rate)",
      R"(s.toml:19:6: to = "inh" (a poisson source takes no input). Choose another population, or remove the projection)"}},
    {"NothingToSeeOfAPoissonSource", R"(size = 4
v_init = "-70 mV"
I_e = "60 pA")",
     R"(size = 4
model = "poisson"
rate = { uniform = ["-1 Hz", "20 Hz"] })",
     {R"(s.toml:10:21: rate.uniform[0] = "-1 Hz" (must not be negative). Correct the value)",
      R"(s.toml:29:14: population = "exc" (a poisson source has no membrane for an opsin to act on). Choose another population)",
      R"(s.toml:41:14: variables[0] = "v" (a poisson source has no membrane and no state). Remove it)",
      R"(s.toml:41:19: variables[1] = "O1" (a poisson source has no membrane and no state). Remove it)"}},
    {"AdaptationOfAnEif", R"("v", "O1")",
     R"("v", "w")",
     {R"(s.toml:41:19: variables[1] = "w" (population exc is no adex). Remove the variable, or choose model = "adex")"}},
    {"UnknownModel", R"(t_ref = "2 ms")",
     R"(model = "eiff")",
     {R"(s.toml:15:9: model = "eiff" (not one of eif, lif, clamp, adex, poisson). Did you mean eif?)"}},
    {"SingleTableForAnArray", "[[opsin]]",
     "[opsin]",
     {R"(s.toml:28:2: opsin = { population = "exc", model = "chr2_4s" } (a table, an array of tables is needed). Write [[opsin]])"}},
    {"ArrayForASingleTable", "[loop]",
     "[[loop]]",
     {R"(s.toml:31:3: loop = [{ sample_period = "1 ms" }] (an array, a table is needed). Write [loop])"}},
    {"GridOfAnotherSize", "shape = [2, 2, 1]",
     "shape = [2, 2, 2]",
     {R"(s.toml:11:95: position.grid.shape = [2, 2, 2] (a grid of 8 for 4 neurons). Make the product of shape equal to size)"}},
    {"TwoPlacements", R"(position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "0 mm"], shape = [2, 2, 1] } })",
     R"(position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "0 mm"], shape = [2, 2, 1] }, file = "points.csv" })",
     {R"(s.toml:11:108: position.file = "points.csv" (position has grid already). Keep one of them)"}},
    {"CylinderWithoutRadius", R"(position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["1 mm", "1 mm", "0 mm"], shape = [2, 2, 1] } })",
     R"(position = { cylinder = { start = ["0 mm", "0 mm", "0 mm"], end = ["1 mm", "0 mm"] } })",
     {R"(s.toml:11:25: position.cylinder.radius is missing (position.cylinder needs it). Write e.g. radius = "1 mm")",
      R"(s.toml:11:67: position.cylinder.end = ["1 mm", "0 mm"] (three components are needed: x, y, z). Write e.g. ["0 um", "0 um", "100 um"])"}},
    {"UnknownPopulation", R"(to = "inh")",
     R"(to = "ihn")",
     {R"(s.toml:18:6: to = "ihn" (no population has this name). Did you mean inh?)"}},
    {"TooManySources", "in_degree = 3",
     "in_degree = 5",
     {R"(s.toml:19:25: connect.in_degree = 5 (there are only 4 sources per target). Lower it, or allow multiple = true)"}},
    {"MoreRepeatedDrawsThanRowsHold", R"(connect = { in_degree = 3 })",
     R"(connect = { in_degree = 1000000000000 }
multiple = true)",
     {R"(s.toml:19:25: connect.in_degree = 1000000000000 (5e+11 synapses of each source, repeated draws make at most 1048576). Lower it)"}},
    {"TooManyPairs", "in_degree = 3",
     "total = 9",
     {R"(s.toml:19:21: connect.total = 9 (there are only 8 pairs). Lower it, or allow multiple = true)"}},
    {"ProbabilityAboveOne", "in_degree = 3",
     "probability = 1.5",
     {R"(s.toml:19:27: connect.probability = 1.5 (must lie in [0, 1]). Correct the value)"}},
    {"OneToOneOfUnequalSizes", "connect = { in_degree = 3 }",
     R"(connect = "one_to_one")",
     {R"(s.toml:19:11: connect = "one_to_one" (4 neurons to 2). Make both populations equally large)"}},
    {"DistanceWithoutPositions", "in_degree = 3",
     R"(distance = { p0 = 0.5, sigma = "100 um" })",
     {R"(s.toml:19:24: connect.distance = { p0 = 0.5, sigma = "100 um" } (population inh has no positions). Give it a position, or choose another rule)"}},
    {"UnknownRule", "in_degree = 3",
     "indegree = 3",
     {R"(s.toml:19:13: connect.indegree = 3 (unknown key in connect). Did you mean in_degree?)"}},
    {"MultipleWithoutACount", "connect = { in_degree = 3 }",
     R"(multiple = true
connect = { probability = 0.5 })",
     {R"(s.toml:19:12: multiple = true (only in_degree, out_degree and total can repeat a pair). Remove it)"}},
    {"MissingWeight", R"(weight = "1 mV"
)",
     "",
     {R"(s.toml:16:1: weight is missing ([[projection]] needs it). Write e.g. weight = "0.5 mV")"}},
    {"WeightListOfUnknownLength", R"(weight = "1 mV")",
     R"(weight = ["1 mV", "2 mV"])",
     {R"(s.toml:20:10: weight = ["1 mV", "2 mV"] (a list, but how many synapses there are is not known before they are drawn). Use connect = { file = ... }, one_to_one or all_to_all, or draw the values)"}},
    {"NegativeDelay", R"(delay = "1.5 ms")",
     R"(delay = "-1 ms")",
     {R"(s.toml:21:9: delay = "-1 ms" (must not be negative). Correct the value)"}},
    {"DelayOfMoreStepsThanSixteenBits", R"(delay = "1.5 ms")",
     R"(delay = "7 s")",
     {R"(s.toml:21:9: delay = "7 s" (7e+04 steps of dt = 0.1 ms, a delay has at most 65535). Shorten it, or lengthen dt)"}},
    {"DrawnDelayOfTooManySteps", R"(delay = "1.5 ms")",
     R"(delay = { uniform = ["1 ms", "10 s"] })",
     {R"(s.toml:21:9: delay = { uniform = ["1 ms", "10 s"] } (1e+05 steps of dt = 0.1 ms, a delay has at most 65535). Shorten it, or lengthen dt)"}},
    {"DelayBetweenSteps", R"(delay = "1.5 ms")",
     R"(delay = "0.05 ms")",
     {R"(s.toml:21:9: delay = "0.05 ms" (0.5 steps of dt = 0.1 ms, whole steps are needed). Choose a multiple of dt)"}},
    {"EllipsoidWithoutItsSize", R"(maximum = "30 mW/mm^2")",
     R"(model = "gaussian_ellipsoid"
sigma_axial = "0 um"
depth = "1 mm")",
     {R"(s.toml:22:1: sigma_lateral is missing ([[light]] needs it). Write e.g. sigma_lateral = "8 um")",
      R"(s.toml:28:15: sigma_axial = "0 um" (must be above 0). Correct the value)",
      R"(s.toml:29:1: depth = "1 mm" (unknown key in [[light]]). Known are name, model, wavelength, positions, direction, initial, maximum, photon_energy, path, sigma_axial, sigma_lateral, radius)"}},
    {"ApertureAboveRefractiveIndex", R"(maximum = "30 mW/mm^2")",
     "numerical_aperture = 1.4",
     {R"(s.toml:27:22: numerical_aperture = 1.4 (numerical_aperture must be below refractive_index = 1.36). Correct one of them)"}},
    {"InitialAboveMaximum", R"(maximum = "30 mW/mm^2")",
     R"(maximum = "0.5 mW/mm^2")",
     {R"(s.toml:26:11: initial = ["1 mW/mm^2", "0 mW/mm^2"] (above maximum = 0.5 mW/mm^2). Lower initial or raise maximum)"}},
    {"KoehlerWithoutRadius", R"(maximum = "30 mW/mm^2")",
     R"(model = "koehler"
depth = "1 mm"
core_radius = "1 mm")",
     {R"(s.toml:22:1: radius is missing ([[light]] needs it). Write e.g. radius = "0.25 mm")",
      R"(s.toml:29:1: core_radius = "1 mm" (unknown key in [[light]]). Known are name, model, wavelength, positions, direction, initial, maximum, photon_energy, path, radius, depth)"}},
    {"DirectionOfNoLength", "direction = [0, 0, 1]",
     "direction = [0, 0, 0]",
     {R"(s.toml:25:13: direction = [0, 0, 0] (a direction needs a length above 0). Write e.g. [0, 0, 1])"}},
    {"WrongNumberOfDirections", "direction = [0, 0, 1]",
     "direction = [[0, 0, 1]]",
     {R"(s.toml:25:13: direction = [[0, 0, 1]] (1 given for 2 sources). Give one, or one per source)"}},
    {"WrongNumberOfInitials", R"(initial = ["1 mW/mm^2", "0 mW/mm^2"])",
     R"(initial = ["1 mW/mm^2"])",
     {R"(s.toml:26:11: initial = ["1 mW/mm^2"] (1 given for 2 sources of fibers). Give one, or one per source)"}},
    {"OpsinWithoutPositions", R"([[opsin]]
population = "exc")",
     R"([[opsin]]
population = "inh")",
     {R"(s.toml:29:14: population = "inh" (it has no positions, so no light reaches it). Give the population a position)",
      R"(s.toml:41:19: variables[1] = "O1" (population exc has no opsin). Add an [[opsin]], or remove the variable)"}},
    {"UnknownOpsin", R"(model = "chr2_4s")",
     R"(model = "enphr3")",
     {R"(s.toml:30:9: model = "enphr3" (not one of chr2_4s, chr2_b4s, chr2_h134r_4s, vfchrimson_4s, chrimson_4s, gtacr2_4s, enphr3_3s, proportional). Did you mean enphr3_3s?)"}},
    {"OpsinParameterOfWrongUnit", R"(model = "chr2_4s")",
     R"(model = "chr2_4s"
k1 = "4 mV")",
     {R"(s.toml:31:6: k1 = "4 mV" (a voltage, a rate is needed). Write e.g. "1 /ms")"}},
    {"HalfARectification", R"(model = "chr2_4s")",
     R"(model = "chr2_b4s"
v0 = "43 mV")",
     {R"(s.toml:31:6: v0 = "43 mV" (chr2_b4s does not rectify by itself). Give both v0 and v1)"}},
    {"UnknownIntegrator", R"(model = "chr2_4s")",
     R"(model = "chr2_4s"
integrator = "rk4")",
     {R"(s.toml:31:14: integrator = "rk4" (not one of euler, exponential). Choose one of them)"}},
    {"OpsinTwice", R"(model = "chr2_4s")",
     R"(model = "chr2_4s"
[[opsin]]
population = "exc"
model = "chr2_4s")",
     {R"(s.toml:33:9: model = "chr2_4s" (population exc has this opsin already). Raise its expression instead)",
      R"(s.toml:44:19: variables[1] = "O1" (population exc has 2 opsins with this state). Record photocurrent, their sum, instead)"}},
    {"StateOfNoOpsinHere", R"("v", "O1")",
     R"("v", "P4")",
     {R"(s.toml:41:19: variables[1] = "P4" (no opsin of population exc has this state). Name one of its states, or record photocurrent)"}},
    {"ParameterOfAnotherOpsin", R"(model = "chr2_4s")",
     R"(model = "enphr3_3s"
gamma = 0.1
vmin = "60 mV"
Cl_out = "124 mV")",
     {R"(s.toml:31:1: gamma = 0.1 (unknown key in [[opsin]]). Known are population, model, expression, spectrum, integrator, g0, E, phim, p, ka, Gd, Gr, a, b, vartheta_max, kd, Psi0, g_Cl, Cl_out, E_Cl0, vmin, vmax)",
      R"(s.toml:32:8: vmin = "60 mV" (vmin lies above vmax). Correct one of them)",
      R"(s.toml:33:10: Cl_out = "124 mV" (a voltage, a concentration is needed). Write e.g. "124 mM")",
      R"(s.toml:44:19: variables[1] = "O1" (no opsin of population exc has this state). Name one of its states, or record photocurrent)"}},
    {"ProportionalWithoutItsFactor", R"(model = "chr2_4s")",
     R"(model = "proportional"
spectrum = "cleo"
integrator = "exponential")",
     {R"x(s.toml:28:1: I_per_irradiance is missing ([[opsin]] needs it). Write e.g. I_per_irradiance = "10 pA/(mW/mm^2)")x",
      R"(s.toml:31:1: spectrum = "cleo" (unknown key in [[opsin]]). Known are population, model, expression, I_per_irradiance)",
      R"(s.toml:32:1: integrator = "exponential" (unknown key in [[opsin]]). Known are population, model, expression, I_per_irradiance)",
      R"(s.toml:43:19: variables[1] = "O1" (no opsin of population exc has this state). Name one of its states, or record photocurrent)"}},
    {"TraceOfAStateWithoutOpsin", R"([[record.trace]]
population = "exc"
variables = ["v", "O1"]
neurons = "0:4:2")",
     R"([[record.trace]]
population = "inh"
variables = ["O1", "irradiance"])",
     {R"(s.toml:41:14: variables[0] = "O1" (population inh has no opsin). Add an [[opsin]], or remove the variable)",
      R"(s.toml:41:20: variables[1] = "irradiance" (population inh has no positions). Give it a position, or remove the variable)"}},
    {"UnknownVariable", R"("v", "O1")",
     R"("V", "O1")",
     {R"(s.toml:41:14: variables[0] = "V" (not one of v, input, refractory, photocurrent, irradiance, w, C1, O1, O2, P0, P4, Cl_in). Did you mean v?)"}},
    {"VariableTwice", R"("v", "O1")",
     R"("v", "v")",
     {R"(s.toml:41:19: variables[1] = "v" (v of this population is recorded already). Keep one trace per variable and population)"}},
    {"NeuronsBeyondThePopulation", R"("0:4:2")",
     R"("0:5:2")",
     {R"(s.toml:42:11: neurons = "0:5:2" (the population has 4 neurons). Choose neurons from 0:4)"}},
    {"NeuronNamedTwice", R"("0:4:2")",
     "[1, 1, 4]",
     {R"(s.toml:42:15: neurons[1] = 1 (named twice). Name it once)",
      R"(s.toml:42:18: neurons[2] = 4 (must lie in [0, 3]). Correct the value)"}},
    {"UnknownPopulationInSpikes", R"(spikes = ["exc"])",
     R"(spikes = ["ex"])",
     {R"(s.toml:38:11: spikes[0] = "ex" (no population has this name). Did you mean exc?)"}},
    {"OddMovie", "slowdown = 10",
     "size = [1921, 1080]",
     {R"(s.toml:45:8: size = [1921, 1080] (a movie needs an even width and height). Write e.g. [1920, 1080])"}},
    {"LimitsUpsideDown", R"(["0 um", "600 um"])",
     R"(["600 um", "0 um"])",
     {R"(s.toml:46:16: limits.z = ["600 um", "0 um"] (the second must be above the first). Swap or correct them)"}},
    {"UnknownCameraKey", "slowdown = 10",
     R"(camera = { orbit = "10 mm", zoom = 2 })",
     {R"(s.toml:45:20: camera.orbit = "10 mm" (a length, an angle is needed). Write e.g. "30 deg")",
      R"(s.toml:45:29: camera.zoom = 2 (unknown key in [video.camera]). Known are orbit, azimuth, elevation, distance, field_of_view, look_at, aperture, focus_distance, keyframe)"}},
    {"ApertureBelowZero", "slowdown = 10",
     R"(camera = { aperture = "-1 um" })",
     {R"(s.toml:45:23: camera.aperture = "-1 um" (must not be negative). Correct the value)"}},
    {"FocusWithoutAperture", "slowdown = 10",
     R"(camera = { focus_distance = "3 mm" })",
     {R"(s.toml:45:29: camera.focus_distance = "3 mm" (without an aperture all is sharp). Add aperture, or remove focus_distance)"}},
    {"ThreeSamples", "slowdown = 10",
     "samples = 3",
     {R"(s.toml:45:11: samples = 3 (the samples of a pixel form a square of 1, 2 or 4 a side). Write 1, 4 or 16)"}},
    {"ContourOfPower", "slowdown = 10",
     R"(contours = ["1 mW"])",
     {R"(s.toml:45:13: contours[0] = "1 mW" (a power, an irradiance is needed). Write e.g. "10 mW/mm^2")"}},
    {"KeyframesOutOfOrder", "slowdown = 10",
     R"(camera = { orbit = "9 deg", keyframe = [{ at = "2 ms" }, { at = "1 ms" }] })",
     {R"(s.toml:45:20: camera.orbit = "9 deg" (keyframes move the camera already). Keep one of the two)",
      R"(s.toml:45:65: camera.keyframe[1].at = "1 ms" (not after the keyframe before it). Put keyframes in order of time)"}},
    {"SeveralProblemsAtOnce", R"(dt = "0.1 ms")",
     R"(dt = "0.1"
precison = "float32"
[[population]]
name = "exc"
size = -1
tau_m = "20 mV"
I_e = "5 mV"
)",
     {R"(s.toml:5:6: dt = "0.1" (a number without unit, a time is needed). Write e.g. "20 ms")",
      R"(s.toml:6:1: precison = "float32" (unknown key in [simulation]). Did you mean precision?)",
      R"(s.toml:9:8: size = -1 (must lie in [1, 4294967295]). Correct the value)",
      R"(s.toml:10:9: tau_m = "20 mV" (a voltage, a time is needed). Write e.g. "20 ms")",
      R"(s.toml:11:7: I_e = "5 mV" (a voltage, a current is needed). Write e.g. "60 pA")",
      R"(s.toml:14:8: name = "exc" (another of [[population]] has this name). Choose another name)",
      R"(s.toml:36:14: population = "exc" (it has no positions, so no light reaches it). Give the population a position)"}},
};
// clang-format on

class RejectedSections : public ::testing::TestWithParam<Rejection> {};

TEST_P(RejectedSections, AreToldWithPlaceReasonAndRemedy) {
    expect_rejected(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Scenario, RejectedSections, ::testing::ValuesIn(wrong_sections),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace spikelight::testing
