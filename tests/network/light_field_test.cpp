// Light fields from files: read, turned, and interpolated as scipy does.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/network/light_path.h"
#include "engine/scenario/reader.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

#include <fstream>

namespace spikelight {
namespace {

using testing::Csv;
using testing::reference;

/// A light at the reference's place, once for each of its directions.
Scenario scenario_with(const std::string& field) {
    testing::TemporaryDirectory directory;
    const auto file = directory.path() / "s.toml";
    std::ofstream(file) << R"(format = 1
seed = 1
[simulation]
duration = "1 ms"
[[population]]
name = "exc"
size = 1
position = { grid = { from = ["0 mm", "0 mm", "0 mm"], to = ["0 mm", "0 mm", "0 mm"], shape = [1, 1, 1] } }
[[light]]
name = "probe"
model = "field"
radius = "0.1 mm"
initial = "1 mW"
positions = [["0.11 mm", "-0.07 mm", "0.05 mm"], ["0.11 mm", "-0.07 mm", "0.05 mm"], ["0.11 mm", "-0.07 mm", "0.05 mm"], ["0.11 mm", "-0.07 mm", "0.05 mm"]]
direction = [[0, 0, 1], [0, 0, -1], [1, 0, 0], [0.3, -0.5, 0.8]]
field = { file = ")" << reference("light_field").string()
                        << "/" << field << "\" }\n";
    return read_scenario(file).scenario;
}

void expect_points(const Scenario& scenario, const std::string& points) {
    const std::vector<LightSource> sources = make_light_sources(scenario);
    ASSERT_EQ(sources.size(), 4u);
    const Csv expected(reference("light_field/" + points));
    int lit = 0;
    for (std::size_t row = 0; row < expected.rows(); ++row) {
        const auto& source = sources[static_cast<std::size_t>(expected.number(row, "source"))];
        const double value = expected.number(row, "transmittance_1");
        // Coordinates of 1e-3 m rounded to 1e-16 of it, times slopes of 10 per mm.
        EXPECT_NEAR(
            transmittance(source, expected.number(row, "x_mm") * 1e-3,
                          expected.number(row, "y_mm") * 1e-3, expected.number(row, "z_mm") * 1e-3),
            value, 1e-12)
            << points << " row " << row;
        lit += value > 0;
    }
    EXPECT_GT(lit, 100);
    EXPECT_LT(lit, static_cast<int>(expected.rows()) - 20);
}

TEST(LightField, VolumeIsInterpolatedAsByScipyInAnyDirection) {
    const Scenario scenario = scenario_with("volume.h5");
    EXPECT_EQ(scenario.lights[0].field.shape, (std::array<int, 3>{6, 5, 7}));
    expect_points(scenario, "volume_points.csv");
}

TEST(LightField, TableOverRadiusAndDepthIsInterpolatedAsByScipy) {
    const Scenario scenario = scenario_with("table.csv");
    EXPECT_TRUE(scenario.lights[0].field.radial);
    expect_points(scenario, "table_points.csv");
}

TEST(LightField, PowerIsSpreadOverTheSourcesRadius) {
    // 1 mW over pi (0.1 mm)^2.
    EXPECT_NEAR(scenario_with("table.csv").lights[0].initial[0], 1e-3 / (std::acos(-1.0) * 1e-8),
                1e-9);
}

TEST(LightField, OfAFiberIsTheFibersLight) {
    // Half a millimetre of Foutz's formula at every 5 um: linear interpolation errs by h^2 / 8 of the second derivative,
    // which stays below 8 / (core radius)^2, where the profile is steepest: 5e-6^2 / 8 * 2 * 8e8 = 5e-3.
    const FiberField<double> fiber = make_fiber_field(100e-6, 0.37, 125, 7370, 1.36, 1);
    MeasuredField field;
    field.radial = true;
    field.shape = {101, 1, 101};
    field.spacing = {5e-6, 1, 5e-6};
    std::vector<float> values;
    for (int i = 0; i <= 100; ++i)
        for (int j = 0; j <= 100; ++j)
            values.push_back(float(fiber_transmittance(fiber, 25e-12 * i * i, 5e-6 * j)));
    field.values = std::make_shared<const std::vector<float>>(values);
    const LightField grid = make_light_field(field);
    double worst = 0;
    for (double x = 0; x < 0.35e-3; x += 7.3e-6)
        for (double z = 0; z < 0.5e-3; z += 6.1e-6)
            worst = std::max(worst, std::abs(field_transmittance(grid, x, -0.7 * x, z) -
                                             fiber_transmittance(fiber, 1.49 * x * x, z)));
    EXPECT_LT(worst, 5e-3);
    // On the grid's points it is the formula, rounded to float.
    EXPECT_EQ(float(field_transmittance(grid, 0, 50e-6, 100e-6)), values[10 * 101 + 20]);
}

TEST(LightField, IsDarkWhereAPopulationHasNoPosition) {
    const Scenario scenario = scenario_with("volume.h5");
    const double nowhere = std::nan("");
    EXPECT_EQ(transmittance(make_light_sources(scenario)[3], nowhere, nowhere, nowhere), 0);
}

}  // namespace
}  // namespace spikelight
