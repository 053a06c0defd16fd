// report.html: a run on one page that needs no network and no other file.
#pragma once

#include <filesystem>

namespace spikelight {

/// Movies up to this size are part of the page; a larger one is linked.
constexpr std::uintmax_t largest_embedded_movie_bytes = 40'000'000;

/// Writes RUN/report.html from the files of a run directory, with the movie and still if they are there. `name` is the
/// directory's name once the run is complete, for the command that repeats it. Throws std::runtime_error if the run
/// cannot be read or the page not be written.
void write_report(const std::filesystem::path& run, const std::filesystem::path& name);

}  // namespace spikelight
