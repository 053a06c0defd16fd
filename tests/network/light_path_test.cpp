// From the source to the opsin: transmittance per neuron and photons per joule of whole scenarios.
#include "engine/network/light_path.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/network/network.h"
#include "engine/scenario/reader.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using testing::Csv;

NetworkData network_under_light(const Scenario& scenario) {
    return make_network(scenario, place_neurons(scenario));
}

double transmittance_at(const NetworkData& network, std::size_t source, std::size_t neuron) {
    return transmittance(network.sources[source], network.x[neuron], network.y[neuron],
                         network.z[neuron]);
}

/// 0 where the reference is exactly 0, else relative to it.
void expect_equal(double ours, double expected, const std::string& where) {
    // Positions in mm are rounded once to m, and an exponent of 100 turns that into a few 1e-14; 1e-9 is far from any
    // mistake of the formula and far above rounding.
    if (expected == 0)
        EXPECT_EQ(ours, 0) << where;
    else
        EXPECT_LT(std::abs(ours / expected - 1), 1e-9) << where;
}

TEST(LightPath, FrozenOptoHasCleosTransmittancePerNeuronAndFiber) {
    const Scenario scenario = read_scenario(testing::scenario("frozen_opto/dt0p1.toml")).scenario;
    const NetworkData network = network_under_light(scenario);
    ASSERT_EQ(network.sources.size(), 2u);
    const Csv expected(testing::scenario("frozen_opto/expected_transmittance.csv"));
    for (std::size_t row = 0; row < expected.rows(); ++row) {
        const bool inhibitory = expected.text(row, "population") == "inh";
        const auto neuron = static_cast<std::size_t>(expected.number(row, "index")) +
                            network.populations[inhibitory].first;
        for (std::size_t fiber : {0u, 1u})
            expect_equal(transmittance_at(network, fiber, neuron),
                         expected.number(row, "fiber" + std::to_string(fiber)),
                         "row " + std::to_string(row));
    }
    EXPECT_GE(expected.rows(), 400u);
}

TEST(LightPath, OrientedFibersHaveCleosTransmittance) {
    for (const std::string name :
         {"foutz473_default", "thin_fiber_R50um_NA022", "wide_fiber_R200um_NA050"}) {
        const Scenario scenario =
            read_scenario(testing::scenario("oriented_light/" + name + ".toml")).scenario;
        const NetworkData network = network_under_light(scenario);
        const Csv expected(testing::scenario("oriented_light/expected_" + name + ".csv"));
        ASSERT_EQ(expected.rows(), network.sources.size());
        // Source k shines on neuron k.
        for (std::size_t k = 0; k < expected.rows(); ++k)
            expect_equal(transmittance_at(network, k, k), expected.number(k, "transmittance"),
                         name + ", source " + std::to_string(k));
    }
}

TEST(LightPath, FrozenOptoHasCleosPhotonsPerJoule) {
    const Scenario scenario = read_scenario(testing::scenario("frozen_opto/dt0p1.toml")).scenario;
    const NetworkData network = network_under_light(scenario);
    ASSERT_EQ(network.opsins.size(), 1u);
    EXPECT_EQ(network.opsins[0].population, 0u);
    EXPECT_EQ(network.opsins[0].expression, std::vector<double>{1.0});
    // chr2_4s in Cleo's table is 1 at 473 nm; the scenario gives Cleo's photon energy. exp(log(1)) is exact.
    const double expected = 1.0 / 4.2022706131078223e-19;
    ASSERT_EQ(network.opsins[0].photons_per_joule.size(), 2u);
    for (double photons : network.opsins[0].photons_per_joule) EXPECT_DOUBLE_EQ(photons, expected);
}

TEST(LightPath, PhotonsPerJouleFollowCleosSpectraAndCodatasEnergy) {
    // One light per wavelength of the reference, on every model it has.
    const Csv epsilon(testing::reference("spectrum/epsilon.csv"));
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = 1;
    const double h_c = 6.62607015e-34 * 299792458.0;
    for (std::size_t row = 0; row < epsilon.rows(); ++row) {
        Light light;
        light.wavelength = epsilon.number(row, "wavelength_nm") * 1e-9;
        light.photon_energy = h_c / light.wavelength;
        light.positions = {{0, 0, 0}};
        light.directions = {{0, 0, 1}};
        scenario.lights.push_back(light);
    }
    for (const std::string model :
         {"chr2_4s", "chr2_b4s", "chr2_h134r_4s", "vfchrimson_4s", "chrimson_4s", "gtacr2_4s"}) {
        Opsin opsin;
        opsin.model = model;
        opsin.spectrum = SpectrumKind::cleo;
        const OpsinData data = make_opsin(scenario, opsin);
        for (std::size_t row = 0; row < epsilon.rows(); ++row) {
            // The logarithm's 20 units of 1e-16 and a wavelength rounded to 1e-6 nm, over which a spectrum falling by
            // half in 10 nm changes by 1e-7; the wavelengths here are whole tenths.
            const double expected = epsilon.number(row, "epsilon_" + model);
            const double ours = data.photons_per_joule[row] * scenario.lights[row].photon_energy;
            EXPECT_NEAR(ours, expected, 1e-12 * (expected + 1e-9)) << model << " at row " << row;
        }
    }
}

