// The kinds of opsin models.
#pragma once

namespace spikelight {

enum class OpsinKind : int {
    four_state,   ///< kernels/opsin_four_state.h
    pump,         ///< kernels/opsin_pump.h
    proportional  ///< I = expression I_per_irradiance irradiance
};

}  // namespace spikelight
