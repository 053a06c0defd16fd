// The command line inside a program of somebody else's.
#include "tools/command_line.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_directory.h"

namespace spikelight {
namespace {

constexpr const char* noisy_network = R"(
format = 1
seed = 4
[simulation]
duration = "50 ms"
dt = "0.1 ms"
[[population]]
name = "exc"
size = 100
I_e = "50 pA"
noise = "2 mV"
[[projection]]
from = "exc"
to = "exc"
connect = { probability = 0.1 }
weight = { normal = ["0.5 mV", "0.1 mV"] }
delay = "1 ms"
)";

/// The bytes of the state in which a run into this directory ends.
std::string run_to_final_state(const std::filesystem::path& folder, const std::string& name) {
    std::filesystem::path scenario = folder / "noisy.toml", out = folder / name;
    std::ofstream(scenario) << noisy_network;
    std::vector<std::string> words = {"spikelight", "run",     scenario,    "--out",
                                      out,          "--quiet", "--threads", "2"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    EXPECT_EQ(run_command_line(int(arguments.size()), arguments.data()), 0);
    std::ifstream state(out / "final_state.bin", std::ios::binary);
    return {std::istreambuf_iterator<char>(state), {}};
}

TEST(CommandLine, computes_alike_in_a_program_that_rounds_otherwise_and_leaves_it_so) {
    testing::TemporaryDirectory folder;
    std::string expected = run_to_final_state(folder.path(), "nearest");
    std::fesetround(FE_UPWARD);
    std::string state = run_to_final_state(folder.path(), "upward");
    EXPECT_EQ(std::fegetround(), FE_UPWARD);
    std::fesetround(FE_TONEAREST);
    EXPECT_GT(expected.size(), 400u);
    EXPECT_TRUE(state == expected);
}

}  // namespace
}  // namespace spikelight
