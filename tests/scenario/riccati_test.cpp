// Gains of regulators and filters, against scipy (tests/reference/lqr).
#include "engine/scenario/riccati.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/support/reference.h"

namespace spikelight {
namespace {

using nlohmann::json;

Matrix matrix(const json& rows) {
    Matrix matrix{rows.size(), rows[0].size(), {}};
    for (const json& row : rows)
        for (const json& value : row) matrix.values.push_back(value);
    return matrix;
}

/// Within a relative error of the largest element: both solve to about 1e-13 of it, times the
/// condition of the problem, below 1e4 here.
void expect_near(const std::optional<Matrix>& found, const json& expected) {
    ASSERT_TRUE(found.has_value());
    const Matrix wanted = matrix(expected);
    ASSERT_EQ(found->rows, wanted.rows);
    ASSERT_EQ(found->columns, wanted.columns);
    double largest = 0;
    for (double value : wanted.values) largest = std::max(largest, std::abs(value));
    for (std::size_t i = 0; i < wanted.values.size(); ++i)
        EXPECT_NEAR(found->values[i], wanted.values[i], 1e-9 * largest) << "element " << i;
}

TEST(Riccati, SolutionsAndGainsAreThoseOfScipy) {
    const json systems =
        json::parse(testing::read_text(testing::reference("lqr/lqr.json")))["systems"];
    ASSERT_EQ(systems.size(), 6u);
    for (const json& s : systems) {
        const Matrix A = matrix(s["A"]), B = matrix(s["B"]), C = matrix(s["C"]);
        expect_near(solve_riccati(A, B, matrix(s["Q"]), matrix(s["R"])), s["P"]);
        expect_near(regulator_gain(A, B, matrix(s["Q"]), matrix(s["R"])), s["K"]);
        expect_near(kalman_gain(A, C, matrix(s["W"]), matrix(s["V"])), s["L"]);
    }
}

TEST(Riccati, WhatGrowsAndCannotBeReachedHasNoRegulator) {
    // The second state doubles each period, and no input moves it.
    const Matrix A{2, 2, {0.5, 0, 0, 2}}, B{2, 1, {1, 0}}, one{2, 2, {1, 0, 0, 1}}, R{1, 1, {1}};
    EXPECT_FALSE(regulator_gain(A, B, one, R).has_value());
    const Matrix C{1, 2, {1, 0}};
    EXPECT_FALSE(kalman_gain(A, C, one, R).has_value());
}

TEST(Riccati, TheRestPointHoldsTheOutput) {
    // x = 0.9 x + 0.5 u, y = 2 x = 10: x = 5, u = 1. Two inputs that do the same share it.
    const Matrix A{1, 1, {0.9}}, C{1, 1, {2}};
    const auto rest = find_rest(A, {1, 1, {0.5}}, C, {10});
    ASSERT_TRUE(rest.has_value());
    EXPECT_NEAR(rest->x[0], 5, 1e-12);
    EXPECT_NEAR(rest->u[0], 1, 1e-12);
    const auto shared = find_rest(A, {1, 2, {0.5, 0.5}}, C, {10});
    ASSERT_TRUE(shared.has_value());
    EXPECT_NEAR(shared->u[0], 0.5, 1e-9);
    EXPECT_NEAR(shared->u[1], 0.5, 1e-9);
    // One input cannot hold two outputs apart.
    EXPECT_FALSE(find_rest(A, {1, 1, {0.5}}, {2, 1, {1, 1}}, {1, 2}).has_value());
}

TEST(Riccati, TellsPositiveMatrices) {
    EXPECT_TRUE(is_positive({2, 2, {2, 1, 1, 2}}, true));
    EXPECT_TRUE(is_positive({2, 2, {1, 1, 1, 1}}, false));
    EXPECT_FALSE(is_positive({2, 2, {1, 1, 1, 0}}, false));
    EXPECT_FALSE(is_positive({2, 2, {1, 2, 1, 1}}, false)) << "not symmetric";
    EXPECT_FALSE(is_positive({1, 1, {0}}, true));
    EXPECT_TRUE(is_positive({1, 1, {0}}, false));
    EXPECT_TRUE(is_positive({2, 2, {3, 0, 0, 0}}, false));
    EXPECT_FALSE(is_positive({2, 2, {3, 0, 0, 0}}, true));
    EXPECT_FALSE(is_positive({2, 2, {1e-300, 0, 0, -1e-300}}, false));
    const double none = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(is_positive({1, 1, {none}}, true));
    EXPECT_FALSE(is_positive({2, 2, {1, none, none, 1}}, false));
}

TEST(Riccati, RestsUnderLightsThatAreNoneBelowZero) {
    // One light excites, the other silences, half as well: y = u0 - u1 / 2 at rest.
    const Matrix A{1, 1, {0.5}}, B{1, 2, {0.5, -0.25}}, C{1, 1, {1}};
    const auto above = find_rest_of_lights(A, B, C, {10}),
               below = find_rest_of_lights(A, B, C, {-4});
    ASSERT_TRUE(above && below);
    EXPECT_NEAR(above->u[0], 10, 1e-12);
    EXPECT_EQ(above->u[1], 0);
    EXPECT_EQ(below->u[0], 0);
    EXPECT_NEAR(below->u[1], 8, 1e-12);
    // The smallest rest of all would share the work, at a negative light.
    EXPECT_LT(find_rest(A, B, C, {10})->u[1], -1);
    // A light that cannot silence rests where only a negative one would hold the output.
    const Matrix one{1, 1, {0.5}};
    EXPECT_NEAR(find_rest_of_lights(A, one, C, {-4})->u[0], -4, 1e-12);
}

}  // namespace
}  // namespace spikelight
