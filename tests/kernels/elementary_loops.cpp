#include "tests/kernels/elementary_loops.h"

#include <bit>

namespace spikelight {

#define SPIKELIGHT_DECLARE(isa)                                                      \
    namespace isa {                                                                  \
    void evaluate_elementary(std::uint32_t*, float*, float*, double*, double*, int); \
    }
SPIKELIGHT_EACH_ISA(SPIKELIGHT_DECLARE)
#undef SPIKELIGHT_DECLARE

namespace testing {

std::vector<std::uint64_t> elementary_bits(Isa isa, int n) {
    auto evaluate = baseline::evaluate_elementary;
#define SPIKELIGHT_EVALUATE(name) \
    if (isa == Isa::name) evaluate = name::evaluate_elementary;
    SPIKELIGHT_EACH_ISA(SPIKELIGHT_EVALUATE)
#undef SPIKELIGHT_EVALUATE
    std::vector<std::uint32_t> words(n);
    std::vector<float> x(n), out(9 * n);
    std::vector<double> x_double(n), out_double(9 * n);
    evaluate(words.data(), x.data(), out.data(), x_double.data(), out_double.data(), n);
    std::vector<std::uint64_t> bits;
    for (float value : out) bits.push_back(std::bit_cast<std::uint32_t>(value));
    for (double value : out_double) bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

}  // namespace testing
}  // namespace spikelight
