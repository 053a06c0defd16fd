// Compiled once per instruction set: only headers of kernels/, everything in a namespace per set.
#include "benchmarks/kernels/loops.h"
#include "kernels/elementary.h"

namespace spikelight::SPIKELIGHT_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX2__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif
typedef float Vector __attribute__((vector_size(vector_bytes)));
constexpr int vectors = 12, lanes = vectors * vector_bytes / int(sizeof(float));

void triad(float* a, const float* b, const float* c, float scale, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) a[i] = b[i] + scale * c[i];
}

float arithmetic(int rounds) {
    // The factor and the summand keep every lane near 1: no overflow, no denormal.
    Vector x[vectors], factor = Vector{} + 0.75f, summand = Vector{} + 0.25f;
    for (int v = 0; v < vectors; ++v) x[v] = Vector{} + float(v + 1);
    for (int round = 0; round < rounds; ++round)
#pragma GCC unroll 12
        for (int v = 0; v < vectors; ++v) x[v] = x[v] * factor + summand;
    Vector sum{};
    for (int v = 0; v < vectors; ++v) sum += x[v];
    return sum[0];
}

void exp_float(const float* x, float* y, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) y[i] = math::exp(x[i]);
}
void exp_double(const double* x, double* y, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) y[i] = math::exp(x[i]);
}
void log_float(const float* x, float* y, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) y[i] = math::log(x[i]);
}
void log_double(const double* x, double* y, int n) {
#pragma omp simd
    for (int i = 0; i < n; ++i) y[i] = math::log(x[i]);
}

}  // namespace

extern const benchmarks::BenchmarkLoops benchmark_loops;
const benchmarks::BenchmarkLoops benchmark_loops = {triad,      arithmetic, lanes,     exp_float,
                                                    exp_double, log_float,  log_double};

}  // namespace spikelight::SPIKELIGHT_ISA
