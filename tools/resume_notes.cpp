#include "tools/resume_notes.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/recording/output_file.h"
#include "engine/recording/run_directory.h"

namespace spikelight {
namespace {

using nlohmann::ordered_json;

/// Is the summary of the simulation there, as it was written?
bool has_summary(const std::filesystem::path& partial) {
    std::ifstream stream(partial / "summary.json");
    const ordered_json summary = ordered_json::parse(stream, nullptr, false);
    return summary.is_object() && summary.contains("timing_s");
}

}  // namespace

ResumeNotes notes_of(const ExperimentOptions& options) {
    ResumeNotes notes;
    notes.video = options.video;
    notes.frames = options.frames;
    notes.movie = options.movie;
    return notes;
}

void write_resume_notes(const std::filesystem::path& partial, const ResumeNotes& notes) {
    ordered_json json = {{"simulated", notes.simulated},
                         {"video", notes.video},
                         {"frames", notes.frames},
                         {"movie_preset", preset_name(notes.movie.preset)},
                         {"encoder", encoder_name(notes.movie.encoder)}};
    if (notes.movie.target_bytes) json["target_bytes"] = *notes.movie.target_bytes;
    replace_file(partial / resume_notes_file, json.dump(2) + "\n");
}

ResumeNotes read_resume_notes(const std::filesystem::path& partial) {
    std::ifstream stream(partial / resume_notes_file);
    const ordered_json json = ordered_json::parse(stream, nullptr, false);
    try {
        ResumeNotes notes;
        // Without its summary a recording cannot be finished: it is made again.
        notes.simulated = json.at("simulated").get<bool>() && has_summary(partial);
        notes.video = json.at("video").get<bool>();
        notes.frames = json.at("frames").get<bool>();
        notes.movie.preset = find_preset(json.at("movie_preset").get<std::string>()).value();
        notes.movie.encoder = find_encoder(json.at("encoder").get<std::string>()).value();
        if (json.contains("target_bytes"))
            notes.movie.target_bytes = json.at("target_bytes").get<double>();
        return notes;
    } catch (const ordered_json::exception&) {
        return {};
    } catch (const std::bad_optional_access&) {
        return {};
    }
}

ExperimentOptions resumed_options(const ResumeNotes& notes, const ExperimentOptions& asked) {
    ExperimentOptions options = asked;
    options.video = asked.video && notes.video;
    options.frames = asked.frames && notes.frames;
    if (asked.movie == MovieRequest{}) options.movie = notes.movie;
    return options;
}

}  // namespace spikelight
