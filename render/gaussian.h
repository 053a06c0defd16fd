// The weights of a Gaussian blur.
#pragma once

#include <vector>

namespace spikelight {

/// Weights of the samples -n ... n, which add up to 1; n is 2.6 standard deviations.
std::vector<float> gaussian_weights(float sigma);

}  // namespace spikelight
