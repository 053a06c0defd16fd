// Where a run begins that goes on from the end of another: continued.json in its directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace spikelight {

/// A run that begins by itself has the values shown.
struct Beginning {
    std::int64_t step = 0;              ///< the first that is recorded
    std::string from;                   ///< the run before, as it was named
    std::string spike_digest;           ///< of that run
    std::uint64_t synaptic_events = 0;  ///< delivered before
};

/// Throws std::runtime_error if it cannot be written.
void write_beginning(const std::filesystem::path& folder, const Beginning& beginning);
/// That of a run by itself where there is no such file. Throws std::runtime_error if it cannot be understood.
Beginning read_beginning(const std::filesystem::path& folder);

}  // namespace spikelight
