// A network of 20,000 neurons against Brian2's, in distribution: own connectivity, own initial values.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/simulation/network_statistics.h"
#include "tests/simulation/run_scenario.h"
#include "tests/support/reference.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

/// The network of the reference: `exc` and `inh` are connect rules, weights in mV.
std::filesystem::path write_scenario(const std::filesystem::path& directory, const std::string& exc,
                                     const std::string& inh) {
    std::filesystem::path file = directory / "network.toml";
    std::ofstream out(file);
    out << "format = 1\ntitle = \"Reference network\"\nseed = 1\n[simulation]\nduration = \"11 "
           "s\"\ndt = \"0.1 ms\"\n";
    for (std::string name : {"exc", "inh"})
        out << "[[population]]\nname = \"" << name
            << "\"\nsize = " << (name == "exc" ? 16000 : 4000)
            << "\nI_e = \"60 pA\"\nv_init = { uniform = [\"-70 mV\", \"-50 mV\"] }\n";
    for (std::string from : {"exc", "inh"})
        for (std::string to : {"exc", "inh"})
            out << "[[projection]]\nfrom = \"" << from << "\"\nto = \"" << to
                << "\"\nconnect = " << (from == "exc" ? exc : inh)
                << "\nweight = " << (from == "exc" ? "\"0.3 mV\"" : "\"-1.8 mV\"")
                << "\ndelay = \"1.5 ms\"\n";
    out << "[record]\nspikes = true\n";
    return file;
}

SpikeStatistics run_seed(const std::filesystem::path& file, int seed) {
    auto run = run_scenario(file, 2, {{"seed", std::to_string(seed)}});
    // One second to settle, ten measured, as in the reference.
    return spike_statistics(run.spikes, 20000, 10000, 110000, 1e-4);
}

double reference_mean(const std::string& folder, const std::string& statistic) {
    Csv csv(reference(folder + "/summary.csv"));
    for (std::size_t row = 0; row < csv.rows(); ++row)
        if (csv.text(row, "statistic") == statistic) return csv.number(row, "mean");
    ADD_FAILURE() << "no " << statistic;
    return 0;
}

// Connectivities differ by 7 to 11 % in rate; the limits are those that the reference's JSON suggests for five seeds.
TEST(NetworkStatistics, of_the_random_network_agree_with_brian2_over_five_seeds) {
    TemporaryDirectory directory;
    auto file =
        write_scenario(directory.path(), "{ probability = 0.05 }", "{ probability = 0.05 }");
    SpikeStatistics mean;
    for (int seed = 1; seed <= 5; ++seed) {
        SpikeStatistics s = run_seed(file, seed);
        mean.rate_Hz += s.rate_Hz / 5;
        mean.cv_mean += s.cv_mean / 5;
        mean.fano_5ms += s.fano_5ms / 5;
        mean.correlation_5ms += s.correlation_5ms / 5;
    }
    double rate = reference_mean("network_statistics", "rate_all_Hz");
    double correlation = reference_mean("network_statistics", "corr_mean_5ms");
    double fano = reference_mean("network_statistics", "pop_fano_5ms");
    EXPECT_NEAR(mean.rate_Hz, rate, 0.2 * rate);
    EXPECT_NEAR(mean.cv_mean, reference_mean("network_statistics", "cv_isi_mean"), 0.04);
    EXPECT_NEAR(mean.fano_5ms, fano, 0.3 * fano);
    EXPECT_GT(mean.correlation_5ms, correlation / 1.5);
    EXPECT_LT(mean.correlation_5ms, correlation * 1.5);
}

// Equal in-degrees leave little to chance: the limits are tight.
TEST(NetworkStatistics, of_the_network_with_fixed_in_degree_agree_with_brian2) {
    TemporaryDirectory directory;
    auto file = write_scenario(directory.path(), "{ in_degree = 800 }", "{ in_degree = 200 }");
    SpikeStatistics s = run_seed(file, 1);
    double rate = reference_mean("network_statistics_fixed_indegree", "rate_all_Hz");
    double correlation = reference_mean("network_statistics_fixed_indegree", "corr_mean_5ms");
    double fano = reference_mean("network_statistics_fixed_indegree", "pop_fano_5ms");
    EXPECT_NEAR(s.rate_Hz, rate, 0.05 * rate);
    EXPECT_NEAR(s.cv_mean, reference_mean("network_statistics_fixed_indegree", "cv_isi_mean"),
                0.03);
    EXPECT_NEAR(s.fano_5ms, fano, 0.2 * fano);
    EXPECT_NEAR(s.correlation_5ms, correlation, 0.25 * correlation);
}

}  // namespace
}  // namespace spikelight
