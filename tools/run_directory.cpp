#include "tools/run_directory.h"

#include <fmt/format.h>

#include "tools/errors.h"

namespace spikelight {
namespace {

namespace fs = std::filesystem;

bool is_free(const fs::path& directory) {
    return !fs::exists(directory) || (fs::is_directory(directory) && fs::is_empty(directory));
}

/// Every run directory, finished or not, begins with the scenario it runs.
bool is_run(const fs::path& directory) {
    return fs::exists(directory / "scenario.toml");
}

void require_free(const fs::path& directory, const std::string& what, bool force) {
    if (is_free(directory)) return;
    if (!is_run(directory))
        throw UserError(fmt::format(
            "{} (it exists and is not a run, so it is not replaced, with --force or without). "
            "Choose another directory with --out",
            directory.string()));
    if (!force)
        throw UserError(
            fmt::format("{} ({}). Choose another directory with --out, or replace it with --force",
                        directory.string(), what));
}

}  // namespace

void require_free_directory(const fs::path& out, bool force) {
    fs::path partial = out;
    partial += ".partial";
    require_free(out, "it holds an earlier run", force);
    require_free(partial, "it holds a run that was interrupted or is still going on", force);
}

bool may_replace(const fs::path& out, bool force) {
    fs::path partial = out;
    partial += ".partial";
    return force || (is_free(out) && is_free(partial));
}

}  // namespace spikelight
