#include "render/canvas.h"

#include <algorithm>
#include <cmath>
#include <vector>

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

namespace {

/// Calls `visit(x, y, coverage)` for each pixel that letters touch, also outside the picture.
template <class Visit>
void for_text_pixels(FontFace face, double size, double x, double y, Align align,
                     std::string_view text, Visit&& visit) {
    double width = align == Align::left ? 0 : text_width(face, size, text);
    double start = x - (align == Align::centre ? width / 2 : align == Align::right ? width : 0);
    for (const PlacedGlyph& glyph : lay_out_text(face, size, start, y, text)) {
        const GlyphBitmap& bitmap = *glyph.bitmap;
        for (int row = 0; row < bitmap.height; ++row)
            for (int column = 0; column < bitmap.width; ++column)
                if (auto coverage = bitmap.coverage[std::size_t(row * bitmap.width + column)])
                    visit(glyph.x + column, glyph.y + row, float(coverage) / 255.0f);
    }
}

/// Where a text's halo is how dark, in a rectangle of pixels.
struct Halo {
    int left = 0, top = 0, width = 0, height = 0, reach = 0;
    std::vector<float> coverage;

    /// Takes in the pixels around one of a letter: all within the reach, the last fading.
    void spread(int px, int py, float strength, const std::vector<float>& disc) {
        const int side = 2 * reach + 1;
        for (int dy = 0; dy < side; ++dy)
            for (int dx = 0; dx < side; ++dx) {
                const int x = px - reach + dx - left, y = py - reach + dy - top;
                if (x < 0 || y < 0 || x >= width || y >= height) continue;
                float& here = coverage[std::size_t(y) * std::size_t(width) + std::size_t(x)];
                here = std::max(here, strength * disc[std::size_t(dy * side + dx)]);
            }
    }
};

/// Darkens the neighbourhood of letters, each pixel once.
void draw_halo(Image& image, FontFace face, double size, double x, double y, Align align,
               float strength, std::string_view text) {
    const double radius = std::max(1.5, 0.17 * size);
    Halo halo;
    halo.reach = int(std::ceil(radius));
    std::vector<float> disc;
    for (int dy = -halo.reach; dy <= halo.reach; ++dy)
        for (int dx = -halo.reach; dx <= halo.reach; ++dx)
            disc.push_back(float(std::clamp(radius + 0.5 - std::hypot(dx, dy), 0.0, 1.0)));
    // Letters lie within an em above the baseline and a third of one below.
    const double width = text_width(face, size, text);
    const double start = x - (align == Align::centre  ? width / 2
                              : align == Align::right ? width
                                                      : 0);
    auto within = [](double place, int end) { return std::clamp(int(place), 0, end); };
    halo.left = within(start - halo.reach - 2, image.width);
    halo.top = within(y - size - halo.reach, image.height);
    halo.width = within(start + width + halo.reach + 2, image.width) - halo.left;
    halo.height = within(y + size / 3 + halo.reach + 1, image.height) - halo.top;
    halo.coverage.assign(std::size_t(halo.width) * std::size_t(halo.height), 0);
    for_text_pixels(face, size, x, y, align, text,
                    [&](int px, int py, float c) { halo.spread(px, py, c, disc); });
    for (int row = 0; row < halo.height; ++row)
        for (int column = 0; column < halo.width; ++column)
            if (float c =
                    halo.coverage[std::size_t(row) * std::size_t(halo.width) + std::size_t(column)];
                c > 0)
                blend_pixel(image, halo.left + column, halo.top + row,
                            {{0.01f, 0.012f, 0.016f}, strength}, c);
}

}  // namespace

void draw_text(Image& image, FontFace face, double size, double x, double y, Align align,
               const Ink& ink, std::string_view text) {
    for_text_pixels(face, size, x, y, align, text, [&](int px, int py, float coverage) {
        if (px >= 0 && py >= 0 && px < image.width && py < image.height)
            blend_pixel(image, px, py, ink, coverage);
    });
}

void draw_text_on_halo(Image& image, FontFace face, double size, double x, double y, Align align,
                       const Ink& ink, std::string_view text) {
    draw_halo(image, face, size, x, y, align, 0.8f * ink.alpha, text);
    draw_text(image, face, size, x, y, align, ink, text);
}

}  // namespace spikelight
