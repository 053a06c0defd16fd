#include "tools/commands/options.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "tools/errors.h"

namespace spikelight {

std::vector<Override> parse_overrides(const std::vector<std::string>& texts) {
    std::vector<Override> overrides;
    for (const std::string& text : texts) {
        std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos)
            throw UserError(
                fmt::format("--set {} (there is no key and value). Write --set key.path=value, for "
                            "example --set simulation.duration=\"50 ms\"",
                            text));
        overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return overrides;
}

void require_backend(const std::string& backend) {
    if (backend == "cuda")
        throw std::runtime_error(
            "--backend cuda (this build has no CUDA backend). Use --backend cpu, or leave it out; "
            "the results are the "
            "same");
}

void require_run(const std::filesystem::path& run) {
    if (std::filesystem::exists(run / "summary.json")) return;
    std::filesystem::path partial = run;
    partial += ".partial";
    if (!std::filesystem::exists(run))
        throw UserError(
            fmt::format("{} (there is no such directory). {}", run.string(),
                        std::filesystem::exists(partial)
                            ? fmt::format("An interrupted run is in {}", partial.string())
                            : "Give the directory that `spikelight run` made"));
    throw UserError(
        fmt::format("{} (it holds no summary.json, so it is not a run). Give the directory that "
                    "`spikelight run` made",
                    run.string()));
}

void print_warnings(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
}

double wall_seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace spikelight