TEST(LightPath, ASpectrumsEndsAreInsideItHoweverTheirWavelengthsWereRounded) {
    // ChR2's table goes from 400 nm (0.34) to 1120 nm; one rounding beyond must not be dark.
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = 1;
    for (double wavelength :
         {std::nextafter(400e-9, 0.0), std::nextafter(1120e-9, 1.0), 399.9e-9}) {
        Light light;
        light.wavelength = wavelength;
        light.photon_energy = 1;
        light.positions = {{0, 0, 0}};
        light.directions = {{0, 0, 1}};
        scenario.lights.push_back(light);
    }
    Opsin opsin;
    opsin.model = "chr2_4s";
    opsin.spectrum = SpectrumKind::cleo;
    const OpsinData data = make_opsin(scenario, opsin);
    EXPECT_DOUBLE_EQ(data.photons_per_joule[0], 0.34);
    EXPECT_NEAR(data.photons_per_joule[1], 3.69846695265254e-08, 1e-20);
    EXPECT_EQ(data.photons_per_joule[2], 0);
}

TEST(LightPath, SourcesAreFlattenedInFileOrder) {
    Scenario scenario;
    Light fibers, beam;
    fibers.positions = {{1, 0, 0}, {2, 0, 0}};
    fibers.directions = {{0, 0, 1}, {1, 0, 0}};
    beam.model = LightModel::koehler;
    beam.radius = 1e-3;
    beam.depth = 2e-3;
    beam.positions = {{3, 0, 0}};
    beam.directions = {{0, 0, 1}};
    scenario.lights = {beam, fibers};
    const auto sources = make_light_sources(scenario);
    ASSERT_EQ(sources.size(), 3u);
    EXPECT_EQ(sources[0].model, LightSource::Model::koehler);
    EXPECT_EQ(transmittance(sources[0], 3 + 0.9e-3, 0, 1e-3), 1);
    EXPECT_EQ(transmittance(sources[0], 3 + 1.1e-3, 0, 1e-3), 0);
    EXPECT_EQ(transmittance(sources[0], 3, 0, 2.1e-3), 0);
    EXPECT_EQ(sources[1].x, 1);
    EXPECT_EQ(sources[2].x, 2);
    EXPECT_EQ(sources[2].dx, 1);
}

TEST(LightPath, AFocusFallsToExpMinusHalfAtOneSigma) {
    Scenario scenario;
    Light focus;
    focus.model = LightModel::gaussian_ellipsoid;
    focus.sigma_axial = 18e-6;
    focus.sigma_lateral = 8e-6;
    focus.positions = {{0, 0, 0.2e-3}};
    focus.directions = {{0, 0, 1}};
    scenario.lights = {focus};
    const auto sources = make_light_sources(scenario);
    EXPECT_NEAR(transmittance(sources[0], 8e-6, 0, 0.2e-3), std::exp(-0.5), 1e-12);
    EXPECT_NEAR(transmittance(sources[0], 0, 0, 0.182e-3), std::exp(-0.5), 1e-12);
    EXPECT_NEAR(transmittance(sources[0], 0, 16e-6, 0.218e-3), std::exp(-2.5), 1e-12);
}

/// Expression of 20,000 neurons.
OpsinData expressed(const Value& value, double fraction) {
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = 20000;
    Opsin opsin;
    opsin.model = "chr2_4s";
    opsin.expression = value;
    opsin.expressing_fraction = fraction;
    return make_opsin(scenario, opsin);
}

TEST(Expression, AFractionOfTheNeuronsExpressesAndTheRestNothing) {
    const OpsinData data = expressed({Value::Kind::constant, 0.7, 0, {}}, 0.3);
    ASSERT_EQ(data.expression.size(), 20000u);
    double expressing = 0;
    for (double x : data.expression) {
        EXPECT_TRUE(x == 0 || x == 0.7);
        expressing += x > 0;
    }
    // Binomial: sd = sqrt(0.3 * 0.7 / 20000) = 0.0032; four of them.
    EXPECT_NEAR(expressing / 20000, 0.3, 0.013);
}

TEST(Expression, StrengthIsIndependentOfWhetherANeuronExpresses) {
    const OpsinData all = expressed({Value::Kind::uniform, 0, 1, {}}, 1);
    const OpsinData half = expressed({Value::Kind::uniform, 0, 1, {}}, 0.5);
    double mean = 0, expressing = 0;
    for (std::size_t i = 0; i < 20000; ++i) {
        if (half.expression[i] == 0) continue;
        EXPECT_EQ(half.expression[i], all.expression[i]);
        mean += half.expression[i];
        ++expressing;
    }
    // The mean of 10,000 uniform draws has the standard error 0.0029; four of them.
    EXPECT_NEAR(mean / expressing, 0.5, 0.0116);
}

TEST(Expression, ANegativeDensityIsToldWithItsNeuron) {
    try {
        expressed({Value::Kind::list, 0, 0, {1.0, -0.25}}, 1);
        FAIL() << "accepted";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(),
                     "opsin 'chr2_4s' of population '', neuron 1: expression = -0.25 (a density of "
                     "channels is not "
                     "negative). Lower its spread, or draw it lognormal");
    }
}

}  // namespace
}  // namespace spikelight
