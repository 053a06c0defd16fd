// The opsins known by name: fitted parameters, states and action spectra.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/scenario/scenario.h"
#include "engine/scenario/units.h"

namespace spikelight {

/// Points of an action spectrum, wavelengths ascending; interpolated in kernels/spectrum.h.
/// One-photon points lie below 700 nm, two-photon points above.
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

/// `cleo`: Cleo 0.19's tables unchanged. `photon`: effectiveness per photon, 1 at the best
/// one-photon wavelength. The Chrimsons were published per photon and Cleo's table divided by the
/// wavelength, which is undone here; the others were measured per power, and power is photons /
/// lambda, so that one photon has the effect epsilon / lambda. A proportional opsin has none.
OpsinSpectrum spectrum_points(std::string_view model, SpectrumKind kind);

}  // namespace spikelight
