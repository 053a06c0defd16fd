// Sine and cosine; included by elementary.h.
#pragma once

#include "kernels/elementary.h"

namespace spikelight::math {

template <class Real>
struct SineCosine {
    Real sine, cosine;
};

/// Sine and cosine of an angle in rad, |x| <= 1e5. Beyond, up to 1e6, the error grows; not defined
/// above.
SPIKELIGHT_HD SineCosine<double> sine_cosine(double x) {
    // Write x = n pi/2 + r, |r| <= pi/4; the three parts of pi/2 have 33, 33 and 53 bits.
    double shifted = x * 0x1.45f306dc9c883p-1 + 0x1.8p52;
    double n = shifted - 0x1.8p52;
    double r =
        ((x - n * 0x1.921fb54400000p+0) - n * 0x1.0b4611a600000p-34) - n * 0x1.3198a2e037073p-69;
    double z = r * r;
    // sin r = r + r^3 S(r^2).
    double S = 1.5918129027234826e-10;
    S = S * z - 2.505113184128889e-08;
    S = S * z + 2.7557316102534617e-06;
    S = S * z - 0.0001984126983675854;
    S = S * z + 0.008333333333330948;
    S = S * z - 0.16666666666666666;
    double sine = r + r * z * S;
    // cos r = 1 - r^2/2 + r^4 C(r^2).
    double C = -1.1382632258093615e-11;
    C = C * z + 2.087614626607931e-09;
    C = C * z - 2.7557317271718644e-07;
    C = C * z + 2.4801587298765665e-05;
    C = C * z - 0.0013888888888887398;
    C = C * z + 0.041666666666666664;
    double cosine = 1.0 - (0.5 * z - z * z * C);
    // Exchange them in odd quadrants, and give each its sign, by bits: SSE2 cannot compare 64-bit
    // integers.
    std::uint64_t quadrant = bits_of(shifted);
    std::uint64_t odd = 0 - (quadrant & 1);
    std::uint64_t sine_bits = (bits_of(sine) & ~odd) | (bits_of(cosine) & odd);
    std::uint64_t cosine_bits = (bits_of(cosine) & ~odd) | (bits_of(sine) & odd);
    return {double_of(sine_bits ^ ((quadrant & 2) << 62)),
            double_of(cosine_bits ^ (((quadrant + 1) & 2) << 62))};
}
SPIKELIGHT_HD SineCosine<float> sine_cosine(float x) {
    // Reduce in double.
    double shifted = double(x) * 0x1.45f306dc9c883p-1 + 0x1.8p52;
    double n = shifted - 0x1.8p52;
    float r = float((double(x) - n * 0x1.921fb54400000p+0) - n * 0x1.0b4611a626331p-34);
    float z = r * r;
    float S = -0.00019587890710681677f;
    S = S * z + 0.008332747966051102f;
    S = S * z - 0.166666641831398f;
    float sine = r + r * z * S;
    float C = 2.454794230288826e-05f;
    C = C * z - 0.001388830249197781f;
    C = C * z + 0.0416666641831398f;
    float cosine = 1.0f - (0.5f * z - z * z * C);
    std::uint32_t quadrant = std::uint32_t(bits_of(shifted));
    std::uint32_t odd = 0u - (quadrant & 1u);
    std::uint32_t sine_bits = (bits_of(sine) & ~odd) | (bits_of(cosine) & odd);
    std::uint32_t cosine_bits = (bits_of(cosine) & ~odd) | (bits_of(sine) & odd);
    return {float_of(sine_bits ^ ((quadrant & 2u) << 30)),
            float_of(cosine_bits ^ (((quadrant + 1u) & 2u) << 30))};
}

template <class Real>
SPIKELIGHT_HD Real sin(Real x) {
    return sine_cosine(x).sine;
}
template <class Real>
SPIKELIGHT_HD Real cos(Real x) {
    return sine_cosine(x).cosine;
}

}  // namespace spikelight::math
