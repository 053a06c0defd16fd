// Action spectra: effectiveness against wavelength, by monotone piecewise cubic interpolation of
// its logarithm (PCHIP; Fritsch and Butland 1984, SIAM J Sci Stat Comput 5:300; slopes at the ends
// as in Moler 2004, Numerical Computing with MATLAB, ch. 3.6, and in
// scipy.interpolate.PchipInterpolator).
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include "kernels/elementary.h"

namespace spikelight {

/// Energy of a photon in J, h c / wavelength in m; h and c are CODATA 2018, exact.
inline double photon_energy(double wavelength) {
    constexpr double h = 6.62607015e-34, c = 299792458.0;
    return h * c / wavelength;
}

/// Slope at an inner knot: 0 at a turn, else a weighted harmonic mean of the secants on both sides.
inline double pchip_inner_slope(double h0, double h1, double secant0, double secant1) {
    if (!(secant0 * secant1 > 0)) return 0;
    double w0 = 2 * h1 + h0, w1 = h1 + 2 * h0;
    return 1 / ((w0 / secant0 + w1 / secant1) / (w0 + w1));
}

/// Slope at an end, whose interval is h0: a parabola through three knots, held back where it would
/// overshoot.
inline double pchip_end_slope(double h0, double h1, double secant0, double secant1) {
    double slope = ((2 * h0 + h1) * secant0 - h0 * secant1) / (h0 + h1);
    auto sign = [](double x) { return (x > 0) - (x < 0); };
    if (sign(slope) != sign(secant0)) return 0;
    bool overshoots = sign(secant0) != sign(secant1) && math::abs(slope) > 3 * math::abs(secant0);
    return overshoots ? 3 * secant0 : slope;
}

/// A spectrum's table made ready. Wavelengths in any one unit, sorted here; zeros become 1e-10.
class Spectrum {
  public:
    /// Throws std::invalid_argument where the table is empty, a wavelength comes twice or a value
    /// is negative.
    Spectrum(std::span<const double> wavelengths, std::span<const double> values) {
        if (wavelengths.empty() || wavelengths.size() != values.size())
            throw std::invalid_argument(
                "spectrum without points (it needs as many values as wavelengths, at least one). "
                "Give both lists");
        // Sort by wavelength and take logarithms.
        std::vector<std::size_t> order(wavelengths.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::sort(order.begin(), order.end(),
                  [&](std::size_t a, std::size_t b) { return wavelengths[a] < wavelengths[b]; });
        for (std::size_t i : order) {
            if (!x_.empty() && wavelengths[i] == x_.back())
                throw std::invalid_argument(
                    "spectrum with one wavelength twice (its value is not unique). Remove one");
            if (!(values[i] >= 0))
                throw std::invalid_argument(
                    "spectrum with a negative value (an effectiveness is not). Correct it");
            x_.push_back(wavelengths[i]);
            y_.push_back(math::log(values[i] == 0 ? 1e-10 : values[i]));
        }
        find_slopes();
    }

    /// Effectiveness at a wavelength: 0 outside the table, never above 1.
    double operator()(double wavelength) const {
        if (!(wavelength >= x_.front() && wavelength <= x_.back())) return 0;
        if (x_.size() == 1) return math::min(1.0, math::exp(y_[0]));
        // Find the interval, and evaluate the cubic with these values and slopes at its ends.
        std::size_t upper = std::upper_bound(x_.begin(), x_.end() - 1, wavelength) - x_.begin();
        std::size_t i = upper - 1;
        double h = x_[i + 1] - x_[i], t = wavelength - x_[i];
        double secant = (y_[i + 1] - y_[i]) / h;
        double cubic = (slopes_[i] + slopes_[i + 1] - 2 * secant) / h / h;
        double square = (3 * secant - 2 * slopes_[i] - slopes_[i + 1]) / h;
        return math::min(1.0, math::exp(((cubic * t + square) * t + slopes_[i]) * t + y_[i]));
    }

  private:
    void find_slopes() {
        std::size_t last = x_.size() - 1;
        slopes_.assign(x_.size(), 0);
        if (last == 0) return;
        auto h = [&](std::size_t i) { return x_[i + 1] - x_[i]; };
        auto secant = [&](std::size_t i) { return (y_[i + 1] - y_[i]) / h(i); };
        // Two points are joined by a straight line.
        if (last == 1) {
            slopes_ = {secant(0), secant(0)};
            return;
        }
        slopes_[0] = pchip_end_slope(h(0), h(1), secant(0), secant(1));
        for (std::size_t i = 1; i < last; ++i)
            slopes_[i] = pchip_inner_slope(h(i - 1), h(i), secant(i - 1), secant(i));
        slopes_[last] =
            pchip_end_slope(h(last - 1), h(last - 2), secant(last - 1), secant(last - 2));
    }

    std::vector<double> x_, y_, slopes_;
};

/// Effectiveness of one wavelength by a table: Spectrum(wavelengths, values)(wavelength).
inline double interpolate_spectrum(std::span<const double> wavelengths,
                                   std::span<const double> values, double wavelength) {
    return Spectrum(wavelengths, values)(wavelength);
}

}  // namespace spikelight
