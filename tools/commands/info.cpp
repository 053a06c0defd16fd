#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <libdeflate.h>
#include <omp.h>
#include <xxhash.h>

#include <CLI/Version.hpp>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/scenario/model_names.h"
#include "engine/scenario/opsin_library.h"
#include "kernels/cpu/isa.h"
#include "tools/backend_choice.h"
#include "tools/commands/commands.h"
#include "tools/errors.h"
#include "tools/program.h"
#include "tools/text.h"

namespace spikelight {
namespace {

std::string supported_sets() {
    std::string text;
    for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512})
        if (isa_supported(isa))
            text += fmt::format("{}{}", text.empty() ? "" : ", ", isa_name(isa));
    return text;
}

std::string library_versions() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    unsigned hash = XXH_versionNumber();
    return fmt::format(
        "HDF5 {}.{}.{}, xxHash {}.{}.{}, libdeflate {}, fmt {}.{}.{}, nlohmann-json {}.{}.{}, "
        "CLI11 {}",
        major, minor, release, hash / 10000, hash / 100 % 100, hash % 100,
        LIBDEFLATE_VERSION_STRING, FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100,
        NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH,
        CLI11_VERSION);
}

/// What can be simulated on here, and what stands in the way of a GPU.
void print_backends() {
    fmt::print("backends   {}\n", fmt::join(present_backends(), ", "));
    for (const DeviceDescription& device : present_devices()) {
        std::string memory = fmt::format("{} free of {}", bytes_text(double(device.free_bytes)),
                                         bytes_text(double(device.total_bytes)));
        fmt::print("device     {}: compute capability {}, {} processors, {}, driver for CUDA {}\n",
                   device.name, device.compute_capability, device.processors, memory,
                   device.driver);
    }
    if (std::string reason = why_no_cuda(); !reason.empty()) fmt::print("no cuda    {}\n", reason);
}

int info() {
    fmt::print("spikelight {}\n", SPIKELIGHT_VERSION);
    fmt::print("compiler   GCC-compatible {}\n", __VERSION__);
    print_backends();
    fmt::print("processor  {} threads; instruction set {}, of {}\n", omp_get_num_procs(),
               isa_name(active_isa()), supported_sets());
    fmt::print("libraries  {}\n", library_versions());
    auto ffmpeg = find_program("ffmpeg");
    fmt::print("ffmpeg     {}\n",
               ffmpeg ? ffmpeg->string() : "not on the PATH: movies cannot be made");
    fmt::print("neurons    {}\n", fmt::join(scenario_names<NeuronModel>(), ", "));
    fmt::print("rules      {}\n", fmt::join(scenario_names<ConnectRule>(), ", "));
    fmt::print("positions  cylinder, box, grid, file\n");
    fmt::print("lights     {}\n", fmt::join(scenario_names<LightModel>(), ", "));
    fmt::print("paths      of any light: a straight line, or a file\n");
    fmt::print("opsins     {}\n", fmt::join(opsin_models(), ", "));
    fmt::print("integrator euler, exponential (of an opsin)\n");
    fmt::print("control    {}\n", fmt::join(controller_keys(), ", "));
    return exit_done;
}

}  // namespace

void add_info_command(CLI::App& program, Action& action) {
    CLI::App* command =
        program.add_subcommand("info", "Version, instruction sets, libraries and models known");
    command->footer("Example:\n  spikelight info");
    command->callback([&action] { action = info; });
}

}  // namespace spikelight
