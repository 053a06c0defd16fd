// Light fields and paths that are refused.
#include <gtest/gtest.h>

#include "tests/scenario/scenario_writer.h"
#include "tests/support/reference.h"

namespace spikelight::testing {
namespace {

// clang-format off
const Rejection wrong_lights[] = {
    {"FieldWithoutOne", "x", R"(model = "field")",
     {R"(s.toml:22:1: field is missing ([[light]] needs it). Write e.g. field = { file = "field.csv" })"}},
    {"FieldOfAFiber", "x", R"(field = { file = "field.csv" })",
     {R"(s.toml:28:1: field = { file = "field.csv" } (unknown key in [[light]]). Known are name, model, wavelength, positions, direction, initial, maximum, photon_energy, path, core_radius, numerical_aperture, absorption, scattering, refractive_index, profile_peak)"}},
    {"PowerWithoutAnArea", "x", "model = \"field\"\nfield = { file = \"even.csv\" }\nphoton_energy = \"1 aJ\"\n[[light]]\nname = \"b\"\nmodel = \"field\"\nfield = { file = \"even.csv\" }\npositions = [[\"0 um\", \"0 um\", \"0 um\"]]\ninitial = \"1 mW\"",
     {R"(s.toml:36:11: initial = "1 mW" (a power needs an area to be spread over). Give the light a radius, or write an irradiance)"}},
    {"AbsentTable", "x", "model = \"field\"\nfield = { file = \"absent.csv\" }",
     {R"(s.toml:29:18: field.file = "absent.csv" (absent.csv cannot be read: No such file or directory). Files are found relative to the scenario; correct the path)"}},
    {"UnevenTable", "x", "model = \"field\"\nfield = { file = \"uneven.csv\" }",
     {R"(s.toml:29:18: field.file = "uneven.csv" (its r are not evenly spaced: 0.1 mm follows 0 mm). Interpolate it onto a regular grid)"}},
    {"TableWithAHole", "x", "model = \"field\"\nfield = { file = \"hole.csv\" }",
     {R"(s.toml:29:18: field.file = "hole.csv" (3 rows for a grid of 2 r by 2 z). Give each pair of r and z once)"}},
    {"TableWithAPairTwice", "x", "model = \"field\"\nfield = { file = \"twice.csv\" }",
     {R"(twice.csv:4: this pair of r and z has come before. Give each pair once)"}},
    {"NegativeTransmittance", "x", "model = \"field\"\nfield = { file = \"negative.csv\" }",
     {R"(negative.csv:2: transmittance_1 = -1 (must not be negative). Correct the cell)"}},
    {"TableWithADataset", "x", "model = \"field\"\nfield = { file = \"even.csv\", dataset = \"T\" }",
     {R"(s.toml:29:40: field.dataset = "T" (a table has no datasets). Remove it, or name an HDF5 file (.h5))"}},
    {"NoHdf5", "x", "model = \"field\"\nfield = { file = \"text.h5\" }",
     {R"(s.toml:29:18: field.file = "text.h5" (text.h5 cannot be used: it is not an HDF5 file). Write the volume as docs/light_field.md says)"}},
    {"PathOfNoKind", "x", R"(path = { every = "1 ms" })",
     {R"(s.toml:28:8: path = { every = "1 ms" } (exactly one of file, to is needed). Add it)"}},
    {"PathBackInTime", "x", R"(path = { file = "back.csv" })",
     {R"(back.csv:3: times do not ascend. Sort the rows)"}},
    {"PathOfOneOfTwoSources", "x", R"(path = { file = "one.csv" })",
     {R"(s.toml:28:17: path.file = "one.csv" (it has no column x_0_<unit> with a length). Known are t_ms, x_mm, y_mm, z_mm)"}},
    {"PathWithItsEndBeforeItsStart", "x", R"(path = { to = [["0 um", "0 um", "0 um"], ["0 um", "0 um", "0 um"]], start = "5 ms", stop = "4 ms" })",
     {R"(s.toml:28:92: path.stop = "4 ms" (it does not come after start). Correct one of them)"}},
    {"PathToTooFewPlaces", "x", R"(path = { to = [["0 um", "0 um", "0 um"]], stop = "4 ms" })",
     {R"(s.toml:28:15: path.to = [["0 um", "0 um", "0 um"]] (a list of 2 positions is needed, one per source). Write e.g. [["0 um", "0 um", "500 um"]])"}},
    {"PathBetweenSteps", "x", R"(path = { to = [["0 um", "0 um", "0 um"], ["0 um", "0 um", "0 um"]], stop = "4 ms", every = "0.25 ms" })",
     {R"(s.toml:28:92: path.every = "0.25 ms" (2.5 steps of dt = 0.1 ms, whole steps are needed). Choose a multiple of dt)"}},
};
// clang-format on

class RejectedLights : public ::testing::TestWithParam<Rejection> {};

TEST_P(RejectedLights, AreToldWithPlaceReasonAndRemedy) {
    ScenarioWriter writer;
    writer.write("even.csv", "r_mm,z_mm,transmittance_1\n0,0,1\n0,1,1\n1,0,1\n1,1,1\n");
    writer.write("uneven.csv",
                 "r_mm,z_mm,transmittance_1\n0,0,1\n0.1,0,1\n1,0,1\n0,1,1\n0.1,1,1\n1,1,1\n");
    writer.write("hole.csv", "r_mm,z_mm,transmittance_1\n0,0,1\n0,1,1\n1,0,1\n");
    writer.write("twice.csv", "r_mm,z_mm,transmittance_1\n0,0,1\n0,1,1\n0,1,1\n1,1,1\n");
    writer.write("negative.csv", "r_mm,z_mm,transmittance_1\n0,0,-1\n0,1,1\n1,0,1\n1,1,1\n");
    writer.write("text.h5", "this is text");
    writer.write("back.csv", "t_ms,x_0_mm,y_0_mm,z_0_mm\n0,0,0,0\n0,0,0,0\n");
    writer.write("one.csv", "t_ms,x_mm,y_mm,z_mm\n0,0,0,0\n");
    const std::string end = "maximum = \"30 mW/mm^2\"\n";
    EXPECT_EQ(writer.problems(replace_once(valid_scenario, end, end + GetParam().to + "\n")),
              GetParam().problems);
}

INSTANTIATE_TEST_SUITE_P(Scenario, RejectedLights, ::testing::ValuesIn(wrong_lights),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(LightFieldVolumes, MayHaveAnyDatasetAndTellWhichIsMissing) {
    ScenarioWriter writer;
    std::filesystem::copy(reference("light_field/volume.h5"), writer.directory() / "volume.h5");
    const std::string end = "maximum = \"30 mW/mm^2\"\n";
    const std::string text = replace_once(
        valid_scenario, end,
        end + "model = \"field\"\nfield = { file = \"volume.h5\", dataset = \"fluence\" }\n");
    EXPECT_EQ(
        writer.problems(text),
        std::vector<std::string>{
            R"(s.toml:29:18: field.file = "volume.h5" (volume.h5 cannot be used: it has no dataset fluence). Write the volume as docs/light_field.md says)"});
}

}  // namespace
}  // namespace spikelight::testing
