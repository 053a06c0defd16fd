// The house: data flows one way, and files stay small.
#include <gtest/gtest.h>

#include <set>

#include "tests/house/sources.h"
#include "tests/support/reference.h"

namespace spikelight::testing {
namespace {

std::string place(const SourceFile& file, int line) {
    return file.path + ":" + std::to_string(line) + ": ";
}

TEST(House, ARoomIncludesOnlyItselfAndRoomsBeforeIt) {
    std::size_t checked = 0;
    for (const SourceFile& file : project_sources()) {
        int room = room_of(file.path);
        if (room < 0) continue;
        for (const Include& include : includes_of(file)) {
            if (!include.quoted) continue;
            int included = room_of(include.name);
            ++checked;
            EXPECT_NE(included, -1)
                << place(file, include.line) << include.name << " is in no room";
            EXPECT_LE(included, room) << place(file, include.line) << include.name << " (the room "
                                      << rooms()[std::size_t(room)] << " comes before it)";
        }
    }
    EXPECT_GT(checked, 50u)
        << "hardly an include was found: does the test still look in the right place?";
}

TEST(House, EveryQuotedIncludeIsAFileNamedFromTheTop) {
    for (const SourceFile& file : project_sources())
        for (const Include& include : includes_of(file)) {
            if (!include.quoted) continue;
            EXPECT_TRUE(std::filesystem::is_regular_file(source_directory() / include.name))
                << place(file, include.line) << include.name;
        }
}

TEST(House, KernelsIncludeNobodyButTheCompilerAndTheSystem) {
    // The CUDA Toolkit belongs to kernels/cuda/ alone.
    // Headers of the C++ library have neither a dot nor a slash; these are the compiler's and the system's.
    static const std::set<std::string> allowed = {"omp.h",       "immintrin.h", "emmintrin.h",
                                                  "xmmintrin.h", "cpuid.h",     "sched.h",
                                                  "unistd.h",    "sys/mman.h",  "sys/sysinfo.h"};
    for (const SourceFile& file : project_sources()) {
        if (room_of(file.path) != 0) continue;
        for (const Include& include : includes_of(file)) {
            if (include.quoted) continue;
            bool standard = include.name.find_first_of("./") == std::string::npos;
            bool toolkit = file.path.starts_with("kernels/cuda/") &&
                           (include.name.starts_with("cuda") || include.name.starts_with("cub/") ||
                            include.name.starts_with("thrust/"));
            EXPECT_TRUE(standard || toolkit || allowed.contains(include.name))
                << place(file, include.line) << include.name;
        }
    }
}

TEST(House, NoFileIsLongerThan400Lines) {
    // Tables of names, which nobody reads from top to bottom.
    static const std::set<std::string> name_tables = {"engine/scenario/color_names.cpp"};
    for (const SourceFile& file : project_sources()) {
        std::size_t most = name_tables.contains(file.path) ? 2000 : 400;
        EXPECT_LE(file.lines.size(), most) << file.path;
    }
}

}  // namespace
}  // namespace spikelight::testing
