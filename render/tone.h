// From linear light to the screen.
#pragma once

#include "render/image.h"

namespace spikelight {

/// Maps rows of linear light onto the same rows of `image`.
///
/// Each channel takes a little of the others first, so that very bright colours turn white as on film; then Reinhard's
/// extended curve x (1 + x / w^2) / (1 + x) (Reinhard et al. 2002, SIGGRAPH), sRGB, and an ordered dither of one step
/// of the 8-bit scale against banding; 16 bits, where the image has room for them, undithered. A pure function of pixel
/// and position.
void tone_map(const HdrRows& rows, Image& image);

/// Rows of linear light from rows with `side` times `side` samples per pixel. The mean is taken of what the screen would
/// show, x / (1 + x): a mean of light itself would leave the edges of bright things jagged.
HdrRows resolve_samples(const HdrRows& fine, int side);

/// One colour as tone_map shows it, without dither.
Color tone_mapped(const Rgb& light);

}  // namespace spikelight
