// The one file that knows whether the CUDA compiler is reading, and the rules every kernel source obeys.
#pragma once

#ifdef __FAST_MATH__
#error \
    "Spikelight's results are bit-identical everywhere; fast-math breaks that. Remove -ffast-math."
#endif

#ifdef __CUDACC__
/// A function of the science or a body: runs on host and device, and is always inlined on the host, because GCC
/// vectorises a loop only when everything in it is inlined.
#define SPIKELIGHT_HD __host__ __device__ __forceinline__
#else
#define SPIKELIGHT_HD inline __attribute__((always_inline))
#endif

// x86 vector units before AVX-512 turn no 64-bit integers into numbers.
#if defined(__x86_64__) && !defined(__AVX512DQ__) && !defined(__CUDA_ARCH__)
#define SPIKELIGHT_NO_INT64_CONVERSION
#endif
