// Drawing in two dimensions over a finished picture: lines, boxes, discs, text. Antialiased, in sRGB.
#pragma once

#include <string_view>

#include "render/font.h"
#include "render/image.h"

namespace spikelight {

/// Colour and opacity of a mark.
struct Ink {
    Color color;
    float alpha = 1;
};

struct Rectangle {
    double left = 0, top = 0, right = 0, bottom = 0;
    double width() const { return right - left; }
    double height() const { return bottom - top; }
    bool overlaps(const Rectangle& other) const {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
};

enum class Align { left, centre, right };

void blend_pixel(Image& image, int x, int y, const Ink& ink, float coverage);
void fill(Image& image, const Rectangle& area, const Ink& ink);  ///< edges cover pixels partly
void draw_line(Image& image, double x0, double y0, double x1, double y1, double width,
               const Ink& ink);
void draw_disc(Image& image, double x, double y, double radius, const Ink& ink);

/// The line's baseline passes through y; x is its left end, middle or right end.
void draw_text(Image& image, FontFace face, double size, double x, double y, Align align,
               const Ink& ink, std::string_view text);

/// The same on a dark halo, which keeps it readable over anything.
void draw_text_on_halo(Image& image, FontFace face, double size, double x, double y, Align align,
                       const Ink& ink, std::string_view text);

/// Calls `visit(x, y, coverage)` for each pixel a line touches, rows [first_row, end_row) only.
template <class Visit>
void for_line_pixels(double x0, double y0, double x1, double y1, double width, int columns,
                     int first_row, int end_row, Visit&& visit);

}  // namespace spikelight

#include "render/canvas_line.h"
