#include "kernels/feistel.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/kernels/statistics.h"

namespace spikelight {
namespace {

// Fixed keys; were they drawn anew, each of the statistical tests would fail once in a thousand runs.
constexpr double risk = 0.001;

TEST(KeyedPermutation, VisitsEveryItemOnce) {
    for (std::uint64_t n : {1, 2, 3, 4, 5, 7, 8, 9, 100, 127, 128, 129, 1000, 65536, 65537}) {
        KeyedPermutation permutation = KeyedPermutation::make(n, 99 + n);
        std::vector<bool> seen(n);
        for (std::uint64_t k = 0; k < n; ++k) {
            std::uint64_t item = permutation(k);
            ASSERT_LT(item, n);
            ASSERT_FALSE(seen[item]) << "item " << item << " of " << n << " came twice";
            seen[item] = true;
        }
    }
}

TEST(KeyedPermutation, StaysInRangeAndDistinctUpToTheLargestSize) {
    for (std::uint64_t n : {(1ull << 32) + 1, (1ull << 40) - 1, (1ull << 62) - 1, 1ull << 62}) {
        KeyedPermutation permutation = KeyedPermutation::make(n, 5);
        std::set<std::uint64_t> items;
        for (std::uint64_t k = 0; k < 5000; ++k) {
            items.insert(permutation(k));
            items.insert(permutation(n - 1 - k));
        }
        EXPECT_EQ(items.size(), 10'000u);
        EXPECT_LT(*items.rbegin(), n);
        // Ten thousand items reach the outer thousandths of the range but for a chance of exp(-10) each.
        EXPECT_LT(*items.begin(), n / 1000);
        EXPECT_GT(*items.rbegin(), n - n / 1000);
    }
}

/// Counts of each m-subset of n among many keys.
std::vector<long> count_subsets(std::uint64_t n, std::uint64_t m, std::uint64_t subsets) {
    std::map<std::set<std::uint64_t>, long> counts;
    for (std::uint64_t key = 0; key < 400 * subsets; ++key) {
        KeyedPermutation permutation = KeyedPermutation::make(n, key * 0x9E3779B97F4A7C15ull);
        std::set<std::uint64_t> subset;
        for (std::uint64_t k = 0; k < m; ++k) subset.insert(permutation(k));
        ++counts[subset];
    }
    std::vector<long> values(subsets);
    std::size_t i = 0;
    for (auto const& [subset, count] : counts) values[i++] = count;
    return values;
}

TEST(KeyedPermutation, DrawsEverySubsetEquallyOften) {
    // n, m, and n choose m, on both sides of powers of two and of the changes in the number of rounds.
    const std::uint64_t cases[][3] = {{3, 1, 3},    {4, 2, 6},    {5, 2, 10},   {6, 3, 20},
                                      {7, 3, 35},   {8, 4, 70},   {9, 3, 84},   {11, 3, 165},
                                      {16, 3, 560}, {17, 2, 136}, {40, 2, 780}, {64, 2, 2016},
                                      {65, 1, 65},  {257, 1, 257}};
    for (auto const& [n, m, subsets] : cases)
        EXPECT_GT(testing::chi_square_p_value(count_subsets(n, m, subsets)), risk)
            << m << " of " << n;
}

TEST(KeyedPermutation, SendsEveryPositionEverywhereEquallyOften) {
    // First and last element of permutations of 1000 items, over 100,000 keys each.
    for (std::uint64_t position : {0, 1, 999}) {
        std::vector<long> counts(1000);
        for (std::uint64_t key = 0; key < 100'000; ++key)
            ++counts[KeyedPermutation::make(1000, key << 20)(position)];
        EXPECT_GT(testing::chi_square_p_value(counts), risk) << "position " << position;
    }
}

TEST(KeyedPermutation, MakesSuccessiveElementsIndependent) {
    // Differences of neighbours in one long permutation, in 100 classes: uniform if neighbours are independent.
    constexpr std::uint64_t n = 1'000'000;
    KeyedPermutation permutation = KeyedPermutation::make(n, 3);
    std::vector<long> counts(100);
    for (std::uint64_t k = 0; k + 1 < 200'000; ++k)
        ++counts[(permutation(k + 1) + n - permutation(k)) % n / (n / 100)];
    EXPECT_GT(testing::chi_square_p_value(counts), risk);
}

}  // namespace
}  // namespace spikelight
