// What `run --resume` must know of an interrupted run beside its recording: resume.json in DIR.partial.
#pragma once

#include <filesystem>

#include "tools/experiment.h"

namespace spikelight {

/// Those of a directory that says nothing are the values shown.
struct ResumeNotes {
    /// To the end, and recorded: pictures, movie and report are all that remains.
    bool simulated = false;
    /// How the run was asked to be filmed.
    bool video = true, frames = true;
    MovieRequest movie;
};

/// Of an experiment that begins.
ResumeNotes notes_of(const ExperimentOptions& options);

/// The file appears whole or not at all. Throws std::runtime_error if it cannot be written.
void write_resume_notes(const std::filesystem::path& partial, const ResumeNotes& notes);
/// The values shown above where there is no such file, or it is damaged.
ResumeNotes read_resume_notes(const std::filesystem::path& partial);

/// The options of a run that is resumed with `asked`: what it was to leave out stays left out, and the movie is as it
/// was to be, unless another one is asked for now.
ExperimentOptions resumed_options(const ResumeNotes& notes, const ExperimentOptions& asked);

}  // namespace spikelight
