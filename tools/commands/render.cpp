#include <fmt/format.h>

#include <limits>
#include <memory>

#include "engine/scenario/units.h"
#include "tools/commands/commands.h"
#include "tools/commands/experiment_options.h"
#include "tools/commands/options.h"
#include "tools/errors.h"
#include "tools/interrupt.h"
#include "tools/picture_device.h"
#include "tools/pictures.h"

namespace spikelight {
namespace {

struct RenderRequest {
    std::string run, size, frames, at, samples, bits = "8", backend = "auto";
    std::vector<std::string> set;
    bool quiet = false;
};

FrameRange parse_frames(const std::string& text) {
    auto range =
        parse_pair(text, ':', std::pair{std::int64_t(0), std::numeric_limits<std::int64_t>::max()});
    if (!range || range->first < 0 || range->second <= range->first)
        throw UserError(fmt::format(
            "--frames {} (this is no range). Write first:end, as in --frames 0:10 for the first "
            "ten; either may be left out",
            text));
    return {range->first, range->second};
}

double parse_time(const std::string& text) {
    auto parsed = parse_quantity(text);
    const Quantity* quantity = std::get_if<Quantity>(&parsed);
    if (!quantity || quantity->dimension != kinds::time.dimension)
        throw UserError(
            fmt::format("--at {} ({}). Write a time with its unit, as in --at \"30 ms\"", text,
                        quantity ? "this is no time" : std::get<std::string>(parsed)));
    return quantity->value;
}

Recording read_run(const RenderRequest& options, const std::vector<Override>& overrides) {
    Recording recording = read_recording(options.run, overrides, Courses::left);
    if (!recording.scenario.video)
        throw UserError(fmt::format(
            "{} (its scenario has no [video], so nothing says how to film it). Give at least "
            "one value, as in --set video.slowdown=10",
            options.run));
    return recording;
}

/// What comes after new frames.
void print_advice(const std::filesystem::path& run) {
    const bool old = std::filesystem::exists(run / "report.html");
    fmt::print("{} with\n  spikelight movie {}\n  spikelight report {}\n",
               old ? "The movie and the report are as they were; renew them"
                   : "Make their movie and a report",
               run.string(), run.string());
    const std::filesystem::path name = run_directory(run);
    std::filesystem::path partial = name;
    partial += ".partial";
    std::error_code absent;
    if (std::filesystem::equivalent(run, partial, absent))
        fmt::print(
            "The run itself goes on, until it is complete, with\n  spikelight run --resume {}\n",
            name.string());
}

int render(const RenderRequest& options) {
    // Read everything that may be wrong before anything is rendered.
    std::optional<FrameRange> frames;
    std::optional<double> at;
    if (!options.frames.empty()) frames = parse_frames(options.frames);
    if (!options.at.empty()) at = parse_time(options.at);
    require_run(options.run);
    std::vector<Override> overrides = parse_overrides(options.set);
    if (!options.size.empty()) {
        PictureSize size = parse_size(options.size);
        overrides.emplace_back("video.size", fmt::format("[{}, {}]", size.width, size.height));
    }
    if (!options.samples.empty()) overrides.emplace_back("video.samples", options.samples);
    Recording recording = read_run(options, overrides);
    std::unique_ptr<PictureDevice> device = make_picture_device(options.backend);
    RenderOptions picture;
    picture.device = device.get();
    install_stop_handlers();

    if (at) {
        picture.depth = options.bits == "16" ? Depth::sixteen_bits : Depth::eight_bits;
        render_still_at(recording, *at, picture);
        fmt::print("still      {}\n", (recording.directory / "still.png").string());
        return exit_done;
    }
    MovieRenderer renderer(recording, picture);
    Filming filming{recording, renderer, overrides, options.quiet, stop_requested()};
    std::int64_t count = frames ? render_some(filming, *frames) : render_all(filming);
    fmt::print("backend    {}\n", name_of(device.get()));
    fmt::print("frames     {} ({} {})\n", (recording.directory / "frames").string(), count,
               frames ? "rendered" : "in all");
    print_advice(options.run);
    return exit_done;
}

}  // namespace

void add_render_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<RenderRequest>();
    CLI::App* command =
        program.add_subcommand("render", "Render the pictures of a run again, without simulating");
    command->add_option("RUN", options->run, "The directory that a run has left")->required();
    command->add_option("--size", options->size, "Size of the pictures in pixels")
        ->option_text("WIDTHxHEIGHT");
    auto* frames =
        command->add_option("--frames", options->frames,
                            "Frames A to B-1 alone, in the size of the others, which stay");
    frames->option_text("A:B");
    auto* at = command->add_option("--at", options->at, "Only still.png, at this moment");
    at->option_text("TIME")->excludes(frames);
    command->add_option("--samples", options->samples, "Samples per pixel: more are smoother")
        ->check(CLI::IsMember({"1", "4", "16"}))
        ->option_text("1|4|16");
    command->add_option("--bits", options->bits, "Bits per channel of the still [8]")
        ->check(CLI::IsMember({"8", "16"}))
        ->option_text("8|16")
        ->needs(at);
    command->add_option("--backend", options->backend, "What to render on [auto]")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->option_text("auto|cpu|cuda");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the run's scenario says; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->add_flag("--quiet", options->quiet, "No progress line");
    command->footer(
        "Examples:\n"
        "  spikelight render runs/experiment --size 3840x2160\n"
        "  spikelight render runs/experiment --frames 0:10 --set video.camera.orbit=\"90 deg\"\n"
        "  spikelight render runs/experiment --at \"30 ms\"\n"
        "  spikelight render runs/experiment --at \"30 ms\" --size 3840x2160 --samples 16 --bits "
        "16\n"
        "  spikelight render runs/experiment --set video.camera.aperture=\"200 um\"");
    command->callback([options, &action] { action = [options] { return render(*options); }; });
}

}  // namespace spikelight
