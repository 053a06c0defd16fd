#include "engine/recording/run_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "engine/recording/checkpoint.h"
#include "engine/recording/output_file.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

enum class Lock { taken, held_by_another, impossible };

/// Locks a directory for this process; `descriptor` keeps the lock until it is closed.
Lock lock_directory(const fs::path& path, int& descriptor) {
    descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return Lock::impossible;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Lock::taken;
    // Network file systems without locks answer with other errors: then nothing is known.
    return errno == EWOULDBLOCK ? Lock::held_by_another : Lock::impossible;
}

/// Is the locked directory still the one of this name? Another run may have published or dropped it meanwhile.
bool is_still_there(const fs::path& path, int descriptor) {
    struct stat named = {};
    struct stat locked = {};
    return ::stat(path.c_str(), &named) == 0 && ::fstat(descriptor, &locked) == 0 &&
           named.st_ino == locked.st_ino && named.st_dev == locked.st_dev;
}

/// Makes a directory; false if there is one.
bool make_directory(const fs::path& path) {
    std::error_code error;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
    const bool made = !error && fs::create_directory(path, error);
    if (error)
        throw std::runtime_error(
            fmt::format("cannot create {} ({})", path.string(), error.message()));
    return made;
}

void remove_content(const fs::path& directory) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        if (!error) fs::remove_all(entry.path(), error);
    }
    if (error)
        throw std::runtime_error(
            fmt::format("cannot empty {} ({})", directory.string(), error.message()));
}

/// Only what a run left, or an empty directory, is ever removed.
bool is_run_directory(const fs::path& path) {
    return fs::is_directory(path) && (fs::is_empty(path) || fs::exists(path / "summary.json") ||
                                      fs::exists(path / "scenario.toml"));
}

}  // namespace

void remove_working_files(const fs::path& partial) {
    fs::remove(partial / log_file);
    remove_checkpoints(partial);
    fs::remove(partial / resume_notes_file);
}

RunDirectory::RunDirectory(fs::path directory, Existing existing) : existing_(existing) {
    // "runs/x/" is runs/x, and a link is what it points to: DIR.partial lies beside it, on the same
    // file system.
    directory = directory.lexically_normal();
    if (!directory.has_filename()) directory = directory.parent_path();
    if (fs::is_symlink(directory) || directory == "." || directory == "..")
        directory = fs::canonical(directory);
    directory_ = directory;
    partial_ = directory_;
    partial_ += ".partial";

    // Of several runs that begin together one makes the directory or takes its lock; the others find it so.
    for (bool ours = false; !ours;) {
        refuse_what_exists(existing);
        if (existing == Existing::replace && fs::is_symlink(partial_)) fs::remove(partial_);
        const bool made = make_directory(partial_);
        if (!made && existing == Existing::refuse) continue;
        ours = take_lock();
        if (ours && !made && existing == Existing::replace) remove_content(partial_);
    }
}

bool RunDirectory::take_lock() {
    using namespace std::chrono_literals;
    // Who only looks whether it is locked holds it for a moment, too.
    for (int looks = 0;; ++looks) {
        const Lock lock = lock_directory(partial_, lock_);
        if (lock == Lock::impossible || (lock == Lock::taken && is_still_there(partial_, lock_)))
            return true;
        ::close(lock_);
        lock_ = -1;
        if (lock == Lock::taken) return false;
        if (looks == 25) refuse_what_is_written();
        std::this_thread::sleep_for(2ms);
    }
}

void RunDirectory::refuse_what_is_written() const {
    throw std::runtime_error(fmt::format(
        "{} is being written by a run that still goes on. Wait for it, or give another --out",
        partial_.string()));
}

RunDirectory::~RunDirectory() {
    if (lock_ >= 0) ::close(lock_);
}

void RunDirectory::refuse_what_exists(Existing existing) const {
    if (fs::exists(directory_) && existing == Existing::refuse)
        throw std::runtime_error(
            fmt::format("{} exists (a run never writes over another). Give another --out, or "
                        "--force to replace it",
                        directory_.string()));
    if (fs::exists(directory_) && !is_run_directory(directory_))
        throw std::runtime_error(
            fmt::format("{} is not a run's directory (it holds neither scenario.toml nor "
                        "summary.json), so it is not replaced. "
                        "Give another --out",
                        directory_.string()));
    if (!fs::exists(partial_)) return;

    // The lock tells a run that goes on from the remains of one.
    int descriptor = -1;
    const Lock lock = lock_directory(partial_, descriptor);
    if (descriptor >= 0) ::close(descriptor);
    if (lock == Lock::held_by_another) refuse_what_is_written();
    if (existing == Existing::refuse || !is_run_directory(partial_))
        throw std::runtime_error(
            fmt::format("{} exists (it keeps what an interrupted run recorded). Resume that run, "
                        "give another --out, or --force "
                        "to drop what it holds",
                        partial_.string()));
}

void RunDirectory::publish() {
    if (published_) return;
    // Frames can be rendered again; everything else must be on the disk before the directory gets
    // its name.
    for (const fs::path& folder : {partial_, partial_ / "inputs"})
        if (fs::is_directory(folder))
            for (const fs::directory_entry& entry : fs::directory_iterator(folder))
                if (entry.is_regular_file()) synchronise(entry.path());
    synchronise(partial_);

    if (existing_ != Existing::refuse && fs::exists(directory_)) {
        replace_directory(directory_, partial_);
    } else if (std::rename(partial_.c_str(), directory_.c_str()) != 0) {
        throw std::runtime_error(
            fmt::format("cannot rename {} to {} ({}). The run stays, whole, under the first name",
                        partial_.string(), directory_.string(), std::strerror(errno)));
    }
    published_ = true;
    synchronise(fs::absolute(directory_).parent_path());
}

void RunDirectory::discard() {
    std::error_code ignored;
    if (!published_) fs::remove_all(partial_, ignored);
}

}  // namespace spikelight
