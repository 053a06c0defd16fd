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

TEST(Spectrum, WeighsPhotonsAsTheReferenceDoes) {
    // photon flux = irradiance / photon energy, with Cleo's constants and with CODATA's.
    Csv table(reference("spectrum/photon_flux.csv"));
    for (std::size_t row = 0; row < table.rows(); ++row) {
        double wavelength = table.number(row, "wavelength_nm") * 1e-9;
        double irradiance = table.number(row, "irradiance_mW_per_mm2") * 1e-3;
        double energy = 6.62607015e-34 * 299792458.0 / wavelength;
        double expected = table.number(row, "photon_flux_CODATA_per_mm2_per_s");
        EXPECT_NEAR(irradiance / energy, expected, 1e-14 * expected);
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
