// Linear algebra of linear-quadratic regulators and Kalman filters, on small matrices by rows.
//
// One thread, plain loops in a fixed order: the same bits on every machine.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace spikelight {

struct Matrix {
    std::size_t rows = 0, columns = 0;
    std::vector<double> values;  ///< by rows
};

/// Matrices of at most so many rows and columns.
constexpr std::size_t largest_matrix = 24;

/// The stabilising solution P of the discrete algebraic Riccati equation
///   P = A' P A - A' P B (R + B' P B)^-1 B' P A + Q
/// by the structure-preserving doubling algorithm (Chu, Fan, Lin, Wang 2004, Int J Control 77:767):
/// quadratic convergence. R is symmetric and positive definite, Q symmetric and positive
/// semidefinite. Nothing where there is none: (A, B) not stabilisable, or (A, Q) not detectable.
std::optional<Matrix> solve_riccati(const Matrix& A, const Matrix& B, const Matrix& Q,
                                    const Matrix& R);

/// K = (R + B' P B)^-1 B' P A: u = -K x minimises the sum of x' Q x + u' R u.
std::optional<Matrix> regulator_gain(const Matrix& A, const Matrix& B, const Matrix& Q,
                                     const Matrix& R);

/// L = P C' (C P C' + V)^-1, P the covariance of the prediction in the steady state:
///   x += L (y - C x) after x = A x + B u, with process noise W and measurement noise V.
std::optional<Matrix> kalman_gain(const Matrix& A, const Matrix& C, const Matrix& W,
                                  const Matrix& V);

/// The smallest (x, u) with x = A x + B u and C x = y. Nothing where no input holds y.
struct RestPoint {
    std::vector<double> x, u;
};
std::optional<RestPoint> find_rest(const Matrix& A, const Matrix& B, const Matrix& C,
                                   const std::vector<double>& y);

/// The same for inputs that cannot be negative: one that would have to be is left at 0. Where there is no such rest, that of
/// find_rest.
std::optional<RestPoint> find_rest_of_lights(const Matrix& A, const Matrix& B, const Matrix& C,
                                             const std::vector<double>& y);

/// True where the matrix is symmetric and x' M x >= 0 (> 0 if `definite`) for every x.
bool is_positive(const Matrix& matrix, bool definite);

}  // namespace spikelight
