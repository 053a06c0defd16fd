// The options of commands that simulate: run and continue.
#pragma once

#include <filesystem>
#include <string>

#include "tools/commands/options.h"
#include "tools/experiment.h"

namespace spikelight {

/// What the command line says of an experiment.
struct ExperimentOptionTexts {
    ExperimentOptions experiment;
    MovieOptionTexts movie;
    std::string checkpoint_every, checkpoint_wall;
    bool no_video = false, no_frames = false, no_external = false;
};

/// Adds --backend, --threads, --checkpoint-every, --checkpoint-wall, --no-video, --no-frames, those of the movie,
/// --no-external, --force and --quiet.
void add_experiment_options(CLI::App& command, ExperimentOptionTexts& texts);
/// Throws UserError.
ExperimentOptions parse_experiment_options(const ExperimentOptionTexts& texts);

/// "10 min" in s, or what it is otherwise where nothing is written. Throws UserError.
double parse_time(const std::string& option, const std::string& text, double otherwise);

/// "runs/x/" is runs/x, and runs/x.partial is what runs/x will be.
std::filesystem::path run_directory(std::filesystem::path directory);

}  // namespace spikelight
