#include "tools/movie/frame_rate.h"

#include <fmt/format.h>

#include <cmath>

#include "tools/text.h"

namespace spikelight {

FrameRate frame_rate(double frames_per_second) {
    // Follow the continued fraction until it is close enough.
    double rest = frames_per_second;
    FrameRate before{1, 0}, best{std::int64_t(std::floor(rest)), 1};
    while (std::abs(best.per_second() - frames_per_second) > 1e-12 * frames_per_second) {
        rest = 1 / (rest - std::floor(rest));
        auto term = std::int64_t(std::floor(rest));
        FrameRate next{term * best.numerator + before.numerator,
                       term * best.denominator + before.denominator};
        // FFmpeg keeps both in 32 bits.
        if (next.numerator > INT32_MAX || next.denominator > INT32_MAX) break;
        before = best;
        best = next;
    }
    return best;
}

std::optional<std::string> frame_rate_warning(double frames_per_second) {
    constexpr double most = 60, rounding = 1e-3;
    if (frames_per_second <= most * (1 + rounding)) return std::nullopt;
    return fmt::format(
        "the movie has {} frames per second (most screens show {:.0f}, and players drop the "
        "others). Raise video.every or video.slowdown",
        shortest(frames_per_second, 4), most);
}

}  // namespace spikelight
