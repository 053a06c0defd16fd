// White noise on the membrane: `noise` is the standard deviation of the free membrane.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "tests/simulation/run_scenario.h"
#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

using namespace testing;

/// v of 2,000 free membranes without leak towards anything but E_L, every 5 ms after 100 ms of settling, minus E_L.
std::vector<std::vector<double>> free_membranes(const std::string& precision) {
    TemporaryDirectory directory;
    std::filesystem::path file = directory.path() / "free.toml";
    std::ofstream(file)
        << "format = 1\ntitle = \"Free membranes\"\nseed = 5\n"
           "[simulation]\nduration = \"500 ms\"\ndt = \"0.1 ms\"\nprecision = \""
        << precision
        << "\"\n[[population]]\nname = \"free\"\nmodel = \"lif\"\nsize = 2000\nnoise = \"3 mV\"\n"
           "V_peak = \"30 mV\"\n[[record.trace]]\npopulation = \"free\"\nvariables = [\"v\"]\n"
           "neurons = \"all\"\nevery = \"5 ms\"\n";
    auto rows = run_scenario(file, 2).traces.at({0, 0});
    rows.erase(rows.begin(), rows.begin() + 20);
    for (auto& row : rows)
        for (double& v : row) v += 70e-3;
    return rows;
}

/// Mean of products of x(t) and x(t + lag rows), or of neighbouring neurons (shift 1).
double mean_product(const std::vector<std::vector<double>>& rows, std::size_t lag,
                    std::size_t shift) {
    double sum = 0, count = 0;
    for (std::size_t r = 0; r + lag < rows.size(); ++r)
        for (std::size_t i = 0; i + shift < rows[r].size(); ++i) {
            sum += rows[r][i] * rows[r + lag][i + shift];
            count += 1;
        }
    return sum / count;
}

// An Ornstein-Uhlenbeck process by Euler steps: variance noise^2 / (1 - dt / (2 tau_m)), correlation (1 - dt/tau_m)^k.
// 2,000 neurons, 80 rows a quarter of tau_m apart are about 2,000 x 20 independent values: the variance is known within
// 0.7 %, a correlation within 0.005; the limits are five of these.
TEST(Noise, has_the_standard_deviation_and_the_time_constant_that_the_scenario_gives) {
    for (std::string precision : {"float32", "float64"}) {
        auto rows = free_membranes(precision);
        ASSERT_EQ(rows.size(), 80u);
        double variance = mean_product(rows, 0, 0), decay = 1 - 0.1 / 20;
        EXPECT_NEAR(variance, 9e-6 / (1 - 0.1 / 40), 0.035 * 9e-6) << precision;
        for (std::size_t lag : {1u, 4u, 12u})
            EXPECT_NEAR(mean_product(rows, lag, 0) / variance, std::pow(decay, 50.0 * double(lag)),
                        0.025)
                << precision << ", lag of " << 5 * lag << " ms";
    }
}

TEST(Noise, of_neighbouring_neurons_is_independent) {
    auto rows = free_membranes("float32");
    double variance = mean_product(rows, 0, 0);
    // Neighbours at distance 1 ... 3 share a Philox block, at 4 the word.
    for (std::size_t shift : {1u, 2u, 3u, 4u})
        EXPECT_NEAR(mean_product(rows, 0, shift) / variance, 0, 0.025) << shift;
}

}  // namespace
}  // namespace spikelight
