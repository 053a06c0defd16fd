// The unit of irradiance in files and messages.
#pragma once

namespace spikelight {

constexpr double W_per_m2 = 1e3;  ///< in 1 mW/mm^2

}  // namespace spikelight
