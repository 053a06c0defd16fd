// Sources that add up and sources that move, through whole runs.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/force_isa.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

const std::string neurons = R"(format = 1
seed = 5
[simulation]
duration = "60 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 600
v_init = { uniform = ["-70 mV", "-50 mV"] }
position = { cylinder = { start = ["0 mm", "0 mm", "0.2 mm"], end = ["0 mm", "0 mm", "0.3 mm"], radius = "0.4 mm" }, placement = "random" }
[[projection]]
from = "exc"
to = "exc"
connect = { in_degree = 20 }
weight = "0.3 mV"
delay = "1.5 ms"
[[opsin]]
population = "exc"
model = "chr2_4s"
[[record.trace]]
population = "exc"
variables = ["irradiance", "photocurrent"]
neurons = "0:600:50"
every = "0.1 ms"
)";

const std::string fiber = R"([[light]]
name = "fiber"
positions = [["0 mm", "0 mm", "0 mm"]]
initial = "10 mW/mm^2"
)";

class Folder {
  public:
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(directory_.path() / name) << text;
        return directory_.path() / name;
    }
    ScenarioRun run(const std::string& text, int threads = 1,
                    const std::vector<Override>& overrides = {}) const {
        return run_scenario(write("s.toml", text), threads, overrides);
    }

  private:
    TemporaryDirectory directory_;
};

TEST(Superposition, TwoSourcesOfHalfThePowerAreOne) {
    // Half of a floating-point number is exact, and so is the sum of two halves: the runs agree in every bit.
    Folder folder;
    const auto one = folder.run(neurons + fiber);
    const auto two = folder.run(neurons + R"([[light]]
name = "pair"
positions = [["0 mm", "0 mm", "0 mm"], ["0 mm", "0 mm", "0 mm"]]
initial = "5 mW/mm^2"
)");
    EXPECT_EQ(one.traces, two.traces);
    ASSERT_GT(one.spikes.size(), 300u);
    EXPECT_TRUE(same_spikes(one.spikes, two.spikes));
    // Power says the same as irradiance: 10 mW/mm^2 over pi (0.1 mm)^2, but for the rounding of pi.
    const auto power =
        folder.run(neurons + fiber, 1, {{"light.fiber.initial", "0.3141592653589793 mW"}});
    EXPECT_NEAR(power.traces.at({0, 0})[0][0] / one.traces.at({0, 0})[0][0], 1, 1e-6);
}

TEST(Superposition, LightsOfTwoColoursExciteByTheirOwnSpectra) {
    // ChR2 sees 473 and 500 nm: under both its photocurrent is that of the sum of the effective photons, which 473 nm
    // alone gives at 10 + 10 epsilon(500) / epsilon(473) 500 / 473 mW/mm^2 = 10 (1 + 0.57).
    Folder folder;
    const std::string green = R"([[light]]
name = "green"
wavelength = "500 nm"
absorption = "0.125 /mm"
scattering = "7.37 /mm"
positions = [["0 mm", "0 mm", "0 mm"]]
initial = "10 mW/mm^2"
)";
    // In double, and before the first neurons come near their threshold, where differences grow.
    const Override exact{"simulation.precision", "float64"};
    const auto both = folder.run(neurons + fiber + green, 1, {exact});
    const auto blue =
        folder.run(neurons + fiber, 1, {exact, {"light.fiber.initial", "15.7 mW/mm^2"}});
    for (std::size_t row = 1; row < 30; ++row)
        for (std::size_t i = 0; i < 12; ++i) {
            const double expected = blue.traces.at({0, 1})[row][i];
            ASSERT_NEAR(both.traces.at({0, 1})[row][i], expected, 1e-9 * std::abs(expected));
        }
}

const std::string moving =
    fiber +
    R"(path = { to = [["0.3 mm", "0 mm", "0.1 mm"]], start = "10 ms", stop = "30 ms", every = "2 ms" }
)";

TEST(MovingSource, LightsEachStepFromWhereItsPathIs) {
    Folder folder;
    const auto run = folder.run(neurons + moving);
    // At 0, 10.1, 18.5 and 45 ms: where it was at the last multiple of 2 ms.
    for (const auto& [step, x_um, z_um] :
         std::initializer_list<std::tuple<int, int, int>>{{0, 0, 0},
                                                          {101, 0, 0},
                                                          {119, 0, 0},
                                                          {120, 30, 10},
                                                          {185, 120, 40},
                                                          {300, 300, 100},
                                                          {450, 300, 100}}) {
        const auto there = folder.run(
            neurons + fiber, 1,
            {{"light.fiber.positions", "[[\"" + std::to_string(x_um) + " um\", \"0 um\", \"" +
                                           std::to_string(z_um) + " um\"]]"},
             {"simulation.duration", "0.1 ms"}});
        for (std::size_t i = 0; i < 12; ++i) {
            const double expected = there.traces.at({0, 0})[0][i];
            // The path's positions are rounded once more than those written: 1e-16 m of 1e-4 m.
            EXPECT_NEAR(run.traces.at({0, 0})[static_cast<std::size_t>(step)][i], expected,
                        1e-6 * expected)
                << "step " << step << ", neuron " << 50 * i;
        }
    }
}

TEST(MovingSource, FollowsAFileAsItFollowsALine) {
    Folder folder;
    folder.write("path.csv", "t_ms,x_mm,y_mm,z_mm\n10,0,0,0\n20,0.15,0,0.05\n30,0.3,0,0.1\n");
    const auto line = folder.run(neurons + moving);
    const auto file =
        folder.run(neurons + fiber + "path = { file = \"path.csv\", every = \"2 ms\" }\n");
    ASSERT_GT(line.spikes.size(), 300u);
    EXPECT_TRUE(same_spikes(line.spikes, file.spikes));
}

TEST(MovingSource, HasTheSameSpikesOnEveryThreadCountAndIsa) {
    Folder folder;
    ScenarioRun expected;
    {
        ForceIsa baseline(Isa::baseline);
        expected = folder.run(neurons + moving);
    }
    // It is not the light that stands still.
    EXPECT_NE(expected.traces, folder.run(neurons + fiber).traces);
    for (Isa isa : available_isas())
        for (int threads : {1, 3}) {
            ForceIsa forced(isa);
            const auto run = folder.run(neurons + moving, threads);
            ASSERT_TRUE(same_spikes(run.spikes, expected.spikes)) << isa_name(isa) << threads;
            ASSERT_EQ(run.traces, expected.traces);
        }
}

}  // namespace
}  // namespace spikelight
