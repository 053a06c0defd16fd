#include "engine/network/spiral.h"

#include "kernels/elementary.h"

namespace spikelight {
namespace {

constexpr double two_pi = 6.283185307179586477;

/// An irrational number below 1, times 2^128.
struct Fraction {
    std::uint64_t high, low;
};
constexpr Fraction half_golden_ratio{0xcf1bbcdcbfa53e0a, 0xf9ce60302e76e41a};  // (1 + sqrt 5) / 4
constexpr Fraction half_sqrt_2{0xb504f333f9de6484, 0x597d89b3754abe9f};        // sqrt(2) / 2

/// The angle of `fraction` x `multiple` turns, in [-pi, pi].
double reduced_angle(Fraction fraction, std::uint64_t multiple) {
    __extension__ using Wide = unsigned __int128;
    // Whole turns overflow out of the top; what is left is the part of a turn in units of 2^-64.
    std::uint64_t carry = static_cast<std::uint64_t>(Wide(fraction.low) * multiple >> 64);
    std::uint64_t turn = fraction.high * multiple + carry;
    return two_pi * (static_cast<double>(static_cast<std::int64_t>(turn)) * 0x1p-64);
}

}  // namespace

CylinderPoint spiral_point(std::int64_t index, std::int64_t count, double radius, double length) {
    // 2 k is an odd integer: both angles are integer multiples of half a constant.
    std::uint64_t twice_k = 2 * static_cast<std::uint64_t>(index) + 1;
    double k = static_cast<double>(index) + 0.5;
    CylinderPoint point;
    point.r = radius * math::sqrt(k / static_cast<double>(count));
    point.angle = reduced_angle(half_golden_ratio, twice_k);
    point.z = length * (1 + math::sin(reduced_angle(half_sqrt_2, twice_k))) / 2;
    return point;
}

AxisFrame make_axis_frame(const glm::dvec3& unit_axis) {
    const double x = unit_axis.x, y = unit_axis.y, z = unit_axis.z;
    const double sign = z < 0 ? -1.0 : 1.0;
    const double a = -1 / (sign + z);
    const double b = x * y * a;
    return {{b, sign + y * y * a, -y}, {-(1 + sign * x * x * a), -sign * b, sign * x}, unit_axis};
}

glm::dvec3 place_in_cylinder(const CylinderPoint& point, const glm::dvec3& start,
                             const AxisFrame& frame) {
    const double along_e1 = point.r * math::cos(point.angle);
    const double along_e2 = point.r * math::sin(point.angle);
    return start + point.z * frame.axis + along_e1 * frame.e1 + along_e2 * frame.e2;
}

}  // namespace spikelight
