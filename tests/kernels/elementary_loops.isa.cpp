// Compiled once per instruction set: only headers of kernels/, everything in a namespace per set.
#include <cstdint>

#include "kernels/draw.h"
#include "kernels/elementary.h"
#include "kernels/philox.h"

namespace spikelight::SPIKELIGHT_ISA {
namespace {

/// out[i] = f(x[i]).
template <class Real, class Function>
void apply(const Real* __restrict x, Real* __restrict out, int n, Function f) {
#pragma omp simd
    for (int i = 0; i < n; ++i) out[i] = f(x[i]);
}

void draw_words(std::uint32_t* __restrict words, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) words[i] = philox(7, std::uint64_t(std::uint32_t(i)), 3).w1;
}

template <class Real>
void draw_normals(const std::uint32_t* __restrict words, Real* __restrict out, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) out[i] = standard_normal<Real>(words[i]);
}

template <class Real>
Real* evaluate(const std::uint32_t* words, Real* x, Real* out, int n) {
    // Arguments between -50 and 50, positive ones, and probabilities, from the same words.
    for (int i = 0; i < n; ++i) x[i] = Real(uniform(-50, 50, words[i]));
#define SPIKELIGHT_APPLY(call)                                                  \
    apply(                                                                      \
        x, out, n, [](Real v) __attribute__((always_inline)) { return call; }); \
    out += n;
    SPIKELIGHT_APPLY(math::exp(v))
    SPIKELIGHT_APPLY(math::sin(v))
    SPIKELIGHT_APPLY(math::cos(v))
    SPIKELIGHT_APPLY(math::floor(v))
    SPIKELIGHT_APPLY(math::log(math::abs(v)))
    SPIKELIGHT_APPLY(math::sqrt(math::abs(v)))
    SPIKELIGHT_APPLY(math::pow(math::abs(v), Real(0.833)))
    SPIKELIGHT_APPLY(math::normal_quantile(v * Real(0.00999) + Real(0.5)))
#undef SPIKELIGHT_APPLY
    draw_normals(words, out, n);
    return out + n;
}

}  // namespace

/// Nine functions of n arguments each, in float and in double.
void evaluate_elementary(std::uint32_t* words, float* x, float* out, double* x_double,
                         double* out_double, int n) {
    draw_words(words, n);
    evaluate(words, x, out, n);
    evaluate(words, x_double, out_double, n);
}

}  // namespace spikelight::SPIKELIGHT_ISA
