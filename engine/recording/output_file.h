// A file being written: every error is told, with the bytes that were needed and the bytes there
// are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace spikelight {

/// Appends to a new file through a buffer. All functions throw std::runtime_error naming the file.
class OutputFile {
  public:
    /// Creates the file, or empties it; or opens one that must exist, to go on after its first `kept` bytes.
    explicit OutputFile(std::filesystem::path path, std::optional<std::uint64_t> kept = {});
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::string_view bytes);
    /// The shortest decimal number that reads back as the same double.
    void write_number(double value);
    /// Writes two pieces at once, past the buffer: both whole, or neither.
    void write_whole(std::string_view head, std::string_view body);
    void flush();
    /// Flushes, and waits until the bytes are on the disk.
    void close();

    const std::filesystem::path& path() const { return path_; }
    /// Bytes written, without those in the buffer.
    std::uint64_t size() const { return size_; }

  private:
    [[noreturn]] void fail_writing(int error, std::size_t bytes);

    std::filesystem::path path_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;  ///< bytes whole in the file
    std::string buffer_;
};

/// Writes a whole file in place of an old one: never half of it, whatever happens.
void replace_file(const std::filesystem::path& path, std::string_view text);

/// Gives a whole directory the place of an old one, which is removed.
void replace_directory(const std::filesystem::path& directory, const std::filesystem::path& fresh);

/// Waits until a file's or directory's content is on the disk.
void synchronise(const std::filesystem::path& path);

/// "4.2 MB"
std::string describe_bytes(double bytes);

/// Free space where `path` lies, described; "an unknown amount" where the system does not tell.
std::string describe_free_space(const std::filesystem::path& path);

}  // namespace spikelight
