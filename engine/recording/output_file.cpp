#include "engine/recording/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace spikelight {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;

[[noreturn]] void fail(const char* what, const std::filesystem::path& path, int error) {
    throw std::runtime_error(
        fmt::format("cannot {} {} ({})", what, path.string(), std::strerror(error)));
}

}  // namespace

OutputFile::OutputFile(std::filesystem::path path, std::optional<std::uint64_t> kept)
    : path_(std::move(path)), size_(kept.value_or(0)) {
    const int mode = kept ? 0 : O_CREAT | O_TRUNC;
    // A link in a directory from a stranger could lead anywhere.
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | mode, 0666);
    if (descriptor_ < 0) fail(kept ? "open" : "create", path_, errno);
    if (kept && (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0 ||
                 ::lseek(descriptor_, 0, SEEK_END) < 0))
        fail("cut", path_, errno);
}

OutputFile::~OutputFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= buffer_bytes) flush();
}

void OutputFile::write_number(double value) {
    char text[32];
    write({text, std::to_chars(text, text + sizeof text, value).ptr});
}

void OutputFile::flush() {
    write_whole(buffer_, {});
    buffer_.clear();
}

void OutputFile::write_whole(std::string_view head, std::string_view body) {
    const std::size_t bytes = head.size() + body.size();
    for (std::size_t done = 0; done < bytes;) {
        // What is left of either piece.
        const std::string_view rest[2] = {head.substr(std::min(done, head.size())),
                                          body.substr(done - std::min(done, head.size()))};
        const iovec pieces[2] = {{const_cast<char*>(rest[0].data()), rest[0].size()},
                                 {const_cast<char*>(rest[1].data()), rest[1].size()}};
        const ssize_t written = ::writev(descriptor_, pieces, 2);
        if (written < 0 && errno != EINTR) fail_writing(errno, bytes);
        if (written > 0) done += static_cast<std::size_t>(written);
    }
    size_ += bytes;
}

void OutputFile::fail_writing(int error, std::size_t bytes) {
    // Cut off what was written of the pieces, so that the file holds whole ones.
    const bool cut = ::ftruncate(descriptor_, static_cast<off_t>(size_)) == 0 &&
                     ::lseek(descriptor_, static_cast<off_t>(size_), SEEK_SET) >= 0;
    throw std::runtime_error(
        fmt::format("cannot write {} ({}: {} more were needed after {}, {} free{})", path_.string(),
                    std::strerror(error), describe_bytes(static_cast<double>(bytes)),
                    describe_bytes(static_cast<double>(size_)), describe_free_space(path_),
                    cut ? "" : "; its end is torn"));
}

void OutputFile::close() {
    flush();
    // Some file systems report a full disk only here.
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail("write", path_, errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("close", path_, errno);
}

void replace_file(const std::filesystem::path& path, std::string_view text) {
    std::filesystem::path part = path;
    part += ".part";
    OutputFile file(part);
    file.write(text);
    file.close();
    std::filesystem::rename(part, path);
}

void replace_directory(const std::filesystem::path& directory, const std::filesystem::path& fresh) {
    namespace fs = std::filesystem;
    // Swap old and new in one step where the file system can, else move the old one aside first.
    fs::path old = fresh;
    if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, directory.c_str(), RENAME_EXCHANGE) != 0) {
        old = directory;
        old += ".replaced";
        fs::remove_all(old);
        fs::rename(directory, old);
        fs::rename(fresh, directory);
    }
    fs::remove_all(old);
}

void synchronise(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail("open", path, errno);
    const int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    // Not every file system can synchronise a directory.
    if (error != 0 && error != EINVAL && error != EROFS) fail("write", path, error);
}

std::string describe_bytes(double bytes) {
    for (const char* unit : {"bytes", "kB", "MB", "GB"}) {
        if (bytes < 1000) return fmt::format("{:.3g} {}", bytes, unit);
        bytes /= 1000;
    }
    return fmt::format("{:.4g} TB", bytes);
}

std::string describe_free_space(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(path.parent_path(), error);
    return error ? "an unknown amount" : describe_bytes(static_cast<double>(space.available));
}

}  // namespace spikelight
