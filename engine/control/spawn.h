// Starts programs, without a shell.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace spikelight {

/// Two connected ends, both closed with the object unless taken out, and neither handed to children.
struct Connection {
    int ours = -1, theirs = -1;
    Connection(int our_end, int their_end) : ours(our_end), theirs(their_end) {}
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    int take_ours() { return std::exchange(ours, -1); }
};

/// What we write to: a socket, as writing to one can fail without a signal when nobody reads.
/// Throws std::runtime_error.
Connection make_input();
/// What we read from. Throws std::runtime_error.
Connection make_output();

struct ChildStreams {
    int input = -1, output = -1;
    int errors = -1;  ///< -1: ours
};
enum class ProcessGroup {
    ours,  ///< Ctrl-C on a terminal reaches the child, too
    own
};

/// Starts `program`, found on the PATH where it has no slash, with `arguments` (without its own
/// name) in `directory`. Throws std::runtime_error.
pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& directory, const ChildStreams& streams,
            ProcessGroup group);

}  // namespace spikelight
