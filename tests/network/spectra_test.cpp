// From irradiance to effective photons: what the published tables say, one photon or two.
#include <gtest/gtest.h>

#include "engine/network/light_path.h"
#include "engine/scenario/opsin_library.h"
#include "kernels/spectrum.h"
#include "tests/support/reference.h"

namespace spikelight {
namespace {

using testing::Csv;
using testing::reference;

Light light_of(double wavelength_nm, bool two_photon = false) {
    Light light;
    light.wavelength = wavelength_nm * 1e-9;
    light.photon_energy = photon_energy(light.wavelength);
    light.two_photon = two_photon;
    light.positions = {{0, 0, 0}};
    light.directions = {{0, 0, 1}};
    return light;
}

/// Effective photons per joule.
double photons_of(const std::string& model, SpectrumKind kind, const Light& light) {
    Scenario scenario;
    scenario.populations.resize(1);
    scenario.populations[0].size = 1;
    scenario.lights = {light};
    Opsin opsin;
    opsin.model = model;
    opsin.kind = opsin_kind(model);
    opsin.spectrum = kind;
    return make_opsin(scenario, opsin).photons_per_joule.at(0);
}

TEST(Spectra, PerPowerCountAllPhotonsAsAtThePeak) {
    // tests/reference/README.md, defect 2: for a table per power phi = epsilon Irr / E(lambda_peak); that of ChR2 peaks
    // at 470 nm, and at its knots nothing is interpolated. 1e-14: a few roundings.
    const double peak_energy = photon_energy(470e-9);
    for (const auto& [wavelength_nm, epsilon] : std::initializer_list<std::pair<double, double>>{
             {400, 0.34}, {422, 0.65}, {460, 0.96}, {470, 1}, {473, 1}, {500, 0.57}, {560, 0.01}})
        EXPECT_NEAR(photons_of("chr2_4s", SpectrumKind::photon, light_of(wavelength_nm)) *
                        peak_energy / epsilon,
                    1, 1e-14)
            << wavelength_nm << " nm";
    // So one photon of 473 nm does 470 / 473 = 0.994 of what one of 470 nm does, and a joule of both the same.
    Opsin opsin;
    opsin.model = "chr2_4s";
    EXPECT_NEAR(effectiveness(opsin, light_of(473)), 0.99366, 5e-6);
}

TEST(Spectra, PerPhotonCountPhotons) {
    // The same defect: vf-Chrimson at 470 nm has 0.34 per photon as digitised, where Cleo's table has 0.412; per power it
    // would be 0.34 470 / 570 / (the largest of epsilon lambda) = 0.271.
    EXPECT_NEAR(
        photons_of("vfchrimson_4s", SpectrumKind::photon, light_of(470)) * photon_energy(470e-9),
        0.34, 1e-14);
    EXPECT_NEAR(
        photons_of("vfchrimson_4s", SpectrumKind::cleo, light_of(470)) * photon_energy(470e-9),
        0.4123404255319149, 1e-14);
    const double per_power = [](double lambda) {
        return photons_of("vfchrimson_4s", SpectrumKind::photon, light_of(lambda));
    }(470);
    const double best = photons_of("vfchrimson_4s", SpectrumKind::photon, light_of(590));
    EXPECT_NEAR(per_power / best, 0.271, 5e-4);
}

TEST(Spectra, KeepOneAndTwoPhotonsApart) {
    // Between 560 and 800 nm Cleo interpolates ChR2 from one range to the other (defect 3: 1e-3 at 600 nm).
    EXPECT_NEAR(photons_of("chr2_4s", SpectrumKind::cleo, light_of(600)) * photon_energy(600e-9),
                1e-3, 1e-3);
    EXPECT_EQ(photons_of("chr2_4s", SpectrumKind::photon, light_of(600)), 0);
    EXPECT_EQ(photons_of("chr2_4s", SpectrumKind::photon, light_of(600, true)), 0);
    // At 920 nm one photon does nothing, two do what the table says: per photon, relative to the best of one.
    EXPECT_EQ(photons_of("chr2_4s", SpectrumKind::photon, light_of(920)), 0);
    EXPECT_NEAR(
        photons_of("chr2_4s", SpectrumKind::photon, light_of(920, true)) * photon_energy(920e-9),
        3.5505282745464387e-06 * 470 / 920, 1e-18);
    EXPECT_EQ(photons_of("chr2_4s", SpectrumKind::photon, light_of(473, true)), 0);
}

TEST(Spectra, OfOnePhotonAreThoseOfCleoWithinTheirRange) {
    // Log-PCHIP is local: away from the range's last interval the reference's values, turned to photons, are ours.
    const Csv epsilon(reference("spectrum/epsilon.csv"));
    int compared = 0;
    for (std::size_t row = 0; row < epsilon.rows(); ++row) {
        const double wavelength_nm = epsilon.number(row, "wavelength_nm");
        // Knots only: between them the division by lambda is inside the interpolation.
        if (wavelength_nm != 400 && wavelength_nm != 460 && wavelength_nm != 500 &&
            wavelength_nm != 520)
            continue;
        EXPECT_NEAR(photons_of("chr2_4s", SpectrumKind::photon, light_of(wavelength_nm)) *
                        photon_energy(470e-9),
                    epsilon.number(row, "epsilon_chr2_4s"), 1e-12);
        ++compared;
    }
    EXPECT_EQ(compared, 4);
}

}  // namespace
}  // namespace spikelight
