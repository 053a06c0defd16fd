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

/// Each parameter of the reference by the name it has here, and none left over.
template <class Parameters, class Values>
void expect_equal(const std::string& model, const Parameters& parameters, const Values& values,
                  const nlohmann::json& expected) {
    for (const auto& [name, value] : expected.items()) {
        // q is the exponent of no equation of the three-state pump, and where chloride begins follows from E_Cl0.
        if (model == "enphr3_3s" && (name == "q" || name == "Cl_in_initial")) continue;
        const auto has_name = [&key = name](const auto& parameter) {
            return key == parameter.name;
        };
        const auto found = std::find_if(parameters.begin(), parameters.end(), has_name);
        ASSERT_NE(found, parameters.end()) << model << " " << name;
        EXPECT_EQ(values.*found->member, value.template get<double>()) << model << " " << name;
    }
}

TEST(OpsinLibrary, HasTheParametersThatTheReferenceRanWith) {
    const nlohmann::json opsins =
        read_json("opsin_voltage_clamp/opsin_voltage_clamp.json")["opsins"];
    EXPECT_EQ(opsins.size(), 7u);
    for (const auto& [model, opsin] : opsins.items()) {
        const nlohmann::json& expected = opsin["parameters_SI"];
        if (opsin_kind(model) == OpsinKind::pump) {
            expect_equal(model, pump_parameters(), default_pump(), expected);
            continue;
        }
        expect_equal(model, four_state_parameters(), default_parameters(model), expected);
        EXPECT_EQ(default_parameters(model).rectifying, expected.contains("v0")) << model;
    }
    EXPECT_EQ(opsin_models().size(), 8u);
    EXPECT_THROW(default_parameters("chr3"), std::out_of_range);
    EXPECT_THROW(opsin_kind("chr3"), std::out_of_range);
}

TEST(OpsinLibrary, HasCleosSpectraUnchanged) {
    const nlohmann::json opsins = read_json("spectrum/spectrum.json")["opsins"];
    for (const std::string& model : opsin_models()) {
        if (model == "proportional") continue;
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
        if (model == "proportional") continue;
        const OpsinSpectrum spectrum = spectrum_points(model, SpectrumKind::photon);
        EXPECT_EQ(*std::max_element(spectrum.epsilon.begin(), spectrum.epsilon.end()), 1) << model;
        EXPECT_TRUE(std::is_sorted(spectrum.wavelengths_nm.begin(), spectrum.wavelengths_nm.end()))
            << model;
    }
}

}  // namespace
}  // namespace spikelight
