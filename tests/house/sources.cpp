#include "tests/house/sources.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

#include "tests/support/reference.h"

namespace spikelight::testing {

std::vector<SourceFile> project_sources() {
    static const std::set<std::string> extensions = {".h", ".cpp", ".cu", ".cuh"};
    std::vector<SourceFile> files;
    for (const char* folder : {"kernels", "engine", "render", "tools", "tests", "benchmarks"})
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(source_directory() / folder)) {
            if (!entry.is_regular_file() || !extensions.contains(entry.path().extension().string()))
                continue;
            SourceFile file{
                std::filesystem::relative(entry.path(), source_directory()).generic_string(), {}};
            std::ifstream stream(entry.path());
            for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
            files.push_back(std::move(file));
        }
    std::sort(files.begin(), files.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

std::vector<Include> includes_of(const SourceFile& file) {
    static const std::regex pattern(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
    std::vector<Include> includes;
    for (std::size_t i = 0; i < file.lines.size(); ++i)
        if (std::smatch match; std::regex_search(file.lines[i], match, pattern))
            includes.push_back({int(i + 1), match[1] == "\"", match[2]});
    return includes;
}

const std::vector<std::string>& rooms() {
    static const std::vector<std::string> names = {
        "kernels",           "engine/scenario",  "engine/network", "engine/control",
        "engine/simulation", "engine/recording", "render",         "tools"};
    return names;
}

int room_of(const std::string& path) {
    for (std::size_t i = 0; i < rooms().size(); ++i)
        if (path.starts_with(rooms()[i] + "/")) return int(i);
    return -1;
}

}  // namespace spikelight::testing
