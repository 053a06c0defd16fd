#include "render/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "engine/network/network.h"
#include "tools/commands/commands.h"
#include "tools/commands/options.h"
#include "tools/errors.h"

namespace spikelight {
namespace {

struct PlotOptions {
    std::string scenario, out, size;
    std::vector<std::string> set;
};

/// The size that a scenario asks for is checked by its reader; this one is not.
RenderOptions render_options(const std::string& size) {
    RenderOptions options;
    if (size.empty()) return options;
    constexpr int least = 160, most = 16384;
    PictureSize wanted = parse_size(size);
    if (std::min(wanted.width, wanted.height) < least / 2 || wanted.width < least ||
        std::max(wanted.width, wanted.height) > most)
        throw UserError(fmt::format(
            "--size {} (a picture is at least {} x {} and at most {} pixels). Choose one between",
            size, least, least / 2, most));
    options.width = wanted.width;
    options.height = wanted.height;
    return options;
}

/// A picture of another name would not be what its name says.
void refuse_other_formats(const std::filesystem::path& out) {
    std::string extension = out.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return char(std::tolower(c)); });
    if (extension == ".png") return;
    std::filesystem::path png = out;
    throw UserError(fmt::format("--out {} (pictures are PNG files). Write --out {}", out.string(),
                                png.replace_extension(".png").string()));
}

int plot(const PlotOptions& options) {
    RenderOptions picture = render_options(options.size);
    std::filesystem::path out = options.out;
    if (out.empty()) out = std::filesystem::path(options.scenario).stem().string() + "_setup.png";
    refuse_other_formats(out);
    ReadResult read = read_scenario(options.scenario, parse_overrides(options.set));
    print_warnings(read.warnings);
    write_png(plot_setup(read.scenario, place_neurons(read.scenario), picture), out);
    fmt::print("set-up     {}\n", out.string());
    return exit_done;
}

}  // namespace

void add_plot_command(CLI::App& program, Action& action) {
    auto options = std::make_shared<PlotOptions>();
    CLI::App* command = program.add_subcommand(
        "plot", "Draw a scenario's set-up: neurons, fibers, light cones, axes");
    command->add_option("SCENARIO", options->scenario, "The scenario file")->required();
    command
        ->add_option("--out", options->out, "The picture [<name of the scenario file>_setup.png]")
        ->option_text("FILE.png");
    command->add_option("--size", options->size, "Size of the picture in pixels")
        ->option_text("WIDTHxHEIGHT");
    command
        ->add_option("--set", options->set,
                     "Value instead of what the scenario says; may be repeated")
        ->option_text("KEY.PATH=VALUE")
        ->allow_extra_args(false);
    command->footer(
        "Examples:\n"
        "  spikelight plot experiment.toml\n"
        "  spikelight plot experiment.toml --out setup.png --size 3840x2160\n"
        "  spikelight plot experiment.toml --set video.camera.azimuth=\"60 deg\"");
    command->callback([options, &action] { action = [options] { return plot(*options); }; });
}

}  // namespace spikelight
