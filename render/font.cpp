#include "render/font.h"

#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <tuple>

#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wshadow=local"
#include <stb_truetype.h>
#pragma GCC diagnostic pop

// The font files become part of the program.
#define SPIKELIGHT_EMBED(name, path)                                                      \
    __asm__(".section .rodata\n.balign 16\n.globl " #name "\n" #name ":\n.incbin \"" path \
            "\"\n.byte 0\n.previous\n");                                                  \
    extern "C" const unsigned char name[] /* NOLINT(bugprone-macro-parentheses): it is declared */
SPIKELIGHT_EMBED(spikelight_font_text, SPIKELIGHT_FONT_TEXT);
SPIKELIGHT_EMBED(spikelight_font_title, SPIKELIGHT_FONT_TITLE);

namespace spikelight {
namespace {

constexpr int subpixel_positions = 4;

/// A face and the glyphs drawn so far.
class Face {
  public:
    explicit Face(const unsigned char* data) {
        stbtt_InitFont(&info_, data, stbtt_GetFontOffsetForIndex(data, 0));
    }

    double advance(int codepoint, double size) const {
        // All digits are as wide as the widest.
        if (codepoint >= '0' && codepoint <= '9') return digit_advance() * scale(size);
        return advance_of(codepoint) * scale(size);
    }
    /// How far a digit is moved to stand in the middle of its cell.
    double offset(int codepoint, double size) const {
        if (codepoint < '0' || codepoint > '9') return 0;
        return (digit_advance() - advance_of(codepoint)) / 2 * scale(size);
    }
    double kerning(int left, int right, double size) const {
        return float(stbtt_GetCodepointKernAdvance(&info_, left, right)) * scale(size);
    }

    const GlyphBitmap& bitmap(int codepoint, double size, int subpixel) {
        auto key = std::make_tuple(codepoint, int(std::lround(size * 16)), subpixel);
        {
            std::shared_lock lock(mutex_);
            if (auto found = glyphs_.find(key); found != glyphs_.end()) return *found->second;
        }
        std::unique_lock lock(mutex_);
        std::unique_ptr<GlyphBitmap>& glyph = glyphs_[key];
        if (!glyph) glyph = draw(codepoint, size, subpixel);
        return *glyph;
    }

  private:
    float scale(double size) const { return stbtt_ScaleForMappingEmToPixels(&info_, float(size)); }
    double advance_of(int codepoint) const {
        int advance = 0, bearing = 0;
        stbtt_GetCodepointHMetrics(&info_, codepoint, &advance, &bearing);
        return advance;
    }
    double digit_advance() const {
        double widest = 0;
        for (int digit = '0'; digit <= '9'; ++digit) widest = std::max(widest, advance_of(digit));
        return widest;
    }
    std::unique_ptr<GlyphBitmap> draw(int codepoint, double size, int subpixel) const {
        auto glyph = std::make_unique<GlyphBitmap>();
        float s = scale(size), shift = float(subpixel) / subpixel_positions;
        int right = 0, bottom = 0;
        stbtt_GetCodepointBitmapBoxSubpixel(&info_, codepoint, s, s, shift, 0, &glyph->left,
                                            &glyph->top, &right, &bottom);
        glyph->width = right - glyph->left;
        glyph->height = bottom - glyph->top;
        glyph->coverage.resize(std::size_t(glyph->width) * std::size_t(glyph->height));
        if (!glyph->coverage.empty())
            stbtt_MakeCodepointBitmapSubpixel(&info_, glyph->coverage.data(), glyph->width,
                                              glyph->height, glyph->width, s, s, shift, 0,
                                              codepoint);
        return glyph;
    }

    stbtt_fontinfo info_{};
    std::shared_mutex mutex_;
    std::map<std::tuple<int, int, int>, std::unique_ptr<GlyphBitmap>> glyphs_;
};

Face& face_of(FontFace face) {
    static Face text(spikelight_font_text), title(spikelight_font_title);
    return face == FontFace::text ? text : title;
}

/// Code points of UTF-8 text; a byte that is none stands for itself.
std::vector<int> decode_utf8(std::string_view text) {
    std::vector<int> codepoints;
    for (std::size_t i = 0; i < text.size();) {
        auto byte = static_cast<unsigned char>(text[i]);
        int length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        if (i + std::size_t(length) > text.size()) length = 1;
        int codepoint = length == 1 ? byte : byte & (0x7F >> length);
        for (int k = 1; k < length; ++k)
            codepoint = codepoint << 6 | (text[i + std::size_t(k)] & 0x3F);
        codepoints.push_back(codepoint);
        i += std::size_t(length);
    }
    return codepoints;
}

}  // namespace

double text_width(FontFace face, double size, std::string_view text) {
    const Face& glyphs = face_of(face);
    double width = 0;
    int previous = 0;
    for (int codepoint : decode_utf8(text)) {
        if (previous) width += glyphs.kerning(previous, codepoint, size);
        width += glyphs.advance(codepoint, size);
        previous = codepoint;
    }
    return width;
}

std::string elided(FontFace face, double size, std::string_view text, double width) {
    if (text_width(face, size, text) <= width) return std::string(text);
    while (!text.empty()) {
        // Take the last letter off, with all its bytes, and spaces before it.
        auto continues = [](char byte) { return (byte & 0xC0) == 0x80; };
        while (text.size() > 1 && continues(text.back())) text.remove_suffix(1);
        text.remove_suffix(1);
        while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
        std::string shorter = std::string(text) + "\u2026";
        if (!text.empty() && text_width(face, size, shorter) <= width) return shorter;
    }
    return {};
}

std::vector<PlacedGlyph> lay_out_text(FontFace face, double size, double x, double y,
                                      std::string_view text) {
    Face& glyphs = face_of(face);
    std::vector<PlacedGlyph> placed;
    int baseline = int(std::lround(y)), previous = 0;
    for (int codepoint : decode_utf8(text)) {
        if (previous) x += glyphs.kerning(previous, codepoint, size);
        double pen = x + glyphs.offset(codepoint, size);
        int whole = int(std::floor(pen));
        int subpixel = int((pen - whole) * subpixel_positions);
        const GlyphBitmap& bitmap = glyphs.bitmap(codepoint, size, subpixel);
        placed.push_back({&bitmap, whole + bitmap.left, baseline + bitmap.top});
        x += glyphs.advance(codepoint, size);
        previous = codepoint;
    }
    return placed;
}

double capital_height(double size) {
    return 0.727 * size;
}

}  // namespace spikelight
