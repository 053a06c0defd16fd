#include "engine/scenario/printable.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace spikelight {
namespace {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 0;  ///< 0: the text does not begin with UTF-8
};

/// The first character; sequences that are too long, of surrogates or beyond Unicode are none.
Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(0) < 0x80) return {byte(0), 1};
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const std::size_t bytes = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : byte(0) >= 0xC0 ? 2 : 0;
    if (bytes == 0 || byte(0) > 0xF7 || text.size() < bytes) return {};
    char32_t code = byte(0) & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        code = code << 6 | (byte(i) & 0x3F);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < least[bytes] || surrogate || code > 0x10FFFF) return {};
    return {code, bytes};
}

bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

/// U+061C, U+200E, U+200F, U+202A ... U+202E, U+2066 ... U+2069; and those that end lines, U+2028 and U+2029.
bool turns_text(char32_t code) {
    return code == 0x61C || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text, Lines lines) {
    std::string shown;
    while (!text.empty()) {
        const Character character = first_of(text);
        const std::size_t bytes = character.bytes > 0 ? character.bytes : 1;
        const bool layout = text.front() == '\n' || text.front() == '\t';
        if (character.bytes == 0)
            shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
        else if (is_control(character.code) && !(layout && lines == Lines::keep))
            shown += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(character.code));
        else if (turns_text(character.code))
            shown += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character.code));
        else
            shown += text.substr(0, bytes);
        text.remove_prefix(bytes);
    }
    return shown;
}

}  // namespace spikelight
