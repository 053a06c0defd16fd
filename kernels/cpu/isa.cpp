#include "kernels/cpu/isa.h"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace spikelight {
namespace {

constexpr std::array all_isas = {Isa::baseline, Isa::avx2, Isa::avx512, Isa::shuffled};

Isa best_supported() {
    if (isa_supported(Isa::avx512)) return Isa::avx512;
    if (isa_supported(Isa::avx2)) return Isa::avx2;
    return Isa::baseline;
}

Isa parse_isa(std::string_view name) {
    for (Isa isa : all_isas) {
        if (isa_name(isa) != name) continue;
        if (!isa_supported(isa))
            throw std::runtime_error(
                "SPIKELIGHT_ISA = " + std::string(name) +
                " (this processor does not have it). Unset it, or use baseline.");
        return isa;
    }
    throw std::runtime_error(
        "SPIKELIGHT_ISA = " + std::string(name) +
        " (no such instruction set). Use baseline, avx2, avx512 or shuffled, or unset it.");
}

}  // namespace

Isa active_isa() {
    // Read the environment each time: a test program compares several in one process.
    const char* forced = std::getenv("SPIKELIGHT_ISA");
    return forced && *forced ? parse_isa(forced) : best_supported();
}

bool isa_supported(Isa isa) {
    switch (isa) {
        case Isa::baseline:
        case Isa::shuffled:
            return true;
#ifdef __x86_64__
        case Isa::avx2:
            return __builtin_cpu_supports("avx2");
        case Isa::avx512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
#else
        case Isa::avx2:
        case Isa::avx512:
            return false;
#endif
    }
    return false;
}

std::string_view isa_name(Isa isa) {
    switch (isa) {
        case Isa::baseline:
            return "baseline";
        case Isa::avx2:
            return "avx2";
        case Isa::avx512:
            return "avx512";
        case Isa::shuffled:
            return "shuffled";
    }
    return "?";
}

}  // namespace spikelight
