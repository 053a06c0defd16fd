#include "tools/recorded_run.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/recording/output_file.h"
#include "engine/recording/run_directory.h"
#include "tools/backend_choice.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/interrupt.h"
#include "tools/message.h"
#include "tools/movie/movie.h"
#include "tools/outcome.h"
#include "tools/report/report.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// Adds what was done now to the times in summary.json.
void write_times(const fs::path& summary_file, ordered_json summary, const Film& film,
                 double seconds) {
    ordered_json& timing = summary.at("timing_s");
    timing["render"] = film.render_s;
    timing["encode"] = film.encode_s;
    timing["total"] = timing.at("total").get<double>() + seconds;
    replace_file(summary_file, summary.dump(2) + "\n");
}

}  // namespace

std::string advice_to_resume(const fs::path& out, bool on_gpu) {
    return fmt::format("when that is mended{}, with: spikelight run --resume {}{}",
                       on_gpu ? " or on the CPU" : "", out.string(),
                       on_gpu ? " --backend cpu" : "");
}

Film film_recording(const fs::path& directory, const fs::path& out,
                    const ExperimentOptions& options, bool on_gpu) {
    try {
        return film_run(directory, options);
    } catch (const Interrupted&) {
        throw Interrupted(
            fmt::format("interrupted while filming; the recording is whole in {}\nGo on with its "
                        "pictures: spikelight run --resume {}",
                        directory.string(), out.string()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(
            fmt::format("{}\nthe recording is whole in {}. Go on with its pictures, {}",
                        error.what(), directory.string(), advice_to_resume(out, on_gpu)));
    }
}

int tell_movie_problem(const fs::path& out, const std::string& problem) {
    print_message(fmt::format("{}\n{}", problem, movie_advice(out)));
    return exit_failed;
}

int finish_recorded_run(const fs::path& out, const ExperimentOptions& options) {
    const double begin = wall_seconds();
    RunDirectory directory(out, Existing::resume);
    const fs::path partial = directory.path(), summary_file = partial / "summary.json";
    const ordered_json summary = ordered_json::parse(std::ifstream(summary_file));
    const Scenario scenario = read_scenario(partial / "scenario.toml", {}).scenario;
    if (!options.quiet)
        fmt::print("the recording in {} is whole; what comes after it remains\n", partial.string());
    std::fflush(stdout);
    install_stop_handlers();

    Film film;
    if (is_to_be_filmed(scenario, options)) {
        warn_of_movie(scenario, options);
        const bool on_gpu = options.backend != "cpu" && best_backend() == "cuda";
        film = film_recording(partial, out, options, on_gpu);
    }
    // The report shows the summary, and the summary's total holds the report.
    write_times(summary_file, summary, film, wall_seconds() - begin);
    write_report(partial, out);
    write_times(summary_file, summary, film, wall_seconds() - begin);
    remove_working_files(partial);
    directory.publish();
    if (!options.quiet) print_outcome(out, summary.value("spike_digest", ""));
    return film.movie_problem ? tell_movie_problem(out, *film.movie_problem) : exit_done;
}

}  // namespace spikelight
