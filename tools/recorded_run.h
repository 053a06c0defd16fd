// A run that is simulated and recorded to its end: its pictures, movie, report and name.
#pragma once

#include <filesystem>
#include <string>

#include "tools/experiment.h"
#include "tools/film.h"

namespace spikelight {

/// How to go on with a run that something has ended: "when that is mended, with: spikelight run --resume DIR".
std::string advice_to_resume(const std::filesystem::path& out, bool on_gpu);

/// Films the recording in `directory`, of which `out` will be the name. Throws as `film_run` does, with advice.
Film film_recording(const std::filesystem::path& directory, const std::filesystem::path& out,
                    const ExperimentOptions& options, bool on_gpu);

/// Does what is left to do of the run in `out`.partial whose recording is whole. Returns the exit status; throws
/// Interrupted, std::runtime_error.
int finish_recorded_run(const std::filesystem::path& out, const ExperimentOptions& options);

/// Says that everything is there but the movie, and what to do; returns the exit status.
int tell_movie_problem(const std::filesystem::path& out, const std::string& problem);

}  // namespace spikelight
