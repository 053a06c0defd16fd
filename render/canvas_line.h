// The pixels of an antialiased line, for any kind of picture.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

namespace spikelight {

template <class Visit>
void for_line_pixels(double x0, double y0, double x1, double y1, double width, int columns,
                     int first_row, int end_row, Visit&& visit) {
    double length = std::hypot(x1 - x0, y1 - y0);
    if (length < 1e-9) return;
    // Lines thinner than a pixel keep its width and lose strength.
    double strength = std::min(1.0, width), half = std::max(1.0, width) / 2;
    double ux = (x1 - x0) / length, uy = (y1 - y0) / length;
    // Walk along the longer direction; across it, visit what is within reach.
    bool steep = std::abs(uy) > std::abs(ux);
    double along0 = steep ? y0 : x0, along1 = steep ? y1 : x1;
    double slope = steep ? ux / uy : uy / ux;
    double reach = (half + 0.5) / (steep ? std::abs(uy) : std::abs(ux)) + 1;
    int low = steep ? first_row : 0, high = steep ? end_row : columns;
    int from = std::max(low, int(std::floor(std::min(along0, along1) - half - 1)));
    int to = std::min(high - 1, int(std::ceil(std::max(along0, along1) + half)));
    int across_low = steep ? 0 : first_row, across_high = steep ? columns : end_row;
    for (int a = from; a <= to; ++a) {
        double centre = (steep ? x0 : y0) + slope * (a + 0.5 - along0);
        int first = std::max(across_low, int(std::floor(centre - reach)));
        int last = std::min(across_high - 1, int(std::ceil(centre + reach)));
        for (int c = first; c <= last; ++c) {
            double px = (steep ? c : a) + 0.5 - x0, py = (steep ? a : c) + 0.5 - y0;
            double along = px * ux + py * uy, across = std::abs(px * uy - py * ux);
            // Coverage falls over one pixel at the sides and at the ends.
            double side = std::clamp(half + 0.5 - across, 0.0, 1.0);
            double end = std::clamp(std::min(along, length - along) + 0.5, 0.0, 1.0);
            double coverage = strength * side * end;
            if (coverage > 0) visit(steep ? c : a, steep ? a : c, float(coverage));
        }
    }
}

}  // namespace spikelight
