// Text: the Inter typeface, carried inside the program, drawn by stb_truetype.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spikelight {

enum class FontFace { text, title };

/// How dark a glyph makes each pixel, and where it lies relative to the pen.
struct GlyphBitmap {
    int left = 0, top = 0, width = 0, height = 0;
    std::vector<std::uint8_t> coverage;
};

/// One glyph of a laid-out line.
struct PlacedGlyph {
    const GlyphBitmap* bitmap;
    int x, y;  ///< of the bitmap's top left corner
};

/// Width in pixels of UTF-8 text at a size (height of an em) in pixels.
double text_width(FontFace face, double size, std::string_view text);

/// The text where it fits into `width` pixels, else as much of its beginning as fits before an ellipsis; empty where not
/// even one letter does.
std::string elided(FontFace face, double size, std::string_view text, double width);

/// Glyphs of a line whose baseline begins at (x, y). Digits all take the same width, so that a running number stands
/// still. Safe to call from several threads.
std::vector<PlacedGlyph> lay_out_text(FontFace face, double size, double x, double y,
                                      std::string_view text);

/// Height of a capital letter above the baseline, in pixels.
double capital_height(double size);

}  // namespace spikelight
