// The opsins known by name: fitted parameters, states and action spectra.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/scenario/scenario.h"
#include "engine/scenario/units.h"

namespace spikelight {

/// How many photons an excitation takes: one-photon points of a table lie below 700 nm, two-photon
/// points above.
enum class Photons { one, two };

/// Points of an action spectrum, wavelengths ascending; interpolated in kernels/spectrum.h.
struct OpsinSpectrum {
    std::vector<double> wavelengths_nm;
    std::vector<double> epsilon;  ///< 1 at the best one-photon wavelength (SpectrumKind::photon)
};

/// A parameter of the four-state model that a scenario may override by name.
struct OpsinParameter {
    const char* name;
    QuantityKind kind;
    double FourStateOpsin::*member;
};

/// The same of the pump.
struct PumpParameter {
    const char* name;
    QuantityKind kind;
    double ChloridePump::*member;
};

/// Names of the models: the four-state ones, enphr3_3s, proportional.
const std::vector<std::string>& opsin_models();
/// Throws std::out_of_range for a model that is not in opsin_models(), as all below.
OpsinKind opsin_kind(std::string_view model);
/// What can be recorded of an opsin: C1, O1, O2 of four states; P0, P4, Cl_in of a pump.
const std::vector<std::string>& opsin_states(OpsinKind kind);

const std::vector<OpsinParameter>& four_state_parameters();
const std::vector<PumpParameter>& pump_parameters();

/// SI parameters as published: chr2_4s Evans et al. 2016 (PyRhO), the other five Bansal et al.
/// 2020.
FourStateOpsin default_parameters(std::string_view model);

/// enphr3_3s as in Bansal et al. 2020 and Cleo 0.19.
ChloridePump default_pump();

/// `cleo`: Cleo 0.19's tables unchanged, one- and two-photon points in one list. `photon`:
/// effectiveness per photon, 1 at the best one-photon wavelength, and of the two ranges only that
/// of `photons`: between the last one-photon and the first two-photon wavelength nothing is known,
/// and nothing is made up.
///
/// Per photon and per power: a flux phi of photons of wavelength lambda carries the irradiance
/// phi h c / lambda, so that the effect of a unit of irradiance is epsilon_photon lambda / (h c),
/// and epsilon_power ~ lambda epsilon_photon. The Chrimsons were published per photon (Mager et al.
/// 2018), and Cleo divided by lambda where it meant to multiply: undone here by lambda, 0.34 at
/// 470 nm for vf-Chrimson. Cleo takes the tables of the others as per power, and so they become
/// per photon by 1 / lambda: ChR2 at 473 nm, where its table has 1 as at 470 nm, has 470 / 473 =
/// 0.994. That is what tests/reference/README.md, defect 2, derives: epsilon Irr / E(lambda_peak)
/// = epsilon (lambda_peak / lambda) Irr / E(lambda). A proportional opsin has no spectrum.
OpsinSpectrum spectrum_points(std::string_view model, SpectrumKind kind,
                              Photons photons = Photons::one);

/// Effectiveness of a light on an opsin that has a spectrum: epsilon at its wavelength.
double effectiveness(const Opsin& opsin, const Light& light);

}  // namespace spikelight
