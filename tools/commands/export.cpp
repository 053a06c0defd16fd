#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/interrupt.h"
#include "tools/nwb/nwb.h"
#include "tools/progress.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
    std::string run, out, start;
};

std::string counted(std::uint64_t count, const char* one, const char* several) {
    return fmt::format("{} {}", with_thousands(double(count)), count == 1 ? one : several);
}

NwbContent write_with_progress(const Recording& recording, const fs::path& out,
                               NwbRequest& request) {
    install_stop_handlers();
    // Each spike is counted, then sorted in; in several passes where there are very many.
    std::uint64_t all = 0, done = 0;
    for (std::size_t p : recording.scenario.record.spikes) all += 2 * spike_count(recording, p);
    auto rate = [](double spikes, double seconds) {
        return fmt::format("{} million/s", shortest(spikes / seconds * 1e-6, 3));
    };
    ProgressLine line("sorting", "spikes", rate, false);
    request.sorting.progress = [&](std::uint64_t spikes) {
        if (stop_requested())
            throw Interrupted(fmt::format(
                "interrupted; no {} was written, and one of before is as it was. Begin again with: "
                "spikelight export {}",
                out.string(), recording.directory.string()));
        done += spikes;
        line.update(double(done), double(std::max(all, done)));
    };
    return write_nwb(recording, out, request);
}

/// Within the run's directory; beside it while the run is unfinished, as resuming makes more of what is within.
fs::path default_file(const fs::path& run) {
    const fs::path whole = fs::canonical(run), name = whole.filename().concat(".nwb");
    return whole.extension() == ".partial" ? fs::proximate(whole.parent_path() / name) : run / name;
}

int export_run(const ExportOptions& options) {
    const fs::path run = options.run;
    require_run(run);
    if (!options.start.empty() && !is_iso_time(options.start))
        throw UserError(
            fmt::format("--start {} (a date and time with its offset from UTC is needed). Write "
                        "e.g. 2026-11-27T21:30:00+01:00",
                        options.start));
    fs::path out = options.out;
    if (out.empty()) out = default_file(run);
    if (const fs::path folder = out.parent_path(); !folder.empty() && !fs::is_directory(folder))
        throw UserError(fmt::format("--out {} (there is no directory {}). Make it, or name another",
                                    out.string(), folder.string()));

    const Recording recording = read_recording(run, {}, Courses::left);
    NwbRequest request;
    request.session_start = options.start.empty()
                                ? iso_time(fs::last_write_time(run / "scenario.toml"))
                                : options.start;
    const NwbContent content = write_with_progress(recording, out, request);
    fmt::print("nwb        {} ({}: {}, {}, {}, {}, {})\n", out.string(),
               bytes_text(double(fs::file_size(out))), counted(content.units, "unit", "units"),
               counted(content.spikes, "spike", "spikes"),
               counted(content.stimuli, "stimulus", "stimuli"),
               counted(content.traces, "trace", "traces"),
               counted(content.observables, "observable", "observables"));
    return exit_done;
}

}  // namespace

void add_export_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = program.add_subcommand(
        "export", "Write a run as an NWB file, for archives and analysis programs");
    command->add_option("RUN", options->run, "The directory that a run has left")->required();
    command->add_option(
        "--out", options->out,
        "The file; RUN/<name of RUN>.nwb if left out, beside RUN while that is unfinished");
    command->add_option("--start", options->start,
                        "Date and time at which the session began, with the offset from UTC; when "
                        "the run began if left out");
    command->footer(
        "Examples:\n"
        "  spikelight export runs/experiment\n"
        "  spikelight export runs/experiment --out sub-1_ses-3.nwb --start "
        "2026-11-27T21:30:00+01:00\n"
        "Spikes and traces are SONATA already: RUN/spikes.h5, RUN/traces_<variable>.h5.");
    command->callback([options, &action] { action = [options] { return export_run(*options); }; });
}

}  // namespace spikelight
