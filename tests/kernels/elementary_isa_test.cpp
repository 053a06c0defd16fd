#include <gtest/gtest.h>

#include "tests/kernels/elementary_loops.h"

namespace spikelight {

namespace testing {
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
