// The inverse of the normal distribution function; included by elementary.h.
//
// Wichura 1988, Applied Statistics 37:477, algorithm AS 241: PPND16 in double, PPND7 in float. Both
// regions are computed and one is selected.
#pragma once

#include "kernels/elementary.h"

namespace spikelight::math {

/// The same as normal_quantile for u = 1/2 + q, of which p = min(u, 1 - u): neither end nor middle
/// loses digits.
SPIKELIGHT_HD double normal_quantile_of_parts(double q, double p) {
    // Middle, |q| <= 0.425: q times a rational function of q^2.
    double r = 0.180625 - q * q;
    double top = 2.5090809287301226727e+3;
    top = top * r + 3.3430575583588128105e+4;
    top = top * r + 6.7265770927008700853e+4;
    top = top * r + 4.5921953931549871457e+4;
    top = top * r + 1.3731693765509461125e+4;
    top = top * r + 1.9715909503065514427e+3;
    top = top * r + 1.3314166789178437745e+2;
    top = (top * r + 3.3871328727963666080e+0) * q;
    double bottom = 5.2264952788528545610e+3;
    bottom = bottom * r + 2.8729085735721942674e+4;
    bottom = bottom * r + 3.9307895800092710610e+4;
    bottom = bottom * r + 2.1213794301586595867e+4;
    bottom = bottom * r + 5.3941960214247511077e+3;
    bottom = bottom * r + 6.8718700749205790830e+2;
    bottom = bottom * r + 4.2313330701600911252e+1;
    bottom = bottom * r + 1.0;
    // Tails: a rational function of t = sqrt(-log p), one up to 5 (p = 1.4e-11), another beyond.
    double t = sqrt(-log_of_normal(p));
    bool far = t > 5.0;
    double d = far ? t - 5.0 : t - 1.6;
    double tail = far ? 2.01033439929228813265e-7 : 7.7454501427834140764e-4;
    tail = tail * d + (far ? 2.71155556874348757815e-5 : 2.27238449892691845833e-2);
    tail = tail * d + (far ? 1.24266094738807843860e-3 : 2.41780725177450611770e-1);
    tail = tail * d + (far ? 2.65321895265761230930e-2 : 1.27045825245236838258e+0);
    tail = tail * d + (far ? 2.96560571828504891230e-1 : 3.64784832476320460504e+0);
    tail = tail * d + (far ? 1.78482653991729133580e+0 : 5.76949722146069140550e+0);
    tail = tail * d + (far ? 5.46378491116411436990e+0 : 4.63033784615654529590e+0);
    tail = tail * d + (far ? 6.65790464350110377720e+0 : 1.42343711074968357734e+0);
    double divisor = far ? 2.04426310338993978564e-15 : 1.05075007164441684324e-9;
    divisor = divisor * d + (far ? 1.42151175831644588870e-7 : 5.47593808499534494600e-4);
    divisor = divisor * d + (far ? 1.84631831751005468180e-5 : 1.51986665636164571966e-2);
    divisor = divisor * d + (far ? 7.86869131145613259100e-4 : 1.48103976427480074590e-1);
    divisor = divisor * d + (far ? 1.48753612908506148525e-2 : 6.89767334985100004550e-1);
    divisor = divisor * d + (far ? 1.36929880922735805310e-1 : 1.67638483018380384940e+0);
    divisor = divisor * d + (far ? 5.99832206555887937690e-1 : 2.05319162663775882187e+0);
    divisor = divisor * d + 1.0;
    tail = q < 0.0 ? -tail : tail;
    bool middle = abs(q) <= 0.425;
    return (middle ? top : tail) / (middle ? bottom : divisor);
}
SPIKELIGHT_HD float normal_quantile_of_parts(float q, float p) {
    float r = 0.180625f - q * q;
    float top = 5.9109374720e+01f;
    top = top * r + 1.5929113202e+02f;
    top = top * r + 5.0434271938e+01f;
    top = (top * r + 3.3871327179e+00f) * q;
    float bottom = 6.7187563600e+01f;
    bottom = bottom * r + 7.8757757664e+01f;
    bottom = bottom * r + 1.7895169469e+01f;
    bottom = bottom * r + 1.0f;
    float t = sqrt(-log_of_normal(p));
    bool far = t > 5.0f;
    float d = far ? t - 5.0f : t - 1.6f;
    float tail = far ? 1.7337203997e-02f : 1.7023821103e-01f;
    tail = tail * d + (far ? 4.2868294337e-01f : 1.3067284816e+00f);
    tail = tail * d + (far ? 3.0812263860e+00f : 2.7568153900e+00f);
    tail = tail * d + (far ? 6.6579051150e+00f : 1.4234372777e+00f);
    float divisor = far ? 1.2258202635e-02f : 1.2021132975e-01f;
    divisor = divisor * d + (far ? 2.4197894225e-01f : 7.3700164250e-01f);
    divisor = divisor * d + 1.0f;
    tail = q < 0.0f ? -tail : tail;
    bool middle = abs(q) <= 0.425f;
    return (middle ? top : tail) / (middle ? bottom : divisor);
}

/// z with P(Z <= z) = u for standard normal Z, 0 < u < 1. Relative error 1e-15 in double, 4e-7 in float (of the float u).
template <class Real>
SPIKELIGHT_HD Real normal_quantile(Real u) {
    return normal_quantile_of_parts(u - Real(0.5), min(u, Real(1) - u));
}

}  // namespace spikelight::math
