// Frames per second as a fraction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spikelight {

/// Frames per second as a fraction, so that a movie's length is exact.
struct FrameRate {
    std::int64_t numerator = 60;
    std::int64_t denominator = 1;
    double per_second() const { return double(numerator) / double(denominator); }
};

/// The simplest fraction within 1e-12 of `frames_per_second`, relatively: 1 / (10 x 1.6667 ms) -> 1000000/16667.
FrameRate frame_rate(double frames_per_second);

/// What to tell of a rate that screens cannot show; nothing up to 60 (and the 1 in 50,000 above that written times give).
std::optional<std::string> frame_rate_warning(double frames_per_second);

}  // namespace spikelight
