// Loops that only the benchmarks need, compiled once per instruction set: probes of the machine, and plain functions.
#pragma once

#include "kernels/cpu/isa.h"

namespace spikelight::benchmarks {

struct BenchmarkLoops {
    /// a[i] = b[i] + scale c[i]: what memory gives.
    void (*triad)(float* a, const float* b, const float* c, float scale, int n);
    /// `rounds` times one multiplication and one addition in each lane of twelve independent vectors: what the
    /// arithmetic units give. Returns a number that depends on all of them.
    float (*arithmetic)(int rounds);
    int arithmetic_lanes;  ///< lanes of those twelve vectors
    void (*exp_float)(const float* x, float* y, int n);
    void (*exp_double)(const double* x, double* y, int n);
    void (*log_float)(const float* x, float* y, int n);
    void (*log_double)(const double* x, double* y, int n);
};

const BenchmarkLoops& benchmark_loops(Isa isa);

}  // namespace spikelight::benchmarks
