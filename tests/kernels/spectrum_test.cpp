#include "kernels/spectrum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;
using testing::Csv;
using testing::reference;

TEST(Spectrum, EqualsScipysInterpolationOfEveryOpsin) {
    json description = json::parse(testing::read_text(reference("spectrum/spectrum.json")));
    Csv table(reference("spectrum/epsilon.csv"));
    ASSERT_EQ(description["opsins"].size(), 7u);
    for (auto const& [model, opsin] : description["opsins"].items()) {
        std::vector<double> wavelengths = opsin["spectrum_lambda_nm"];
        std::vector<double> values = opsin["spectrum_epsilon"];
        Spectrum spectrum(wavelengths, values);
        for (std::size_t row = 0; row < table.rows(); ++row) {
            double wavelength = table.number(row, "wavelength_nm");
            double expected = table.number(row, "epsilon_" + model);
            // The logarithm reaches -23, so its rounding alone is 3.6e-15 of the value.
            EXPECT_NEAR(spectrum(wavelength), expected, 1e-13 * expected)
                << model << " at " << wavelength << " nm";
        }
    }
}

TEST(Spectrum, OvershootsNoEndWhoseSlopeTurns) {
    // The first slope is limited to three secants, which no opsin's table needs. Expected: exp of
    // scipy.interpolate.PchipInterpolator(wavelengths, logarithms) (scipy 1.10.1).
    std::vector<double> wavelengths{400, 410, 425, 440, 470};
    std::vector<double> values{0.3678794411714424, 0.4065696597405991, 0.04978706836786394,
                               0.05502322005640723, 0.3678794411714424};
    const std::vector<std::pair<double, double>> expected = {
        {402.5, 0.38977427089517597}, {405, 0.4015191703141666},  {418, 0.1281127626795785},
        {430, 0.05047022055075109},   {445, 0.06135706914781688}, {465, 0.2266983718366369}};
    // Logarithms of a few units, rounded a dozen times.
    for (auto [wavelength, value] : expected)
        EXPECT_NEAR(interpolate_spectrum(wavelengths, values, wavelength), value, 1e-14);
}

TEST(PhotonEnergy, IsThatOfTheReference) {
    // Photon flux = irradiance / energy, at CODATA's constants; three roundings.
    Csv table(reference("spectrum/photon_flux.csv"));
    for (std::size_t row = 0; row < table.rows(); ++row) {
        double energy = photon_energy(table.number(row, "wavelength_nm") * 1e-9);
        EXPECT_NEAR(energy / table.number(row, "photon_energy_CODATA_J"), 1, 1e-15);
        double irradiance = table.number(row, "irradiance_mW_per_mm2") * 1e-3;
        double expected = table.number(row, "photon_flux_CODATA_per_mm2_per_s");
        EXPECT_NEAR(irradiance / energy, expected, 1e-15 * expected);
        // Cleo's constants are 6.2e-4 larger (the reference's README, defect 4).
        EXPECT_NEAR(table.number(row, "photon_energy_J") / energy, 1.0006182614273889, 1e-15);
    }
}

TEST(Spectrum, SortsItsTableAndIsZeroOutside) {
    std::vector<double> wavelengths{500, 400, 450}, values{0.5, 0.1, 1.0};
    EXPECT_DOUBLE_EQ(interpolate_spectrum(wavelengths, values, 400), 0.1);
    EXPECT_DOUBLE_EQ(interpolate_spectrum(wavelengths, values, 450), 1.0);
    EXPECT_DOUBLE_EQ(interpolate_spectrum(wavelengths, values, 500), 0.5);
    EXPECT_EQ(interpolate_spectrum(wavelengths, values, 399.9), 0);
    EXPECT_EQ(interpolate_spectrum(wavelengths, values, 500.1), 0);
}

TEST(Spectrum, IsAStraightLineOfLogarithmsBetweenTwoPoints) {
    std::vector<double> wavelengths{400, 500}, values{0.01, 1.0};
    EXPECT_NEAR(interpolate_spectrum(wavelengths, values, 450), 0.1, 1e-15);
    EXPECT_EQ(interpolate_spectrum(std::vector{473.0}, std::vector{0.8}, 470), 0);
    EXPECT_DOUBLE_EQ(interpolate_spectrum(std::vector{473.0}, std::vector{0.8}, 473), 0.8);
}

TEST(Spectrum, RefusesTablesWithoutMeaning) {
    std::vector<double> none, twice{473, 473}, negative{1, -1}, two{1, 2};
    EXPECT_THROW(Spectrum(none, none), std::invalid_argument);
    EXPECT_THROW(Spectrum(twice, two), std::invalid_argument);
    EXPECT_THROW(Spectrum(two, negative), std::invalid_argument);
}

}  // namespace
}  // namespace spikelight
