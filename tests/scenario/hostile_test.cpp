// Files of strangers: refused with a reason, at once and in little memory.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>

#include "engine/scenario/csv_file.h"
#include "engine/scenario/nesting.h"
#include "engine/scenario/units.h"
#include "tests/scenario/scenario_writer.h"

namespace spikelight {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::replace_once;
using testing::ScenarioWriter;
using ::testing::ThrowsMessage;
using testing::valid_scenario;

const std::string minimal = "format = 1\n[[population]]\nname = \"a\"\nsize = 2\n";

std::string repeat(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

/// Seconds that something takes.
template <class Work>
double seconds(Work work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(Hostile, NestingThatWouldExhaustTheStackIsRefusedAtItsPlace) {
    ScenarioWriter writer;
    // Without the refusal each of these overflows the stack of 8 MB.
    EXPECT_THAT(
        writer.problems("format = 1\na = " + repeat("[", 1'000'000)),
        ElementsAre("s.toml:2:37: brackets more than 32 deep (no scenario nests as deeply). "
                    "Write tables with headers of their own"));
    EXPECT_THAT(writer.problems(repeat("a.", 1'000'000) + "a = 1\n"),
                ElementsAre(HasSubstr("s.toml:1:32: a key of more than 16 parts")));
    EXPECT_THAT(
        writer.problems(std::string("[").append(repeat("\"a\" . ", 100'000)).append("a]\n")),
        ElementsAre(HasSubstr("a key of more than 16 parts")));
}

TEST(Hostile, NestingIsCountedOutsideStringsAndCommentsAlone) {
    for (const std::string& text : std::vector<std::string>{
             "a = \"" + repeat("[.", 99) + "\"", "a = '" + repeat("[.", 99) + "'",
             "# " + repeat("[.", 99), "a = \"\"\"\n\\\"\"\"" + repeat("[.\"", 99) + "\n\"\"\"\"\"",
             "a = '''\n''" + repeat("[.'", 99) + "\n'''''", "a = [" + repeat("0.5, ", 99) + "]",
             repeat("[a.b.c.d]\n", 99), repeat("a = { b.c = [1.5] }\n", 99)})
        EXPECT_FALSE(find_deep_nesting(text)) << text;
    // Strings that never end hide nothing that the parser would read.
    for (const std::string& text : std::vector<std::string>{"a = '''x", "a = \"x\\", "a = \"", "'",
                                                            "a = \"x\n" + repeat("[", 99)})
        EXPECT_EQ(find_deep_nesting(text).has_value(), text.size() > 50) << text;
}

TEST(Hostile, SizesAreRefusedBeforeAnythingIsAllocatedForThem) {
    ScenarioWriter writer;
    EXPECT_THAT(writer.problems(replace_once(minimal, "2\n", "1000000000000000000\n")),
                ElementsAre("s.toml:4:8: size = 1000000000000000000 (must lie in [1, 4294967295]). "
                            "Correct the value"));
    EXPECT_THAT(writer.problems(replace_once(minimal, "2\n", "1e18\n")),
                ElementsAre(HasSubstr("size = 1e+18 (a number, a whole number is needed)")));
    // A trace of all of 4 billion neurons would list 17 GB of indices.
    const std::string large = replace_once(minimal, "2\n", "4294967295\n") +
                              "[[record.trace]]\npopulation = \"a\"\nvariables = [\"v\"]\n";
    for (const char* neurons : {"", "neurons = \"all\"\n", "neurons = \"0:4294967295\"\n"})
        EXPECT_THAT(writer.problems(large + neurons),
                    ElementsAre(HasSubstr("4294967295 neurons in one trace, at most 67108864")));
    EXPECT_THAT(writer.problems(large + "neurons = \"0:4294967295:9223372036854775807\"\n"),
                ElementsAre());
    // A population without a size after those that leave no room.
    EXPECT_THAT(writer.problems(large + "[[population]]\nname = \"b\"\nsize = 5\n"
                                        "[[population]]\nname = \"c\"\n"),
                Contains(HasSubstr("size is missing")));
}

TEST(Hostile, FilesThatNeverEndAreNotReadToTheirEnd) {
    ScenarioWriter writer;
    EXPECT_THAT([] { read_scenario("/dev/zero"); },
                ThrowsMessage<ScenarioError>(HasSubstr("it is longer than 4 MiB")));
    EXPECT_THAT(writer.problems(minimal + "position = \"/dev/zero\"\n"),
                ElementsAre(HasSubstr("it is no regular file")));
    const std::filesystem::path pipe = writer.directory() / "pipe.csv";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_THAT(writer.problems(minimal + "position = \"pipe.csv\"\n"),
                ElementsAre(HasSubstr("it is no regular file")));
    // A file of a terabyte without content.
    const std::filesystem::path holes = writer.directory() / "holes.csv";
    std::ofstream(holes) << "x_mm,y_mm,z_mm\n";
    std::filesystem::resize_file(holes, std::uintmax_t{1} << 40);
    EXPECT_THAT(writer.problems(minimal + "position = \"holes.csv\"\n"),
                ElementsAre(HasSubstr("a zero byte in the text")));
}

TEST(Hostile, HugeStringsTakeNoTimeByTheirSquare) {
    ScenarioWriter writer;
    // Each of these took minutes; a tenth of a second is usual now.
    EXPECT_LT(seconds([&] { parse_quantity("1 " + repeat("\u00b5", 1'000'000)); }), 2);
    EXPECT_LT(seconds([&] { parse_column_unit(repeat("_m", 1'000'000)); }), 2);
    EXPECT_LT(
        seconds([&] { writer.problems(minimal + "color = \"" + repeat("x", 1'000'000) + "\"\n"); }),
        2);
    const std::vector<std::string> problems =
        writer.problems("format = 1\nx = = " + repeat("y", 1'000'000) + "\n");
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_LT(problems[0].size(), 500u);
}

TEST(Hostile, NumbersThatAreNoneAreTold) {
    ScenarioWriter writer;
    for (const char* value :
         {"nan", "inf", "-inf", "\"nan pA\"", "\"inf pA\"", "\"1e400 pA\"", "\"0x10 pA\""})
        EXPECT_FALSE(writer.problems(minimal + "I_e = " + value + "\n").empty()) << value;
    EXPECT_TRUE(writer.problems(minimal + "I_e = \"-0 pA\"\nt_ref = \"-0 ms\"\n").empty());
    // Units whose exponents would overflow are none.
    EXPECT_FALSE(parse_unit("((((((Em^9)^9)^9)^9)^9)^9)^9"));
    EXPECT_FALSE(parse_unit("((((((h^9)^9)^9)^9)^9)^9)^9"));
    // A number that its column's unit makes infinite.
    writer.write("values.csv", "I_h\n1e308\n1\n");
    EXPECT_THAT(
        writer.problems(minimal +
                        "[loop]\ncompute_delay = { file = \"values.csv\", column = \"I_h\" }\n"),
        Contains(HasSubstr("no number")));
}

TEST(Hostile, LineEndsOfWindowsAndAByteOrderMarkAreNoTrouble) {
    ScenarioWriter writer;
    std::string windows = "\xEF\xBB\xBF";
    for (char c : std::string(valid_scenario))
        windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_THAT(writer.problems(windows), ElementsAre());
}

TEST(Hostile, NamesAndInputsLeadNowhere) {
    ScenarioWriter writer;
    for (const char* name : {"../../etc", "/etc", "..", ".", "", "a\\u0000b", "\\u001b[31m"})
        EXPECT_FALSE(writer
                         .problems(replace_once(minimal, "\"a\"",
                                                std::string("\"").append(name).append("\"")))
                         .empty())
            << name;
    // Wherever a file lies, and through whatever link, its copy lies in inputs/ under a name without a path.
    std::filesystem::create_directory(writer.directory() / "far");
    writer.write("far/xyz.csv", "x_mm,y_mm,z_mm\n0,0,0\n0,0,1\n");
    std::filesystem::create_symlink("far/xyz.csv", writer.directory() / "link.csv");
    for (const char* path : {"far/../far/xyz.csv", "link.csv", "far/./xyz.csv"})
        for (const auto& [file, name] :
             writer.read(minimal + "position = \"" + path + "\"\n").inputs)
            EXPECT_EQ(std::filesystem::path(name).filename(), name);
}

}  // namespace
}  // namespace spikelight
