// Where a run writes: DIR.partial until everything is there, then DIR.
#pragma once

#include <filesystem>

namespace spikelight {

enum class Existing { refuse, replace, resume };

/// What DIR.partial holds beside the files of the contract and the checkpoints, as long as it is one.
inline constexpr const char* log_file = "recording.log";
/// What going on must know beside the recording; its content is the business of who goes on.
inline constexpr const char* resume_notes_file = "resume.json";

/// Removes that and the checkpoints, the log first: where it is gone, everything else is whole.
void remove_working_files(const std::filesystem::path& partial);

/// Owns DIR.partial and holds it locked, so that a second run cannot take it.
class RunDirectory {
  public:
    /// Creates DIR.partial, empty. With `replace` the remains of an interrupted run are removed at
    /// once, an old DIR only by `publish`. Throws std::runtime_error: DIR or DIR.partial exists and
    /// not `replace`; DIR is no run's directory, and so never replaced; another run is writing to
    /// it, or of several that begin together another was quicker; it cannot be created. With
    /// `resume` DIR.partial stays as it is, and replaces an old DIR as with `replace`.
    RunDirectory(std::filesystem::path directory, Existing existing);
    ~RunDirectory();
    RunDirectory(const RunDirectory&) = delete;
    RunDirectory& operator=(const RunDirectory&) = delete;

    /// DIR.partial, or DIR after `publish`.
    const std::filesystem::path& path() const { return published_ ? directory_ : partial_; }
    /// Brings the files to the disk, then renames DIR.partial to DIR in one step, in place of an
    /// old one.
    void publish();
    /// Removes DIR.partial.
    void discard();

  private:
    void refuse_what_exists(Existing existing) const;
    [[noreturn]] void refuse_what_is_written() const;
    bool take_lock();  ///< false where the directory is gone, or another's

    std::filesystem::path directory_, partial_;
    Existing existing_;
    int lock_ = -1;  ///< descriptor of DIR.partial, locked
    bool published_ = false;
};

}  // namespace spikelight
