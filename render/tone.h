// From linear light to the screen.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/picture_tone.h"
#include "render/image.h"

namespace spikelight {

/// The curve and sRGB, in 1/256 of an 8-bit step, at the places of tone::table_place.
const std::array<std::uint16_t, tone::table_size>& tone_table();

/// Maps rows of linear light onto the same rows of `image` (kernels/picture_tone.h); 16 bits, where the image has room
/// for them, without the table and undithered. A pure function of pixel and position.
void tone_map(const HdrRows& rows, Image& image);

/// Rows of linear light from rows with `side` times `side` samples per pixel, averaged as the screen shows them.
HdrRows resolve_samples(const HdrRows& fine, int side);

/// One colour as tone_map shows it, without dither.
Color tone_mapped(const Rgb& light);

}  // namespace spikelight
