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
#include "tools/sonata/sonata_network.h"
#include "tools/text.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
    std::string run, format = "nwb", out, start;
};

std::string counted(std::uint64_t count, const char* one, const char* several) {
    return fmt::format("{} {}", with_thousands(double(count)), count == 1 ? one : several);
}

/// Shows how far an export is: each of so many spikes or synapses is told twice, or again where there are very many.
class ExportProgress {
  public:
    ExportProgress(const ExportOptions& options, std::string task, std::string unit,
                   std::uint64_t count)
        : options_(options),
          all_(2 * count),
          line_(
              std::move(task), std::move(unit),
              [](double done, double seconds) {
                  return fmt::format("{} million/s", shortest(done / seconds * 1e-6, 3));
              },
              false) {
        install_stop_handlers();
    }

    /// Throws Interrupted once the user asked to stop.
    void add(std::uint64_t more, const fs::path& out) {
        if (stop_requested())
            throw Interrupted(fmt::format(
                "interrupted; no {} was written, and one of before is as it was. Begin again with: "
                "spikelight export {}{}",
                out.string(), options_.run,
                options_.format == "nwb" ? "" : " --format " + options_.format));
        done_ += more;
        line_.update(double(done_), double(std::max(all_, done_)));
    }

  private:
    const ExportOptions& options_;
    std::uint64_t all_, done_ = 0;
    ProgressLine line_;
};

/// Within the run's directory; beside it while the run is unfinished, as resuming makes more of what is within.
fs::path default_out(const fs::path& run, const char* ending) {
    const fs::path whole = fs::canonical(run), name = whole.filename().concat(ending);
    return whole.extension() == ".partial" ? fs::proximate(whole.parent_path() / name) : run / name;
}

fs::path choose_out(const ExportOptions& options, const char* ending) {
    fs::path out = options.out;
    if (out.empty()) return default_out(options.run, ending);
    if (!out.has_filename()) out = out.parent_path();
    if (const fs::path folder = out.parent_path(); !folder.empty() && !fs::is_directory(folder))
        throw UserError(fmt::format("--out {} (there is no directory {}). Make it, or name another",
                                    out.string(), folder.string()));
    return out;
}

void export_nwb(const Recording& recording, const ExportOptions& options, const fs::path& out) {
    NwbRequest request;
    request.session_start =
        options.start.empty() ? iso_time(fs::last_write_time(recording.directory / "scenario.toml"))
                              : options.start;
    std::uint64_t spikes = 0;
    for (std::size_t p : recording.scenario.record.spikes) spikes += spike_count(recording, p);
    NwbContent content;
    {
        ExportProgress progress(options, "sorting", "spikes", spikes);
        request.sorting.progress = [&](std::uint64_t more) { progress.add(more, out); };
        content = write_nwb(recording, out, request);
    }
    fmt::print("nwb        {} ({}: {}, {}, {}, {}, {})\n", out.string(),
               bytes_text(double(fs::file_size(out))), counted(content.units, "unit", "units"),
               counted(content.spikes, "spike", "spikes"),
               counted(content.stimuli, "stimulus", "stimuli"),
               counted(content.traces, "trace", "traces"),
               counted(content.observables, "observable", "observables"));
}

void export_sonata(const Recording& recording, const ExportOptions& options, const fs::path& out) {
    std::uint64_t synapses = 0;
    for (std::uint64_t count : recorded_synapses(recording)) synapses += count;
    SonataContent content;
    {
        ExportProgress progress(options, "writing", "synapses", synapses);
        SonataRequest request;
        request.progress = [&](std::uint64_t more) { progress.add(more, out); };
        content = write_sonata_network(recording, out, request);
    }
    fmt::print("sonata     {} ({}: {} in {}, {} in {})\n", out.string(),
               bytes_text(double(content.bytes)), counted(content.nodes, "node", "nodes"),
               counted(content.node_populations, "population", "populations"),
               counted(content.edges, "edge", "edges"),
               counted(content.edge_populations, "population", "populations"));
}

int export_run(const ExportOptions& options) {
    const fs::path run = options.run;
    require_run(run);
    const bool nwb = options.format == "nwb";
    if (!options.start.empty() && !is_iso_time(options.start))
        throw UserError(
            fmt::format("--start {} (a date and time with its offset from UTC is needed). Write "
                        "e.g. 2026-11-27T21:30:00+01:00",
                        options.start));
    if (!options.start.empty() && !nwb)
        throw UserError(
            fmt::format("--start {} (a network has no date). Leave it out, or write --format nwb",
                        options.start));
    const fs::path out = choose_out(options, nwb ? ".nwb" : "_sonata");
    const Recording recording = read_recording(run, {}, Courses::left);
    (nwb ? export_nwb : export_sonata)(recording, options, out);
    return exit_done;
}

}  // namespace

void add_export_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command = program.add_subcommand(
        "export", "Write a run as an NWB file, or its network as SONATA files");
    command->add_option("RUN", options->run, "The directory that a run has left")->required();
    command
        ->add_option("--format", options->format,
                     "nwb: the recording, for archives and analysis programs; sonata: the network, "
                     "for other simulators")
        ->check(CLI::IsMember({"nwb", "sonata"}))
        ->capture_default_str();
    command->add_option("--out", options->out,
                        "The file, or the directory for sonata; RUN/<name of RUN>.nwb or RUN/<name "
                        "of RUN>_sonata if left out, beside RUN while "
                        "that is unfinished");
    command->add_option("--start", options->start,
                        "Date and time at which the session began, with the offset from UTC; when "
                        "the run began if left out");
    command->footer(
        "Examples:\n"
        "  spikelight export runs/experiment\n"
        "  spikelight export runs/experiment --out sub-1_ses-3.nwb --start "
        "2026-11-27T21:30:00+01:00\n"
        "  spikelight export runs/experiment --format sonata\n"
        "Spikes and traces are SONATA already: RUN/spikes.h5, RUN/traces_<variable>.h5.\n"
        "docs/sonata.md says what the SONATA files hold, in which units.");
    command->callback([options, &action] { action = [options] { return export_run(*options); }; });
}

}  // namespace spikelight
