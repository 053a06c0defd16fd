// The project's own source files, for tests of how it is built.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spikelight::testing {

struct SourceFile {
    std::string path;  ///< from the project's top, "kernels/backend.h"
    std::vector<std::string> lines;
};

/// All C++ and CUDA files below the rooms, tests and benchmarks, in alphabetical order.
std::vector<SourceFile> project_sources();

struct Include {
    int line = 0;  ///< 1-based
    bool quoted = false;
    std::string name;
};
std::vector<Include> includes_of(const SourceFile& file);

/// Where in the order of rooms a path lies: 0 kernels, 1 engine/scenario, ...; -1 if in none.
int room_of(const std::string& path);
/// The names of the rooms, in the order in which data flows.
const std::vector<std::string>& rooms();

}  // namespace spikelight::testing
