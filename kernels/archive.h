// State as bytes, for checkpoints: what is written in some order is read back in the same order.
//
// Numbers are little-endian and as long as their type; a sequence is its length as a uint64, then
// its elements; a section is its name, so that reading in another order is found at once. An
// archive may hold other archives' bytes as a sequence of char.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace spikelight {

static_assert(std::endian::native == std::endian::little, "archives are little-endian");

/// What an archive may hold: numbers of a fixed size, and plain structs of them without padding.
template <class T>
concept Archivable =
    std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> &&
    (std::is_arithmetic_v<T> || std::is_enum_v<T> || std::has_unique_object_representations_v<T>);

class ArchiveWriter {
  public:
    template <Archivable T>
    void write(const T& value) {
        append(&value, sizeof value);
    }
    /// Any contiguous sequence, with its length.
    template <Archivable T>
    void write_all(std::span<const T> values) {
        write(static_cast<std::uint64_t>(values.size()));
        append(values.data(), values.size_bytes());
    }
    template <Archivable T>
    void write_all(const std::vector<T>& values) {
        write_all(std::span<const T>(values));
    }
    void write_text(std::string_view text) { write_all(std::span<const char>(text)); }
    /// Begins a part with a name, which the reader checks.
    void section(std::string_view name) { write_text(name); }

    const std::vector<char>& bytes() const { return bytes_; }

  private:
    // Inlined, GCC 12 takes the bytes for fewer than they are, and warns.
    [[gnu::noinline]] void append(const void* values, std::size_t count) {
        const std::size_t end = bytes_.size();
        bytes_.resize(end + count);
        if (count > 0) std::memcpy(bytes_.data() + end, values, count);
    }

    std::vector<char> bytes_;
};

/// Every function throws std::runtime_error where the bytes are not what is asked for.
class ArchiveReader {
  public:
    /// The bytes must outlive the reader.
    explicit ArchiveReader(std::span<const char> bytes) : rest_(bytes) {}

    template <Archivable T>
    T read() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    template <Archivable T>
    void read(T& value) {
        value = read<T>();
    }
    template <Archivable T>
    std::vector<T> read_all() {
        const auto count = read<std::uint64_t>();
        if (count > rest_.size() / sizeof(T)) refuse("it ends too early");
        std::vector<T> values(count);
        const std::span<const char> bytes = take(count * sizeof(T));
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
        return values;
    }
    /// A sequence whose length is known beforehand.
    template <Archivable T>
    void read_all(std::vector<T>& values) {
        std::vector<T> found = read_all<T>();
        if (found.size() != values.size()) refuse("it is of another scenario");
        values = std::move(found);
    }
    std::string read_text() {
        const std::vector<char> text = read_all<char>();
        return {text.begin(), text.end()};
    }
    void section(std::string_view name) {
        if (read_text() != name)
            refuse("the part '" + std::string(name) + "' is not where it belongs");
    }
    bool at_end() const { return rest_.empty(); }

  private:
    [[noreturn]] static void refuse(const std::string& why) {
        throw std::runtime_error("the checkpoint cannot be used (" + why +
                                 "). Take an earlier one, or run from the beginning");
    }
    std::span<const char> take(std::size_t count) {
        if (count > rest_.size()) refuse("it ends too early");
        const std::span<const char> bytes = rest_.first(count);
        rest_ = rest_.subspan(count);
        return bytes;
    }

    std::span<const char> rest_;
};

}  // namespace spikelight
