// What several commands share: overrides, run directories, warnings.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/scenario/reader.h"
#include "tools/movie/encode.h"
#include "tools/movie/frames.h"

namespace spikelight {

/// "key.path=value" split at the first '='. Throws UserError if there is none.
std::vector<Override> parse_overrides(const std::vector<std::string>& texts);

/// Two whole numbers with a character between them; one left out where `defaults` may stand for it. Nothing for what is
/// not that.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_pair(
    const std::string& text, char separator,
    std::optional<std::pair<std::int64_t, std::int64_t>> defaults);

/// "1920x1080". Throws UserError.
PictureSize parse_size(const std::string& text);

/// Throws UserError unless `run` is a directory that a run has left, complete or interrupted.
void require_run(const std::filesystem::path& run);

/// What the command line says of a movie.
struct MovieOptionTexts {
    std::string preset = "slides", encoder = "x264", target_size;
};
/// Adds `--encoder`, `--target-size` and the preset under `preset_option`.
void add_movie_options(CLI::App& command, MovieOptionTexts& texts,
                       const std::string& preset_option);
/// Throws UserError for a size that is none, or that the preset cannot have.
MovieRequest parse_movie_request(const MovieOptionTexts& texts);

/// Prints a scenario's warnings to the error stream.
void print_warnings(const std::vector<std::string>& warnings);

/// Seconds since some moment in the past.
double wall_seconds();

}  // namespace spikelight
