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
/// everything but the movie. Throws Interrupted, std::runtime_error.
Film film_run(const std::filesystem::path& directory, const ExperimentOptions& options);

/// Tells before the work what will come out wrong after it.
void warn_of_movie(const VideoSettings& video, const ExperimentOptions& options);

}  // namespace spikelight
