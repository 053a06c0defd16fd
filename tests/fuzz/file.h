// Files for code that reads files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace spikelight::fuzz {

/// A directory of this process, made at the first call and removed at its end.
const std::filesystem::path& directory();

/// Writes a file into it and returns its path.
std::filesystem::path put(const std::filesystem::path& name, std::string_view bytes);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Ends the program with a message: something that must hold does not.
[[noreturn]] void fail(const char* what);
inline void expect(bool holds, const char* what) {
    if (!holds) fail(what);
}

}  // namespace spikelight::fuzz
