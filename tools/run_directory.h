// Where a run may put its results.
#pragma once

#include <filesystem>

namespace spikelight {

/// Throws UserError if `out` is a link to nothing, std::runtime_error if no directory can be made in its place.
void require_writable_place(const std::filesystem::path& out);

/// The same, and throws UserError if `out` or `out`.partial holds a run and not `force`, or if it holds anything that is not a run:
/// that is never replaced. An empty directory is free.
void require_free_directory(const std::filesystem::path& out, bool force);

/// True if what is at `out` may be replaced: with `force`, or because nothing or an empty directory is there.
bool may_replace(const std::filesystem::path& out, bool force);

}  // namespace spikelight
