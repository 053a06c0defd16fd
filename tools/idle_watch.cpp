#include "tools/idle_watch.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace spikelight {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// Reading what all processes do takes a moment.
constexpr milliseconds between_looks(1000);

struct Process {
    pid_t parent = 0;
    std::uint64_t ticks = 0;
};

/// From /proc/PID/stat: the fields after the name, which may hold anything, in parentheses.
Process read_process(const fs::path& folder) {
    std::ifstream file(folder / "stat");
    // A stream's buffer throws if the process ends meanwhile; what reads formatted text sees the end of it.
    std::string text;
    std::getline(file, text, '\0');
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream fields(text.substr(name_end + 1));
    const std::vector<std::string> words{std::istream_iterator<std::string>(fields), {}};
    constexpr std::size_t parent = 1, user = 11, kernel = 12;
    if (words.size() <= kernel) return {};
    return {static_cast<pid_t>(std::strtol(words[parent].c_str(), nullptr, 10)),
            std::strtoull(words[user].c_str(), nullptr, 10) +
                std::strtoull(words[kernel].c_str(), nullptr, 10)};
}

std::map<pid_t, Process> read_processes() {
    std::map<pid_t, Process> processes;
    std::error_code error;
    for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); }))
            processes[static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10))] =
                read_process(at->path());
    }
    return processes;
}

}  // namespace

std::uint64_t family_ticks(pid_t process) {
    const std::map<pid_t, Process> processes = read_processes();
    std::uint64_t ticks = 0;
    for (const auto& [each, what] : processes) {
        // Go up until there is no parent, or it is found.
        pid_t ancestor = each;
        for (auto at = processes.find(ancestor); ancestor != process && at != processes.end();
             at = processes.find(ancestor))
            ancestor = at->second.parent == ancestor ? 0 : at->second.parent;
        if (ancestor == process) ticks += what.ticks;
    }
    return ticks;
}

bool IdleWatch::look(pid_t process, bool waited_for, milliseconds since_last_look) {
    if (!waited_for) {
        idle_ = unseen_ = milliseconds(0);
        return false;
    }
    unseen_ += since_last_look;
    if (unseen_ < std::min(between_looks, patience_)) return false;
    const std::uint64_t ticks = family_ticks(process);
    idle_ = ticks == ticks_ ? idle_ + unseen_ : milliseconds(0);
    ticks_ = ticks;
    unseen_ = milliseconds(0);
    return idle_ >= patience_;
}

milliseconds encoder_patience() {
    const char* text = std::getenv("SPIKELIGHT_FFMPEG_PATIENCE");
    const double seconds = text ? std::strtod(text, nullptr) : 0;
    return seconds > 0 && seconds < 2e6 ? milliseconds(static_cast<int>(seconds * 1e3))
                                        : milliseconds(60'000);
}

}  // namespace spikelight
