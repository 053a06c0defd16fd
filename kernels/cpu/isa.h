// Which instruction set the CPU backend runs with; chosen once, at run time.
#pragma once

#include <string_view>

namespace spikelight {

/// `shuffled` is the baseline instruction set visiting elements in a scrambled order, as a GPU may: it exists to test
/// that no result depends on the order of visits.
enum class Isa { baseline, avx2, avx512, shuffled };

/// Calls DO(isa) for every instruction set that there is code for: those of SPIKELIGHT_ISAS in cmake/SpikelightIsa.cmake.
#ifdef __x86_64__
#define SPIKELIGHT_EACH_ISA(DO) DO(baseline) DO(avx2) DO(avx512) DO(shuffled)
#else
#define SPIKELIGHT_EACH_ISA(DO) DO(baseline) DO(shuffled)
#endif

/// The instruction set in use: the best this processor has, or what the environment variable SPIKELIGHT_ISA names
/// (baseline, avx2, avx512, shuffled). Throws std::runtime_error for a name not known or not supported here. Off x86-64
/// there are baseline and shuffled alone.
Isa active_isa();

/// True if this processor can run code built for `isa`.
bool isa_supported(Isa isa);

std::string_view isa_name(Isa isa);

}  // namespace spikelight
