// Poisson sources: how often, how regularly and how independently they fire. Seeds are fixed, so the tests are exact
// repetitions; the limits are those that a right generator breaks in fewer than one of 10,000 seeds.
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/run_constants.h"
#include "tests/backend/hand_made_network.h"

namespace spikelight {
namespace {

using namespace testing;

constexpr std::uint32_t neurons = 2003;  // no multiple of four
constexpr std::int64_t steps = 20000;    // 2 s

NetworkData sources(double rate, std::uint64_t key) {
    NetworkData network;
    network.dt = 0.1e-3;
    PopulationData& population = add_population(network, neurons);
    population.model = MembraneModel::poisson;
    population.rate = {rate};
    population.spike_key = key;
    return network;
}

/// Spikes per neuron and bin.
std::vector<std::vector<double>> counts(const std::vector<Spike>& spikes, std::int64_t bin) {
    std::vector<std::vector<double>> result(neurons, std::vector<double>(std::size_t(steps / bin)));
    for (const Spike& spike : spikes) ++result[spike.neuron][std::size_t(spike.step / bin)];
    return result;
}

TEST(Poisson, SourcesFireAtTheirRate) {
    for (double rate : {0.5, 10.0, 400.0}) {
        const BackendRun run = run_backend(sources(rate, 77), 2, steps, steps);
        // A step holds one spike at most, with probability 1 - exp(-rate dt).
        const double p = 1 - std::exp(-rate * 1e-4), draws = double(neurons) * double(steps);
        EXPECT_NEAR(double(run.spikes.size()), draws * p, 4 * std::sqrt(draws * p * (1 - p)))
            << rate << " Hz";
    }
}

TEST(Poisson, CountsVaryAsPoissonsDo) {
    const auto bins = counts(run_backend(sources(50, 5), 2, steps, steps).spikes, 200);
    // Variance over mean of 2003 x 100 bins of 20 ms with one spike on average: binomial, 1 - p = 0.995, with a
    // standard error of sqrt(3 / 200300) = 0.0039 (the fourth moment of a Poisson variable of mean 1).
    double sum = 0, squares = 0, n = double(neurons) * 100;
    for (const auto& neuron : bins)
        for (double count : neuron) sum += count, squares += count * count;
    const double mean = sum / n, variance = (squares - n * mean * mean) / (n - 1);
    EXPECT_NEAR(variance / mean, 0.995, 4 * 0.0039);
}

/// Correlation of two series.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double n = double(a.size()), sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sa += a[i], sb += b[i], saa += a[i] * a[i], sbb += b[i] * b[i], sab += a[i] * b[i];
    return (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
}

TEST(Poisson, NeighboursStepsAndPopulationsAreIndependent) {
    const auto bins = counts(run_backend(sources(100, 5), 2, steps, steps).spikes, 50);
    const auto other = counts(run_backend(sources(100, 6), 2, steps, steps).spikes, 50);
    // Means over 2002 correlations of 400 bins: standard error 1 / sqrt(2002 x 400) = 0.0011.
    double neighbours = 0, successive = 0, populations = 0;
    for (std::size_t i = 0; i + 1 < neurons; ++i) {
        neighbours += correlation(bins[i], bins[i + 1]) / (neurons - 1);
        populations += correlation(bins[i], other[i]) / (neurons - 1);
        // A finite series correlates with itself by -1/n on average.
        const std::vector<double> now(bins[i].begin(), bins[i].end() - 1),
            next(bins[i].begin() + 1, bins[i].end());
        successive += (correlation(now, next) + 1.0 / 399) / (neurons - 1);
    }
    EXPECT_NEAR(neighbours, 0, 4 * 0.0011);
    EXPECT_NEAR(successive, 0, 4 * 0.0011);
    EXPECT_NEAR(populations, 0, 4 * 0.0011);
}

TEST(Poisson, EachNeuronMayHaveItsOwnRate) {
    NetworkData network = sources(0, 9);
    network.populations[0].rate.assign(neurons, 0);
    network.populations[0].rate[1500] = 1000;
    // So often that it fires in every step: the probability is 1 to the last word.
    network.populations[0].rate[2002] = 1e9;
    const auto bins = counts(run_backend(network, 3, steps, steps).spikes, steps);
    EXPECT_EQ(bins[2002][0], steps);
    // Nobody else fires.
    double all = 0;
    for (const auto& neuron : bins) all += neuron[0];
    EXPECT_EQ(all, bins[1500][0] + bins[2002][0]);
    const double p = 1 - std::exp(-0.1);
    EXPECT_NEAR(bins[1500][0], steps * p, 4 * std::sqrt(steps * p * (1 - p)));
}

TEST(Poisson, ThresholdIsTheProbabilityInWords) {
    EXPECT_EQ(poisson_threshold(0, 1e-4), 0u);
    EXPECT_EQ(poisson_threshold(1e300, 1e-4), 0xFFFFFFFFu);
    // log 2: fires half the time.
    EXPECT_EQ(poisson_threshold(std::log(2.0), 1), 0x80000000u);
}

TEST(Poisson, SpikesReachTheirTargetsAfterTheDelay) {
    NetworkData network = sources(20, 3);
    PopulationData& target = add_population(network, 1);
    target.I_e = {0};
    add_projection(network, 0, 1, ProjectionData::Rule::all_to_all, 1e-6, 3);
    auto backend = make_cpu_backend(1);
    backend->build(network);
    // v - E_L decays by dt / tau_m = 0.005 a step, and gains 1 uV for each spike three steps before.
    std::vector<double> arrived(60, 0);
    double expected = 0;
    for (std::int64_t step = 0; step < 50; ++step) {
        backend->advance(step, step + 1);
        arrived[std::size_t(step + 3)] = double(backend->spikes().size());
        expected = expected * (1 - 0.005) + 1e-6 * arrived[std::size_t(step)];
        double v = 0;
        backend->observe(step + 1, {1, Variable::v, 0, {0}}, std::span(&v, 1));
        // In float near -70 mV: 4e-9 V a step.
        EXPECT_NEAR(v + 70e-3, expected, 3e-7) << "step " << step;
    }
    EXPECT_GT(expected, 1e-4);
}

}  // namespace
}  // namespace spikelight
