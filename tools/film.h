// The pictures and the movie of a run that has just been recorded.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/scenario/scenario.h"
#include "tools/experiment.h"

namespace spikelight {

struct Film {
    double render_s = 0, encode_s = 0;         ///< wall time
    std::optional<std::string> movie_problem;  ///< why there is no movie, where there should be one
};

/// Makes them in the run's directory, as the options say. FFmpeg encodes while frames are rendered; without it there is
/// everything but the movie, and nothing where nothing lies within what is to be shown. Throws Interrupted, std::runtime_error.
Film film_run(const std::filesystem::path& directory, const ExperimentOptions& options);

/// Is a film wanted by scenario and options, and is there anything to be seen?
bool is_to_be_filmed(const Scenario& scenario, const ExperimentOptions& options);

/// Tells before the work what will come out wrong after it, where there will be a film.
void warn_of_movie(const Scenario& scenario, const ExperimentOptions& options);

}  // namespace spikelight
