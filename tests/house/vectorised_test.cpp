// The loops that speed rests on are vectorised. GCC's own report is the witness.
//
// A loop is marked where it stands in a source compiled once per instruction set (*.isa.cpp), or in the body that it
// calls, since GCC names the line of what it has inlined:
//
//     // vectorised: advance neurons
//     #pragma omp simd
//     for (int i = 0; i < count; ++i) body(i);
//
// A mark is met by a vectorised loop anywhere in the function or struct it stands in. "(not baseline)" after the name
// excuses the baseline instruction set, "(avx512)" all but AVX-512.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>

#include "kernels/cpu/isa.h"
#include "tests/house/sources.h"

namespace spikelight::testing {
namespace {

struct MarkedLoop {
    std::string file, name;
    int line = 0;             ///< of the mark
    int first = 0, last = 0;  ///< of the function or struct around it
    bool needed(const std::string& isa) const {
        if (name.ends_with("(avx512)")) return isa == "avx512";
        if (name.ends_with("(not baseline)")) return isa != "baseline";
        return true;
    }
};

bool built_for(const std::string& isa) {
    static const std::vector<std::string> isas = {
#define SPIKELIGHT_NAME(isa) #isa,
        SPIKELIGHT_EACH_ISA(SPIKELIGHT_NAME)
#undef SPIKELIGHT_NAME
    };
    return std::find(isas.begin(), isas.end(), isa) != isas.end();
}

/// Lines from the one that begins at the margin above `line` to the closing brace at the margin below.
void find_surroundings(const SourceFile& file, std::size_t line, MarkedLoop& loop) {
    auto at_margin = [&](std::size_t i) {
        return !file.lines[i].empty() && std::isalpha(static_cast<unsigned char>(file.lines[i][0]));
    };
    std::size_t first = line, last = line;
    while (first > 0 && !at_margin(first)) --first;
    while (last + 1 < file.lines.size() && !file.lines[last].starts_with("}")) ++last;
    loop.first = int(first + 1);
    loop.last = int(last + 1);
}

std::vector<MarkedLoop> marked_loops() {
    static const std::regex mark(R"(//\s*vectorised:\s*(.+?)\s*$)");
    std::vector<MarkedLoop> loops;
    for (const SourceFile& file : project_sources()) {
        if (!file.path.starts_with("kernels/") && !file.path.starts_with("render/")) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            std::smatch match;
            if (!std::regex_search(file.lines[i], match, mark)) continue;
            MarkedLoop loop{file.path, match[1], int(i + 1)};
            find_surroundings(file, i, loop);
            loops.push_back(loop);
        }
    }
    return loops;
}

struct VectorisedLoop {
    std::string file;
    int line = 0, bytes = 0;
};

/// What GCC reported for an instruction set, of all sources compiled for it.
std::vector<VectorisedLoop> vectorised_loops(const std::string& isa) {
    static const std::regex pattern(
        R"(^([^\s:]+):(\d+):\d+: optimized: loop vectorized using (\d+) byte)");
    std::vector<VectorisedLoop> loops;
    std::filesystem::path folder = std::filesystem::path(SPIKELIGHT_BINARY_DIR) / "vectorised";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.path().string().ends_with("." + isa + ".txt")) continue;
        std::ifstream stream(entry.path());
        std::smatch match;
        for (std::string line; std::getline(stream, line);)
            if (std::regex_search(line, match, pattern))
                loops.push_back({match[1], std::stoi(match[2]), std::stoi(match[3])});
    }
    return loops;
}

/// The widest vectors, in bytes, of a loop within the marked one's surroundings; 0 if there is none.
int vector_bytes(const std::vector<VectorisedLoop>& reported, const MarkedLoop& loop) {
    int widest = 0;
    for (const VectorisedLoop& found : reported)
        if (found.file.ends_with("/" + loop.file) && found.line >= loop.first &&
            found.line <= loop.last)
            widest = std::max(widest, found.bytes);
    return widest;
}

class VectorisedLoops : public ::testing::TestWithParam<std::pair<const char*, int>> {};

TEST_P(VectorisedLoops, EveryMarkedLoopUsesTheFullWidth) {
    // Only GCC's optimised builds write the reports.
    if (std::string(SPIKELIGHT_COMPILER) != "GNU")
        GTEST_SKIP() << "the compiler is not GCC: there is no report";
    if (std::string(SPIKELIGHT_BUILD_TYPE) != "Release" ||
        !std::string(SPIKELIGHT_SANITIZERS).empty())
        GTEST_SKIP() << "not a plain Release build: nothing is vectorised";

    auto [isa, bytes] = GetParam();
    if (!built_for(isa)) GTEST_SKIP() << "nothing is compiled for it here";
    std::vector<MarkedLoop> loops = marked_loops();
    std::vector<VectorisedLoop> reported = vectorised_loops(isa);
    EXPECT_FALSE(loops.empty()) << "no loop is marked";
    if (reported.empty() && !std::string(SPIKELIGHT_LAUNCHER).empty())
        GTEST_SKIP() << "a compiler cache took the objects from elsewhere: GCC wrote no report";
    for (const MarkedLoop& loop : loops) {
        if (!loop.needed(isa)) continue;
        EXPECT_GE(vector_bytes(reported, loop), bytes)
            << loop.file << ":" << loop.line << ": " << loop.name << " is not vectorised for "
            << isa;
    }
}

INSTANTIATE_TEST_SUITE_P(, VectorisedLoops,
                         ::testing::Values(std::pair{"baseline", 16}, std::pair{"avx2", 32},
                                           std::pair{"avx512", 64}),
                         [](const auto& instance) { return std::string(instance.param.first); });

}  // namespace
}  // namespace spikelight::testing
