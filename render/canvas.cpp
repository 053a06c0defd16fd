#include "render/canvas.h"

#include <algorithm>
#include <cmath>

namespace spikelight {

void blend_pixel(Image& image, int x, int y, const Ink& ink, float coverage) {
    std::uint8_t* pixel = image.row(y) + 3 * x;
    float alpha = ink.alpha * coverage;
    const float target[3] = {ink.color.r, ink.color.g, ink.color.b};
    for (int c = 0; c < 3; ++c) {
        float value = float(pixel[c]) + alpha * (255.0f * target[c] - float(pixel[c]));
        pixel[c] = std::uint8_t(std::clamp(value + 0.5f, 0.0f, 255.0f));
    }
    if (image.rgb16.empty()) return;
    std::uint16_t* deep = image.rgb16.data() + (pixel - image.rgb.data());
    for (int c = 0; c < 3; ++c) {
        float value = float(deep[c]) + alpha * (65535.0f * target[c] - float(deep[c]));
        deep[c] = std::uint16_t(std::clamp(value + 0.5f, 0.0f, 65535.0f));
    }
}

void fill(Image& image, const Rectangle& area, const Ink& ink) {
    int x0 = std::max(0, int(std::floor(area.left))),
        x1 = std::min(image.width, int(std::ceil(area.right)));
    int y0 = std::max(0, int(std::floor(area.top))),
        y1 = std::min(image.height, int(std::ceil(area.bottom)));
    for (int y = y0; y < y1; ++y) {
        double rows = std::min(y + 1.0, area.bottom) - std::max(double(y), area.top);
        for (int x = x0; x < x1; ++x) {
            double columns = std::min(x + 1.0, area.right) - std::max(double(x), area.left);
            blend_pixel(image, x, y, ink, float(rows * columns));
        }
    }
}

void draw_line(Image& image, double x0, double y0, double x1, double y1, double width,
               const Ink& ink) {
    for_line_pixels(x0, y0, x1, y1, width, image.width, 0, image.height,
                    [&](int x, int y, float coverage) { blend_pixel(image, x, y, ink, coverage); });
}

void draw_disc(Image& image, double x, double y, double radius, const Ink& ink) {
    int x0 = std::max(0, int(x - radius - 1)), x1 = std::min(image.width - 1, int(x + radius + 1));
    int y0 = std::max(0, int(y - radius - 1)), y1 = std::min(image.height - 1, int(y + radius + 1));
    for (int py = y0; py <= y1; ++py)
        for (int px = x0; px <= x1; ++px) {
            double distance = std::hypot(px + 0.5 - x, py + 0.5 - y);
            double coverage = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
            if (coverage > 0) blend_pixel(image, px, py, ink, float(coverage));
        }
}

void draw_text(Image& image, FontFace face, double size, double x, double y, Align align,
               const Ink& ink, std::string_view text) {
    double width = align == Align::left ? 0 : text_width(face, size, text);
    double start = x - (align == Align::centre ? width / 2 : align == Align::right ? width : 0);
    for (const PlacedGlyph& glyph : lay_out_text(face, size, start, y, text)) {
        const GlyphBitmap& bitmap = *glyph.bitmap;
        for (int row = 0; row < bitmap.height; ++row)
            for (int column = 0; column < bitmap.width; ++column) {
                int px = glyph.x + column, py = glyph.y + row;
                if (px < 0 || py < 0 || px >= image.width || py >= image.height) continue;
                std::uint8_t coverage = bitmap.coverage[std::size_t(row * bitmap.width + column)];
                if (coverage) blend_pixel(image, px, py, ink, float(coverage) / 255.0f);
            }
    }
}

}  // namespace spikelight
