// How the process keeps memory between frames.
#pragma once

namespace spikelight {

/// From here on memory that a frame frees stays with the process for the next one, instead of going back to the system,
/// whose zeroing of it again took a tenth of a frame's time. For programs that render many frames; does nothing where the C
/// library is not glibc.
void keep_freed_memory();

}  // namespace spikelight
