#include <gtest/gtest.h>

#include <bit>

#include "tests/kernels/elementary_loops.h"

namespace spikelight {

#define SPIKELIGHT_DECLARE(isa)                                                      \
    namespace isa {                                                                  \
    void evaluate_elementary(std::uint32_t*, float*, float*, double*, double*, int); \
    }
SPIKELIGHT_DECLARE(baseline)
SPIKELIGHT_DECLARE(avx2)
SPIKELIGHT_DECLARE(avx512)
#undef SPIKELIGHT_DECLARE

namespace testing {

std::vector<std::uint64_t> elementary_bits(Isa isa, int n) {
    auto evaluate = isa == Isa::avx512 ? avx512::evaluate_elementary
                    : isa == Isa::avx2 ? avx2::evaluate_elementary
                                       : baseline::evaluate_elementary;
    std::vector<std::uint32_t> words(n);
    std::vector<float> x(n), out(9 * n);
    std::vector<double> x_double(n), out_double(9 * n);
    evaluate(words.data(), x.data(), out.data(), x_double.data(), out_double.data(), n);
    std::vector<std::uint64_t> bits;
    for (float value : out) bits.push_back(std::bit_cast<std::uint32_t>(value));
    for (double value : out_double) bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

namespace {

class EveryInstructionSet : public ::testing::TestWithParam<Isa> {};

TEST_P(EveryInstructionSet, GivesTheSameBitsOfEveryElementaryFunction) {
    if (!isa_supported(GetParam())) GTEST_SKIP() << "this processor lacks it";
    // An odd number, so that the remainder of a vector loop is compared too.
    constexpr int n = 100'003;
    EXPECT_EQ(elementary_bits(Isa::baseline, n), elementary_bits(GetParam(), n));
}

INSTANTIATE_TEST_SUITE_P(Isa, EveryInstructionSet, ::testing::Values(Isa::avx2, Isa::avx512),
                         [](auto const& instance) {
                             return std::string(isa_name(instance.param));
                         });

}  // namespace
}  // namespace testing
}  // namespace spikelight
