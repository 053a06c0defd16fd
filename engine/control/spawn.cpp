#include "engine/control/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

extern char** environ;

namespace spikelight {

Connection::~Connection() {
    if (ours >= 0) close(ours);
    if (theirs >= 0) close(theirs);
}

Connection make_input() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::runtime_error(fmt::format("cannot make a socket ({})", std::strerror(errno)));
    return {ends[0], ends[1]};
}

Connection make_output() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error(fmt::format("cannot make a pipe ({})", std::strerror(errno)));
    return {ends[0], ends[1]};
}

pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& directory, const ChildStreams& streams,
            ProcessGroup group) {
    // Arrange the child's streams, directory and process group.
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
    posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO);
    if (streams.errors >= 0)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    if (group == ProcessGroup::own) {
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        posix_spawnattr_setpgroup(&attributes, 0);
    }

    // Hand over the arguments as C wants them.
    std::string name = program.string();
    std::vector<char*> argv{name.data()};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    pid_t child = 0;
    const int error =
        posix_spawnp(&child, program.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        throw std::runtime_error(fmt::format("cannot start {} ({})", name, std::strerror(error)));
    return child;
}

}  // namespace spikelight
