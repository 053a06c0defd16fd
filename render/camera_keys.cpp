// The way of a camera through its keyframes.
#include <algorithm>
#include <array>
#include <cmath>

#include "render/camera.h"

namespace spikelight {
namespace {

constexpr std::size_t quantity_count = 7;
using Quantities = std::array<double, quantity_count>;

Quantities quantities_of(const CameraPose& pose) {
    return {pose.target.x,  pose.target.y,           pose.target.z,     pose.azimuth,
            pose.elevation, std::log(pose.distance), pose.field_of_view};
}

CameraPose pose_of(const Quantities& q) {
    return {{q[0], q[1], q[2]}, q[3], q[4], std::exp(q[5]), q[6]};
}

/// The slope at a key between two stretches with these mean slopes and lengths: their harmonic mean, weighted, or 0
/// where the quantity turns around.
double slope_at_key(double before, double after, double length_before, double length_after) {
    if (before * after <= 0) return 0;
    double w1 = 2 * length_after + length_before, w2 = length_after + 2 * length_before;
    return (w1 + w2) / (w1 / before + w2 / after);
}

/// Hermite's cubic on a stretch of this length, t from 0 to 1.
double hermite(double from, double to, double slope_from, double slope_to, double length,
               double t) {
    double t2 = t * t, t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * from + (t3 - 2 * t2 + t) * length * slope_from +
           (3 * t2 - 2 * t3) * to + (t3 - t2) * length * slope_to;
}

}  // namespace

CameraPose pose_between(const std::vector<PoseKey>& keys, double progress) {
    // The stretch that holds this moment; before the first key and after the last the camera rests.
    auto next = std::upper_bound(keys.begin(), keys.end(), progress,
                                 [](double p, const PoseKey& key) { return p < key.progress; });
    if (next == keys.begin()) return keys.front().pose;
    if (next == keys.end()) return keys.back().pose;
    auto k = std::size_t(next - keys.begin()) - 1;
    auto value = [&](std::size_t key, std::size_t quantity) {
        return quantities_of(keys[key].pose)[quantity];
    };
    auto length = [&](std::size_t stretch) {
        return keys[stretch + 1].progress - keys[stretch].progress;
    };
    // Interpolate each quantity by itself.
    Quantities result{};
    double t = (progress - keys[k].progress) / length(k);
    for (std::size_t q = 0; q < quantity_count; ++q) {
        auto mean_slope = [&](std::size_t stretch) {
            return (value(stretch + 1, q) - value(stretch, q)) / length(stretch);
        };
        auto slope = [&](std::size_t key) {
            if (key == 0 || key + 1 == keys.size()) return 0.0;
            return slope_at_key(mean_slope(key - 1), mean_slope(key), length(key - 1), length(key));
        };
        result[q] = hermite(value(k, q), value(k + 1, q), slope(k), slope(k + 1), length(k), t);
    }
    return pose_of(result);
}

}  // namespace spikelight
