#include "tools/run_directory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <stdexcept>

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

void require_writable_place(const fs::path& out) {
    if (fs::is_symlink(out) && !fs::exists(out))
        throw UserError(fmt::format(
            "--out {} (it is a link to {}, which is not there). Make that directory, or choose "
            "another with --out",
            out.string(), fs::read_symlink(out).string()));
    // Only a try tells: of some file systems the owner may not write either.
    fs::path place = fs::absolute(out).lexically_normal().parent_path();
    std::error_code error;
    while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
    const fs::path trial = place / fmt::format(".spikelight-{}", ::getpid());
    if (!fs::create_directory(trial, error) || error)
        throw std::runtime_error(
            fmt::format("--out {} (nothing can be made in {}: {}). Choose another with --out",
                        out.string(), place.string(), error.message()));
    fs::remove(trial, error);
}

void require_free_directory(const fs::path& out, bool force) {
    require_writable_place(out);
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
