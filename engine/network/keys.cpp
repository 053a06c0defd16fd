#include "engine/network/keys.h"

#include <xxhash.h>

#include <string>

namespace spikelight {

std::uint64_t draw_key(std::uint64_t seed, std::string_view purpose, std::string_view name) {
    // A zero byte parts the two, so that ("a", "bc") and ("ab", "c") differ.
    std::string text(purpose);
    text += '\0';
    text += name;
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace spikelight
