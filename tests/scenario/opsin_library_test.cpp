#include "engine/scenario/opsin_library.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

nlohmann::json read_json(const std::string& file) {
    return nlohmann::json::parse(testing::read_text(testing::reference(file)));
}

double at_wavelength(const OpsinSpectrum& spectrum, double wavelength_nm) {
    for (std::size_t i = 0; i < spectrum.epsilon.size(); ++i)
        if (spectrum.wavelengths_nm[i] == wavelength_nm) return spectrum.epsilon[i];
    ADD_FAILURE() << "no point at " << wavelength_nm << " nm";
    return 0;
}

TEST(OpsinLibrary, HasTheParametersThatTheReferenceRanWith) {
    const nlohmann::json opsins =
        read_json("opsin_voltage_clamp/opsin_voltage_clamp.json")["opsins"];
    for (const std::string& model : opsin_models()) {
        const nlohmann::json& expected = opsins[model]["parameters_SI"];
        const FourStateParameters parameters = default_parameters(model);
        for (const OpsinParameter& parameter : opsin_parameters()) {
            if (!expected.contains(parameter.name)) continue;
            EXPECT_EQ(parameters.*parameter.member, expected[parameter.name].get<double>())
                << model << " " << parameter.name;
        }
        EXPECT_EQ(parameters.rectifying, expected.contains("v0")) << model;
        // Nothing the reference has is missing here.
        for (const auto& [name, value] : expected.items()) {
            const auto has_name = [&key = name](const OpsinParameter& parameter) {
                return key == parameter.name;
            };
            EXPECT_TRUE(std::any_of(opsin_parameters().begin(), opsin_parameters().end(), has_name))
                << name;
        }
    }
    EXPECT_EQ(opsin_models().size(), 6u);
    EXPECT_THROW(default_parameters("chr3"), std::out_of_range);
}

TEST(OpsinLibrary, HasCleosSpectraUnchanged) {
    const nlohmann::json opsins = read_json("spectrum/spectrum.json")["opsins"];
    for (const std::string& model : opsin_models()) {
        const OpsinSpectrum spectrum = spectrum_points(model, SpectrumKind::cleo);
        EXPECT_EQ(spectrum.wavelengths_nm,
                  opsins[model]["spectrum_lambda_nm"].get<std::vector<double>>())
            << model;
        EXPECT_EQ(spectrum.epsilon, opsins[model]["spectrum_epsilon"].get<std::vector<double>>())
            << model;
    }
}

TEST(OpsinLibrary, GivesTheChrimsonsTheirPublishedValuePerPhoton) {
    // 0.34 is vf-Chrimson's digitised value at 470 nm before Cleo's conversion (reference/README.md, defect 2); it has
    // two decimals, the arithmetic some units in the last place.
    const OpsinSpectrum vf = spectrum_points("vfchrimson_4s", SpectrumKind::photon);
    EXPECT_NEAR(at_wavelength(vf, 470), 0.34, 1e-14);
    EXPECT_NEAR(at_wavelength(vf, 490), 0.51, 1e-14);
    EXPECT_NEAR(at_wavelength(vf, 590), 1.00, 1e-14);
}

TEST(OpsinLibrary, TurnsTablesPerPowerIntoTablesPerPhoton) {
    // Equal power at 400 and 470 nm has photons as 400 to 470, so a photon at 400 nm does 470/400 times as much.
    const OpsinSpectrum spectrum = spectrum_points("chr2_4s", SpectrumKind::photon);
    EXPECT_NEAR(at_wavelength(spectrum, 470), 1, 1e-15);
    EXPECT_NEAR(at_wavelength(spectrum, 400), 0.34 * 470 / 400, 1e-15);
    EXPECT_NEAR(at_wavelength(spectrum, 473), 470.0 / 473, 1e-15);
}

TEST(OpsinLibrary, NormalisesByTheBestOnePhotonPoint) {
    for (const std::string& model : opsin_models()) {
        const OpsinSpectrum spectrum = spectrum_points(model, SpectrumKind::photon);
        EXPECT_EQ(*std::max_element(spectrum.epsilon.begin(), spectrum.epsilon.end()), 1) << model;
        EXPECT_TRUE(std::is_sorted(spectrum.wavelengths_nm.begin(), spectrum.wavelengths_nm.end()))
            << model;
    }
}

}  // namespace
}  // namespace spikelight
