// AdEx neurons against Brian2: every spike, and v and w every millisecond (tests/reference/adex).
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

/// A population of one for each neuron of the reference, and the synapse from the first to the second.
std::filesystem::path write_scenario(const std::filesystem::path& directory) {
    Csv neurons(reference("adex/neurons.csv"));
    std::filesystem::path file = directory / "adex.toml";
    std::ofstream out(file);
    out << "format = 1\nseed = 1\n[simulation]\nduration = \"500 ms\"\ndt = \"0.1 "
           "ms\"\nprecision = \"float64\"\n";
    for (std::size_t row = 0; row < neurons.rows(); ++row) {
        auto quantity = [&](const std::string& key, const std::string& unit) {
            out << key << " = \"" << neurons.text(row, key + "_" + unit) << " " << unit << "\"\n";
        };
        out << "[[population]]\nname = \"n" << row << "\"\nsize = 1\nmodel = \"adex\"\n";
        for (const char* key : {"E_L", "V_T", "Delta_T", "V_reset"}) quantity(key, "mV");
        for (const char* key : {"tau_m", "tau_w", "t_ref"}) quantity(key, "ms");
        for (const char* key : {"b", "I_e"}) quantity(key, "pA");
        quantity("R_m", "Mohm");
        quantity("a", "nS");
        out << "V_peak = \"0 mV\"\nv_init = \"" << neurons.text(row, "E_L_mV") << " mV\"\n";
        out << "[[record.trace]]\npopulation = \"n" << row
            << "\"\nvariables = [\"v\", \"w\"]\nevery = \"1 ms\"\n";
    }
    out << "[[projection]]\nfrom = \"n0\"\nto = \"n1\"\nconnect = \"one_to_one\"\nweight = \"1.5 "
           "mV\"\ndelay = \"1.5 ms\"\n";
    return file;
}

class AdEx : public ::testing::Test {
  protected:
    ScenarioRun run() { return run_scenario(write_scenario(directory_.path()), 1); }
    TemporaryDirectory directory_;
};

TEST_F(AdEx, FiresTheSpikesOfBrian2) {
    Csv csv(reference("adex/spikes.csv"));
    std::vector<std::pair<std::uint32_t, std::uint32_t>> expected, fired;
    for (std::size_t row = 0; row < csv.rows(); ++row)
        expected.emplace_back(csv.number(row, "step"), csv.number(row, "neuron"));
    for (const Spike& spike : run().spikes) fired.emplace_back(spike.step, spike.neuron);
    std::sort(expected.begin(), expected.end());
    EXPECT_GT(expected.size(), 50u);
    EXPECT_EQ(fired, expected);
}

// 10 pV and 0.1 fA, 1e-9 of what they are: roundings of 5000 steps, and exp within an ulp of NumPy's.
TEST_F(AdEx, HasTheVAndWOfBrian2EveryMillisecond) {
    Csv csv(reference("adex/states.csv"));
    const ScenarioRun ours = run();
    ASSERT_EQ(csv.rows(), 500u);
    for (std::size_t row = 0; row < csv.rows(); ++row)
        for (std::size_t neuron = 0; neuron < 6; ++neuron) {
            const std::string name = std::to_string(neuron);
            ASSERT_NEAR(ours.traces.at({neuron, 0})[row][0], csv.number(row, "v" + name + "_V"),
                        1e-11)
                << "neuron " << neuron << " at " << row << " ms";
            ASSERT_NEAR(ours.traces.at({neuron, 1})[row][0], csv.number(row, "w" + name + "_A"),
                        1e-19)
                << "neuron " << neuron << " at " << row << " ms";
        }
}

// NEST's aeif_psc_delta documents these values of a, b and tau_w.
TEST_F(AdEx, AdaptsAsNestDoesWhereNothingIsWritten) {
    std::filesystem::path file = directory_.path() / "default.toml";
    std::ofstream(file) << "format = 1\n[[population]]\nname = \"n\"\nsize = 1\nmodel = \"adex\"\n";
    const Population population = read_scenario(file).scenario.populations[0];
    EXPECT_EQ(population.a, 4e-9);
    EXPECT_EQ(population.b, 80.5e-12);
    EXPECT_EQ(population.tau_w, 144e-3);
}

}  // namespace
}  // namespace spikelight
