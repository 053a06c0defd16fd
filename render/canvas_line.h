// The pixels of an antialiased line, for any kind of picture.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/line_shape.h"

namespace spikelight {

inline LineShape<double> line_between(double x0, double y0, double x1, double y1, double width) {
    double length = std::hypot(x1 - x0, y1 - y0), longest = std::max(length, 1e-9);
    // Lines thinner than a pixel keep its width and lose strength.
    return {x0,
            y0,
            (x1 - x0) / longest,
            (y1 - y0) / longest,
            length,
            std::max(1.0, width) / 2,
            std::min(1.0, width)};
}

template <class Visit>
void for_line_pixels(const LineShape<double>& line, int columns, int first_row, int end_row,
                     Visit&& visit);

template <class Visit>
void for_line_pixels(double x0, double y0, double x1, double y1, double width, int columns,
                     int first_row, int end_row, Visit&& visit) {
    for_line_pixels(line_between(x0, y0, x1, y1, width), columns, first_row, end_row, visit);
}

template <class Visit>
void for_line_pixels(const LineShape<double>& line, int columns, int first_row, int end_row,
                     Visit&& visit) {
    if (line.length < 1e-9) return;
    double x0 = line.x0, y0 = line.y0, ux = line.ux, uy = line.uy;
    double x1 = x0 + line.length * ux, y1 = y0 + line.length * uy;
    // Walk along the longer direction; across it, visit what is within reach.
    bool steep = std::abs(uy) > std::abs(ux);
    double along0 = steep ? y0 : x0, along1 = steep ? y1 : x1;
    double slope = steep ? ux / uy : uy / ux;
    double reach = (line.half + 0.5) / (steep ? std::abs(uy) : std::abs(ux)) + 1;
    int low = steep ? first_row : 0, high = steep ? end_row : columns;
    int from = std::max(low, int(std::floor(std::min(along0, along1) - line.half - 1)));
    int to = std::min(high - 1, int(std::ceil(std::max(along0, along1) + line.half)));
    int across_low = steep ? 0 : first_row, across_high = steep ? columns : end_row;
    for (int a = from; a <= to; ++a) {
        double centre = (steep ? x0 : y0) + slope * (a + 0.5 - along0);
        int first = std::max(across_low, int(std::floor(centre - reach)));
        int last = std::min(across_high - 1, int(std::ceil(centre + reach)));
        for (int c = first; c <= last; ++c) {
            double coverage = line.coverage((steep ? c : a) + 0.5, (steep ? a : c) + 0.5);
            if (coverage > 0) visit(steep ? c : a, steep ? a : c, float(coverage));
        }
    }
}

}  // namespace spikelight
