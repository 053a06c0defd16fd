#include "engine/scenario/riccati.h"

// Eigen's vectorised and blocked kernels depend on the machine; its plain loops do not.
#define EIGEN_DONT_VECTORIZE
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace spikelight {
namespace {

using Dense = Eigen::MatrixXd;

/// Where an iteration stands still, and how soon it must: it doubles its digits.
constexpr double still = 1e-14;
constexpr int most_doublings = 60;
/// Pivots below this part of the largest are none.
constexpr double smallest_pivot = 1e-12;

Dense dense(const Matrix& matrix) {
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
        matrix.values.data(), static_cast<Eigen::Index>(matrix.rows),
        static_cast<Eigen::Index>(matrix.columns));
}

Matrix plain(const Dense& dense_matrix) {
    Matrix matrix{static_cast<std::size_t>(dense_matrix.rows()),
                  static_cast<std::size_t>(dense_matrix.cols()),
                  {}};
    for (Eigen::Index row = 0; row < dense_matrix.rows(); ++row)
        for (Eigen::Index column = 0; column < dense_matrix.cols(); ++column)
            matrix.values.push_back(dense_matrix(row, column));
    return matrix;
}

std::optional<Dense> inverse_times(const Dense& matrix, const Dense& right) {
    Eigen::FullPivLU<Dense> factors(matrix);
    factors.setThreshold(smallest_pivot);
    if (!factors.isInvertible()) return std::nullopt;
    return Dense(factors.solve(right));
}

double largest(const Dense& matrix) {
    return matrix.size() == 0 ? 0 : matrix.cwiseAbs().maxCoeff();
}

std::optional<Dense> riccati(const Dense& A0, const Dense& B, const Dense& Q, const Dense& R) {
    const std::optional<Dense> R_inverse_Bt = inverse_times(R, B.transpose());
    if (!R_inverse_Bt) return std::nullopt;
    const Dense one = Dense::Identity(A0.rows(), A0.rows());
    Dense A = A0, G = B * *R_inverse_Bt, H = Q;
    for (int doubling = 0; doubling < most_doublings; ++doubling) {
        // W = (1 + G H)^-1;  A <- A W A,  G <- G + A W G A',  H <- H + A' H W A
        const std::optional<Dense> WA = inverse_times(one + G * H, A);
        const std::optional<Dense> WG = inverse_times(one + G * H, G);
        if (!WA || !WG) return std::nullopt;
        const Dense change = A.transpose() * H * *WA;
        G += A * *WG * A.transpose();
        A = A * *WA;
        H += change;
        // Rounding must not let it drift from symmetry.
        H = Dense(0.5 * (H + H.transpose()));
        G = Dense(0.5 * (G + G.transpose()));
        if (!H.allFinite() || !A.allFinite() || !G.allFinite()) return std::nullopt;
        // A goes to zero with the closed loop's powers: a solution that stabilises nothing is none.
        if (largest(change) <= still * largest(H) && largest(A) < 1) return H;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Matrix> solve_riccati(const Matrix& A, const Matrix& B, const Matrix& Q,
                                    const Matrix& R) {
    const std::optional<Dense> P = riccati(dense(A), dense(B), dense(Q), dense(R));
    return P ? std::optional(plain(*P)) : std::nullopt;
}

std::optional<Matrix> regulator_gain(const Matrix& A, const Matrix& B, const Matrix& Q,
                                     const Matrix& R) {
    const Dense a = dense(A), b = dense(B), r = dense(R);
    const std::optional<Dense> P = riccati(a, b, dense(Q), r);
    if (!P) return std::nullopt;
    const std::optional<Dense> K =
        inverse_times(r + b.transpose() * *P * b, b.transpose() * *P * a);
    return K ? std::optional(plain(*K)) : std::nullopt;
}

std::optional<Matrix> kalman_gain(const Matrix& A, const Matrix& C, const Matrix& W,
                                  const Matrix& V) {
    // The filter is the regulator of the transposed system.
    const Dense a = dense(A), c = dense(C), v = dense(V);
    const std::optional<Dense> P = riccati(a.transpose(), c.transpose(), dense(W), v);
    if (!P) return std::nullopt;
    const std::optional<Dense> Lt = inverse_times(c * *P * c.transpose() + v, c * *P);
    return Lt ? std::optional(plain(Lt->transpose())) : std::nullopt;
}

std::optional<RestPoint> find_rest(const Matrix& A, const Matrix& B, const Matrix& C,
                                   const std::vector<double>& y) {
    const Dense a = dense(A), b = dense(B), c = dense(C);
    const Eigen::Index n = a.rows(), m = b.cols(), p = c.rows();
    // [1 - A, -B; C, 0] (x, u) = (0, y), of all solutions the smallest: M' (M M')^-1 (0, y).
    Dense M = Dense::Zero(n + p, n + m), right = Dense::Zero(n + p, 1);
    M.topLeftCorner(n, n) = Dense::Identity(n, n) - a;
    M.topRightCorner(n, m) = -b;
    M.bottomLeftCorner(p, n) = c;
    for (Eigen::Index i = 0; i < p; ++i) right(n + i, 0) = y[static_cast<std::size_t>(i)];
    const bool square = m == p;
    std::optional<Dense> solution =
        square ? inverse_times(M, right) : inverse_times(M * M.transpose(), right);
    if (!solution) return std::nullopt;
    if (!square) solution = Dense(M.transpose() * *solution);
    RestPoint rest;
    for (Eigen::Index i = 0; i < n + m; ++i) (i < n ? rest.x : rest.u).push_back((*solution)(i, 0));
    return rest;
}

std::optional<RestPoint> find_rest_of_lights(const Matrix& A, const Matrix& B, const Matrix& C,
                                             const std::vector<double>& y) {
    Matrix usable = B;
    while (std::optional<RestPoint> rest = find_rest(A, usable, C, y)) {
        const auto least = std::min_element(rest->u.begin(), rest->u.end());
        if (*least >= 0) return rest;
        // Do without the input that would have to be the most negative.
        const auto input = static_cast<std::size_t>(least - rest->u.begin());
        for (std::size_t row = 0; row < usable.rows; ++row)
            usable.values[row * usable.columns + input] = 0;
    }
    return find_rest(A, B, C, y);
}

bool is_positive(const Matrix& matrix, bool definite) {
    const Dense m = dense(matrix);
    const double size = largest(m);
    if (m.rows() != m.cols() || largest(m - m.transpose()) > 1e-9 * size) return false;
    if (!m.allFinite()) return false;
    if (size == 0) return !definite;
    // Only a positive definite matrix has Cholesky factors; one that may have zeros among its eigenvalues is lifted a little.
    const Dense lifted = definite ? m : m + 1e-12 * size * Dense::Identity(m.rows(), m.cols());
    return Eigen::LLT<Dense>(lifted).info() == Eigen::Success;
}

}  // namespace spikelight
